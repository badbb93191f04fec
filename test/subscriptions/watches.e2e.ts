/** What the watcher sees: every account to be watched, what changed, and who is woken for a message. */

import { Client } from 'pg';
import { AccountId } from '../../src/protocol/account-id';
import { MasterKeys } from '../../src/subscriptions/master-keys';
import { MonitoredAccounts } from '../../src/subscriptions/monitored-accounts.service';
import { MonitoredRepository } from '../../src/subscriptions/storage/monitored.repository';
import { Subscriptions } from '../../src/subscriptions/subscriptions.service';
import type { Watch, WatchListing } from '../../src/subscriptions/watches.service';
import { AccountOwner } from '../fakes/phone/account-signer';
import { adminOf, freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { type Asked, delegation, ending, newToken, subscription } from './asking';
import { closeHouses, House, newDataKeys, StandingClock } from './house';

const START_MS = 1_800_000_000_000;
const DAY_MS = 24 * 60 * 60 * 1000;
const LIFE_MS = 14 * DAY_MS;

describe('watches', () => {
  const clock = new StandingClock(START_MS);
  let databaseUrl: string;
  let house: House;
  /** What was told since it was last looked at. */
  let told: string[] = [];
  let missed = 0;

  beforeAll(async () => {
    databaseUrl = await freshDatabase();
    house = await House.open({ databaseUrl, monitorOn: true, clock });
    house.watches.listen({
      changed: (ids) => told.push(...ids),
      missed: () => {
        missed += 1;
      },
    });
    await until(() => missed === 1);
  });
  afterAll(closeHouses);
  beforeEach(() => clock.set(START_MS));

  async function subscribe(owner: AccountOwner, asked: Partial<Asked> = {}): Promise<void> {
    const element = subscription(owner, { signedAt: clock.now() / 1000, ...asked });
    const response = await house.post('/subscribe', element).expect(200);
    expect(response.body).toMatchObject({ success: true });
  }

  async function delegated(asked: Partial<Asked> = {}): Promise<AccountOwner> {
    const owner = AccountOwner.ofSessionId();
    await subscribe(owner, { delegation: delegation(owner, house.delegateKeys), ...asked });
    return owner;
  }

  const all = () => house.allWatches();

  async function watchOf(owner: AccountOwner): Promise<Watch> {
    const found = (await all()).find((watch) => watch.account.equals(owner.account));
    if (found === undefined) throw new Error('not watched');
    return found;
  }

  /** What is told by `work`, and nothing that came before. Another notice at its end shows that all has been told. */
  async function toldBy(work: () => Promise<unknown>): Promise<string[]> {
    const flush = async (mark: string) => {
      await house.database.query('SELECT pg_notify($1, $2)', ['watches', mark]);
      await until(() => told.includes(mark));
    };
    await flush('999999999991');
    told = [];
    await work();
    await flush('999999999992');
    return told.filter((id) => id !== '999999999992');
  }

  it('hold what is needed to read the account, and name nobody when printed', async () => {
    const owner = await delegated({ namespaces: [-5, 0, 3, 11] });
    const watch = await watchOf(owner);
    const asked = delegation(owner, house.delegateKeys);
    expect(watch).toMatchObject({
      accountId: expect.stringMatching(/^\d+$/),
      namespaces: [
        { namespace: 0, since: START_MS },
        { namespace: 11, since: START_MS },
      ],
      expiresAt: START_MS + LIFE_MS,
      delegation: {
        ownerEd25519: owner.key.publicKey,
        masterKeyId: '1',
        token: Buffer.from(asked.token, 'hex'),
        signature: Buffer.from(asked.signature, 'base64'),
        signedAt: START_MS,
      },
    });
    expect(JSON.stringify(watch)).not.toContain(owner.account.hex);
    expect(await house.watches.byIds([watch.accountId, '123456789'])).toEqual([watch]);
  });

  it('end with the last subscription to anything that wakes', async () => {
    const owner = await delegated();
    clock.advance(DAY_MS);
    await subscribe(owner, { token: newToken() });
    clock.advance(DAY_MS);
    await subscribe(owner, { token: newToken(), namespaces: [2, 3] });
    expect((await watchOf(owner)).expiresAt).toBe(START_MS + DAY_MS + LIFE_MS);
  });

  it('are all found, page after page, and only those that can be watched', async () => {
    const owners = await Promise.all(Array.from({ length: 60 }, () => delegated()));
    const silent = [
      await delegated({ namespaces: [2, 3] }),
      await delegated({ signedAt: START_MS / 1000 - 13 * 24 * 60 * 60 }),
    ];
    const without = AccountOwner.ofSessionId();
    await subscribe(without);
    clock.advance(DAY_MS + 1000);
    const accounts = (await all()).map((watch) => watch.account.hex);
    for (const { account } of owners) expect(accounts.filter((hex) => hex === account.hex)).toHaveLength(1);
    for (const { account } of [...silent, without]) expect(accounts).not.toContain(account.hex);
  });

  it('come in pages that each can be held in memory', async () => {
    const before = (await all()).length;
    const subscriptions = house.app.get(Subscriptions, { strict: false });
    const token = Buffer.alloc(36);
    const signature = Buffer.alloc(64);
    const outcomes = Array.from({ length: 5_100 }, (_, index) => {
      const key = Buffer.alloc(33, 3);
      key.writeUInt32BE(index, 20);
      return subscriptions.add({
        account: AccountId.fromBytes(key),
        device: house.devices.name({ service: 'open', token: 'shared' }),
        signedAt: START_MS,
        expiresAt: START_MS + DAY_MS,
        namespaces: [index % 2 === 0 ? 11 : 7],
        delegation: { masterKeyId: '1', token, signature },
        monitor: { withData: true, signature },
      });
    });
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['added']));
    const pages: WatchListing[][] = [];
    const known = (await all())[0]!.accountId;
    for await (const page of house.watches.all((id) => String(id) === known)) pages.push(page);
    const ids = pages.flat().map(({ id }) => id);
    expect(ids).toHaveLength(before + 2_550);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page.length).toBeLessThanOrEqual(5_000);
    const watches = await house.watches.byIds(ids.map(String));
    const listed = watches.map(({ accountId, account, namespaces, expiresAt, delegation: { signedAt, version } }) => ({
      id: Number(accountId),
      account: accountId === known ? undefined : account.bytes,
      ...{ namespaces, expiresAt, delegation: { signedAt, version } },
    }));
    expect(pages.flat()).toEqual(listed);
    const lent = await house.watches.delegations(ids.map(String));
    expect(lent).toEqual(new Map(watches.map((watch) => [watch.accountId, watch.delegation])));
  });

  it('leave the others to be monitored, who are found however few they are', async () => {
    const watches = await all();
    const few = [watches[0]!, watches.at(-1)!];
    for (const { accountId, delegation: held } of few) await house.watches.revoked(accountId, held);
    const repository = house.app.get(MonitoredRepository, { strict: false });
    const read = (after: string) => repository.page(after, 300, [0, 11], new Date(clock.now()));
    const found: { readonly id: number; readonly endsAt: number }[] = [];
    let pages = 0;
    for (let page = await read('0'); page.last !== undefined; page = await read(page.last)) {
      found.push(...page.accounts);
      pages += 1;
    }
    expect(pages).toBeGreaterThan(13);
    const revoked = few.map(({ accountId, expiresAt }) => ({ id: Number(accountId), endsAt: expiresAt }));
    expect(found.filter(({ id }) => revoked.some((one) => one.id === id))).toMatchObject(revoked);
    const monitored = house.app.get(MonitoredAccounts, { strict: false });
    const once = await monitored.byIds([...watches.slice(1, 4), ...few].map(({ accountId }) => accountId));
    expect(once.sort((a, b) => a.id - b.id)).toEqual(
      few.map((one, index) => ({ ...revoked[index], account: one.account.bytes })),
    );
    const watched = new Set((await all()).map(({ accountId }) => Number(accountId)));
    expect(found.filter(({ id }) => watched.has(id))).toEqual([]);
  });

  it('are told when a phone comes, changes what it wants, or leaves; not when it renews', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    const lent = delegation(owner, house.delegateKeys);
    const first = await toldBy(() => subscribe(owner, { token, delegation: lent }));
    const { accountId } = await watchOf(owner);
    expect(first).toEqual([accountId]);
    const step = async (asked: Partial<Asked>) => {
      clock.advance(1_000);
      return toldBy(() => subscribe(owner, { token, ...asked }));
    };
    expect(await step({})).toEqual([]);
    expect(await step({ delegation: lent })).toEqual([]);
    expect(await step({ namespaces: [0, 11] })).toEqual([accountId]);
    const { delegation: held } = await watchOf(owner);
    expect(await toldBy(() => house.watches.revoked(accountId, held))).toEqual([accountId]);
    expect(await step({ namespaces: [0, 11], delegation: lent })).toEqual([accountId]);
    const end = ending(owner, { signedAt: clock.now() / 1000, token });
    expect(await toldBy(() => house.post('/unsubscribe', end).expect(200))).toEqual([accountId]);
    expect(await house.watches.byIds([accountId])).toEqual([]);
  });

  it('begin with the first device of a namespace, and end with the last', async () => {
    const owner = AccountOwner.ofGroup();
    const [one, other] = [newToken(), newToken()];
    await subscribe(owner, { token: one, namespaces: [11], delegation: delegation(owner, house.delegateKeys) });
    clock.advance(5_000);
    await subscribe(owner, { token: other, namespaces: [0, 11] });
    expect((await watchOf(owner)).namespaces).toEqual([
      { namespace: 0, since: START_MS + 5_000 },
      { namespace: 11, since: START_MS },
    ]);
    await house.post('/unsubscribe', ending(owner, { signedAt: clock.now() / 1000, token: other })).expect(200);
    expect((await watchOf(owner)).namespaces).toEqual([{ namespace: 11, since: START_MS }]);
  });

  it('wake the devices that had subscribed to the namespace when the message was stored', async () => {
    const owner = AccountOwner.ofSessionId();
    const [early, late, elsewhere] = [newToken(), newToken(), newToken()];
    await subscribe(owner, { token: early, delegation: delegation(owner, house.delegateKeys) });
    clock.advance(10_000);
    await subscribe(owner, { token: late, namespaces: [-400, 0] });
    await subscribe(owner, { token: elsewhere, namespaces: [11] });
    const { accountId } = await watchOf(owner);
    const stranger = await watchOf(await delegated());
    const idOf = (token: string) =>
      house.database.transaction((sql) =>
        house.devices.find(sql, house.devices.name({ service: 'open', token }).lookup),
      );
    const woken = async (messages: { accountId?: string; namespace?: number; storedAt: number }[]) => {
      const asked = messages.map((message) => ({ accountId, namespace: 0, ...message }));
      const pairs = await house.database.transaction((sql) => house.watches.recipients(sql, asked));
      return pairs.sort((a, b) => a.index - b.index);
    };
    const at = (offset: number) => ({ storedAt: START_MS + offset });
    const [earlyId, lateId, elsewhereId] = await Promise.all([early, late, elsewhere].map(idOf));
    expect(await woken([])).toEqual([]);
    expect(await woken([at(-1)])).toEqual([]);
    expect(await woken([at(0)])).toEqual([{ index: 0, deviceId: earlyId }]);
    expect(await woken([at(-1), at(9_999), { ...at(10_000), namespace: 11 }, { ...at(10_000), namespace: 7 }])).toEqual(
      [
        { index: 1, deviceId: earlyId },
        { index: 2, deviceId: elsewhereId },
      ],
    );
    expect(new Set((await woken([at(10_000)])).map((pair) => pair.deviceId))).toEqual(new Set([earlyId, lateId]));
    expect(await woken([{ ...at(20_000), namespace: -400 }])).toEqual([{ index: 0, deviceId: lateId }]);
    expect(await woken([{ ...at(20_000), accountId: stranger.accountId, namespace: 11 }])).toEqual([]);
    clock.advance(14 * DAY_MS);
    expect(await woken([at(20_000)])).toEqual([]);
  });

  it('are told to be gone through again after the link was lost', async () => {
    const before = missed;
    const admin = new Client({ connectionString: await adminOf(databaseUrl) });
    await admin.connect();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query ILIKE 'LISTEN%' AND pid <> pg_backend_pid()`,
    );
    await admin.end();
    await until(() => missed === before + 1);
    const owner = AccountOwner.ofSessionId();
    const ids = await toldBy(() => subscribe(owner, { delegation: delegation(owner, house.delegateKeys) }));
    expect(ids).toEqual([(await watchOf(owner)).accountId]);
  });

  it('are told to be gone through again when too many changed at once', async () => {
    const before = missed;
    await house.database.query('SELECT pg_notify($1, $2)', ['watches', '*']);
    await until(() => missed === before + 1);
  });

  it('leave out, and do not stumble over, what cannot be unsealed', async () => {
    const [owner, other] = [await delegated(), await delegated()];
    const { accountId } = await watchOf(owner);
    await house.database.query("UPDATE accounts SET delegation_sealed = '\\x010001' WHERE id = $1", [accountId]);
    const accounts = (await all()).map((watch) => watch.account.hex);
    expect(accounts).toContain(other.account.hex);
    expect(accounts).not.toContain(owner.account.hex);
    clock.advance(1_000);
    await subscribe(owner, { delegation: delegation(owner, house.delegateKeys) });
    expect((await watchOf(owner)).accountId).toBe(accountId);
  });
});

it('watches leave out an account whose master key is no longer there, and its phone is asked for a new delegation', async () => {
  const databaseUrl = await freshDatabase();
  const shared = { databaseUrl, dataKeys: newDataKeys() };
  const key = (fill: string) => fill.repeat(64);
  const both = MasterKeys.parse(JSON.stringify({ current: 'b', keys: { a: key('a'), b: key('b') } }));
  const before = await House.open({ ...shared, masterKeys: both });
  const owner = AccountOwner.ofSessionId();
  const token = newToken();
  const signedAt = Math.floor(Date.now() / 1000);
  const lent = delegation(owner, before.delegateKeys, 'a');
  await before.post('/subscribe', subscription(owner, { signedAt: signedAt - 9, token, delegation: lent })).expect(200);
  await before.close();
  const onlyB = MasterKeys.parse(JSON.stringify({ current: 'b', keys: { b: key('b') } }));
  const after = await House.open({ ...shared, masterKeys: onlyB });
  const watched = async () => (await after.allWatches()).length;
  expect(await watched()).toBe(0);
  const refused = await after.post('/subscribe', subscription(owner, { signedAt: signedAt - 8, token })).expect(200);
  expect(refused.body).toMatchObject({ error: 2 });
  const again = subscription(owner, {
    signedAt: signedAt - 7,
    token,
    delegation: delegation(owner, after.delegateKeys),
  });
  expect((await after.post('/subscribe', again).expect(200)).body).toMatchObject({ updated: true });
  expect(await watched()).toBe(1);
  await closeHouses();
});

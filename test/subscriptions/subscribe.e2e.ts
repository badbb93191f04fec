/** Subscribing, renewing and leaving: what phones are told and what is stored, by the rules of delegation and time. */
import { randomBytes } from 'node:crypto';
import { delegationToken } from '../../src/protocol/delegation';
import { MasterKeys } from '../../src/subscriptions/master-keys';
import type { Watch } from '../../src/subscriptions/watches.service';
import { AccountOwner, GroupMember, signingKey } from '../fakes/phone/account-signer';
import { freshDatabase } from '../support/stores';
import { type Asked, delegation, ending, newToken, signed, subscription } from './asking';
import { closeHouses, House, StandingClock } from './house';

const START_MS = 1_800_000_000_000;
const DAY = 24 * 60 * 60;
const ADDED = { success: true, added: true, message: expect.any(String) };
const UPDATED = { success: true, updated: true, message: expect.any(String) };
const REMOVED = { success: true, removed: true, message: expect.any(String) };
const NOT_REMOVED = { success: true, removed: false, message: expect.any(String) };
const fault = (error: number) => ({ error, message: expect.any(String) });

const oldMasterKey = randomBytes(32).toString('hex');
const masterKeys = MasterKeys.parse(
  JSON.stringify({ current: 'new', keys: { old: oldMasterKey, new: randomBytes(32).toString('hex') } }),
);

describe.each([false, true])('with the monitor way open: %s', (monitorOn) => {
  const clock = new StandingClock(START_MS);
  let house: House;

  beforeAll(async () => {
    house = await House.open({ databaseUrl: await freshDatabase(), monitorOn, masterKeys, clock });
  });
  afterAll(closeHouses);
  beforeEach(() => clock.set(START_MS));

  const seconds = () => clock.now() / 1000;
  const lend = (owner: AccountOwner, masterKeyId?: string) => delegation(owner, house.delegateKeys, masterKeyId);

  async function subscribe(owner: AccountOwner | GroupMember, asked: Partial<Asked>): Promise<unknown> {
    const response = await house.post('/subscribe', subscription(owner, { signedAt: seconds(), ...asked })).expect(200);
    return response.body;
  }

  async function leave(owner: AccountOwner, token: string): Promise<unknown> {
    return (await house.post('/unsubscribe', ending(owner, { signedAt: seconds(), token })).expect(200)).body;
  }

  async function watchOf(owner: { account: { hex: string } }): Promise<Watch | undefined> {
    return (await house.allWatches()).find((watch) => watch.account.hex === owner.account.hex);
  }

  it('a phone subscribes, renews and leaves; then nothing of it is left', async () => {
    const before = await Promise.all([house.count('accounts'), house.count('devices'), house.count('subscriptions')]);
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    expect(await subscribe(owner, { token, delegation: lend(owner) })).toEqual(ADDED);
    clock.advance(1_000);
    expect(await subscribe(owner, { token })).toEqual(UPDATED);
    expect(await leave(owner, token)).toEqual(REMOVED);
    expect(await leave(owner, token)).toEqual(NOT_REMOVED);
    const after = await Promise.all([house.count('accounts'), house.count('devices'), house.count('subscriptions')]);
    expect(after).toEqual(before);
  });

  it('without a delegation only the monitor way is left', async () => {
    const owner = AccountOwner.ofSessionId();
    const before = await house.count('devices');
    expect(await subscribe(owner, {})).toEqual(monitorOn ? ADDED : fault(2));
    expect(await house.count('devices')).toBe(before + (monitorOn ? 1 : 0));
    expect(await watchOf(owner)).toBeUndefined();
  });

  it('the delegation of one device serves all devices of the account, also of members who cannot sign one', async () => {
    const group = AccountOwner.ofGroup();
    expect(await subscribe(group, { namespaces: [-11, 11, 12], delegation: lend(group) })).toEqual(ADDED);
    expect(await subscribe(new GroupMember(group), { namespaces: [11] })).toEqual(ADDED);
    expect(await watchOf(group)).toMatchObject({
      namespaces: [{ namespace: 11, since: START_MS }],
      delegation: { ownerEd25519: undefined, masterKeyId: 'new' },
    });
  });

  it('the delegation is kept by renewals, and forgotten with the last device', async () => {
    const owner = AccountOwner.ofSessionId();
    const [one, other] = [newToken(), newToken()];
    await subscribe(owner, { token: one, delegation: lend(owner) });
    await subscribe(owner, { token: other });
    expect(await leave(owner, one)).toEqual(REMOVED);
    expect(await watchOf(owner)).toBeDefined();
    expect(await leave(owner, other)).toEqual(REMOVED);
    expect(await watchOf(owner)).toBeUndefined();
    expect(await subscribe(owner, { token: one })).toEqual(monitorOn ? ADDED : fault(2));
  });

  it('a delegation under an older master key is taken and used', async () => {
    const owner = AccountOwner.ofSessionId();
    expect(await subscribe(owner, { delegation: lend(owner, 'old') })).toEqual(ADDED);
    const watch = await watchOf(owner);
    expect(watch?.delegation).toMatchObject({ masterKeyId: 'old', ownerEd25519: owner.key.publicKey });
    const { key } = house.delegateKeys.keyFor(owner.account, 'old');
    expect(watch?.delegation.token.subarray(4)).toEqual(key.publicKey);
  });

  it('a delegation that is not exactly the one asked for is refused, and nothing is stored', async () => {
    const owner = AccountOwner.ofSessionId();
    const ours = house.delegateKeys.keyFor(owner.account).key.publicKey;
    const right = delegationToken(owner.account, ours);
    const changed = (place: number, value: number) => {
      const token = Buffer.from(right);
      token[place] = value;
      return signed(owner, token);
    };
    const stranger = AccountOwner.ofSessionId();
    const wrong = {
      'with the right to write': changed(1, 3),
      'with the right to delete': changed(1, 5),
      'for any prefix': changed(1, 9),
      'without the right to read': changed(1, 0),
      'with a reserved byte': changed(2, 1),
      'for another kind of account': changed(0, 3),
      'to another key': signed(owner, delegationToken(owner.account, signingKey().publicKey)),
      'to our key for another account': signed(
        owner,
        delegationToken(owner.account, house.delegateKeys.keyFor(stranger.account).key.publicKey),
      ),
      'signed by another': signed(stranger, right),
    };
    const before = await house.count('devices');
    for (const [how, bad] of Object.entries(wrong)) {
      expect([how, await subscribe(owner, { delegation: bad })]).toEqual([how, fault(4)]);
    }
    expect(await house.count('devices')).toBe(before);
  });

  it('after 14 days without renewal the delegation counts no more, even before it is swept', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    await subscribe(owner, { token, delegation: lend(owner) });
    clock.advance((14 * DAY + 1) * 1000);
    expect(await watchOf(owner)).toBeUndefined();
    expect(await subscribe(owner, { token })).toEqual(monitorOn ? ADDED : fault(2));
    expect(await subscribe(owner, { token, signedAt: seconds() + 1, delegation: lend(owner) })).toEqual(
      monitorOn ? UPDATED : ADDED,
    );
    expect(await watchOf(owner)).toBeDefined();
  });

  it('a revoked delegation serves nobody until a newer one comes', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    await subscribe(owner, { token, delegation: lend(owner) });
    const watch = (await watchOf(owner)) as Watch;
    expect(await house.watches.revoked(watch.accountId, watch.delegation)).toBe(true);
    expect(await house.watches.revoked(watch.accountId, watch.delegation)).toBe(false);
    expect(await watchOf(owner)).toBeUndefined();
    clock.advance(1_000);
    expect(await subscribe(owner, { token })).toEqual(monitorOn ? UPDATED : fault(2));
    clock.advance(1_000);
    expect(await subscribe(owner, { token, delegation: lend(owner) })).toEqual(UPDATED);
    expect(await watchOf(owner)).toBeDefined();
  });

  it('a delegation that was given again meanwhile is not revoked by old news', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    await subscribe(owner, { token, delegation: lend(owner) });
    const old = (await watchOf(owner)) as Watch;
    clock.advance(1_000);
    await subscribe(owner, { token, delegation: lend(owner) });
    expect(await house.watches.revoked(old.accountId, old.delegation)).toBe(false);
    const renewed = (await watchOf(owner)) as Watch;
    expect(await house.watches.revoked(renewed.accountId, renewed.delegation)).toBe(true);
    expect(await house.watches.revoked('999999999', renewed.delegation)).toBe(false);
  });

  it('a request signed earlier is answered but changes nothing', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    await subscribe(owner, { token, namespaces: [0, 11], delegation: lend(owner) });
    const stored = () => house.database.query('SELECT * FROM subscriptions WHERE account_id = $1', [accountId]);
    const accountId = (await watchOf(owner))?.accountId;
    const before = await stored();
    for (const signedAt of [seconds() - 1, seconds() - 13 * DAY]) {
      expect(await subscribe(owner, { token, signedAt, namespaces: [0] })).toEqual(UPDATED);
    }
    expect(await stored()).toEqual(before);
  });

  it('namespaces that stay keep when they began; new ones begin now', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    await subscribe(owner, { token, namespaces: [0], delegation: lend(owner) });
    clock.advance(60_000);
    await subscribe(owner, { token, namespaces: [0, 11] });
    expect((await watchOf(owner))?.namespaces).toEqual([
      { namespace: 0, since: START_MS },
      { namespace: 11, since: START_MS + 60_000 },
    ]);
    clock.advance(60_000);
    await subscribe(owner, { token, namespaces: [11] });
    expect((await watchOf(owner))?.namespaces).toEqual([{ namespace: 11, since: START_MS + 60_000 }]);
  });

  it('every element of an array has its own answer, in order, the same subscription twice included', async () => {
    const [owner, other, stranger] = [AccountOwner.ofSessionId(), AccountOwner.ofGroup(), AccountOwner.ofSessionId()];
    const whole = subscription(owner, { signedAt: seconds(), delegation: lend(owner) });
    const elements = [
      whole,
      whole,
      { ...whole, sig_ts: seconds() - 1 },
      5,
      { ...whole, signature: undefined },
      subscription(other, { signedAt: seconds(), namespaces: [11], delegation: lend(other) }),
      subscription(owner, { signedAt: seconds(), service: 'nothing-like-it' }),
      subscription(owner, { signedAt: seconds(), service: 'closed' }),
      { ...subscription(owner, { signedAt: seconds() }), service_info: {} },
      subscription(stranger, { signedAt: seconds() - 15 * DAY, delegation: lend(stranger) }),
      // Who signs badly learns nothing else: not which services there are, nor what they take for an address.
      { ...whole, data: false, service: 'nothing-like-it' },
      { ...whole, data: false, service_info: {} },
      { ...whole, session_ed25519: stranger.relayCredentials().session_ed25519, service: 'nothing-like-it' },
    ];
    const response = await house.post('/subscribe', elements).expect(200);
    expect(response.body).toEqual([
      ADDED,
      UPDATED,
      fault(4),
      fault(1),
      fault(1),
      ADDED,
      fault(2),
      fault(2),
      fault(1),
      fault(4),
      fault(4),
      fault(4),
      fault(1),
    ]);
    expect((await house.post('/subscribe', [whole]).expect(200)).body).toEqual([UPDATED]);
    expect((await house.post('/subscribe', []).expect(200)).body).toEqual([]);
    expect((await house.post('/unsubscribe', []).expect(200)).body).toEqual([]);
  });

  it('leaving twice in one array finds something once', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    await subscribe(owner, { token, delegation: lend(owner) });
    const end = ending(owner, { signedAt: seconds(), token });
    const stranger = ending(AccountOwner.ofGroup(), { signedAt: seconds(), token });
    const response = await house.post('/unsubscribe', [end, stranger, end, { ...end, sig_ts: 1 }]).expect(200);
    expect(response.body).toEqual([REMOVED, NOT_REMOVED, NOT_REMOVED, fault(4)]);
  });

  it('a phone may leave through a service that is no longer set up', async () => {
    const end = ending(AccountOwner.ofSessionId(), { signedAt: seconds(), token: newToken(), service: 'closed' });
    expect((await house.post('/unsubscribe', end).expect(200)).body).toEqual(NOT_REMOVED);
    const unknown = { ...end, service: 'nothing-like-it' };
    expect((await house.post('/unsubscribe', unknown).expect(200)).body).toEqual(fault(2));
    const unproved = { ...unknown, sig_ts: seconds() - 1 };
    expect((await house.post('/unsubscribe', unproved).expect(200)).body).toEqual(fault(4));
  });

  it('one phone with many accounts is one device, which goes with the last of them', async () => {
    const token = newToken();
    const before = await house.count('devices');
    const owners = Array.from({ length: 5 }, () => AccountOwner.ofGroup());
    for (const owner of owners) await subscribe(owner, { token, namespaces: [11], delegation: lend(owner) });
    expect(await house.count('devices')).toBe(before + 1);
    for (const owner of owners.slice(1)) await leave(owner, token);
    expect(await house.count('devices')).toBe(before + 1);
    await leave(owners[0] as AccountOwner, token);
    expect(await house.count('devices')).toBe(before);
  });

  it('a delegate key is the account’s own and the same every time', async () => {
    const [owner, other] = [AccountOwner.ofSessionId(), AccountOwner.ofGroup()];
    const ask = (pubkey: unknown) => house.post('/delegation-key', { pubkey }).expect(200);
    const { delegate, token } = (await ask(owner.account.hex)).body;
    expect(delegate).toMatch(/^[0-9a-f]{64}$/);
    expect(token).toBe(`05010000${delegate}`);
    expect((await ask(owner.account.bytes.toString('base64'))).body).toEqual({ delegate, token });
    const others = (await ask(other.account.hex)).body;
    expect(others.token).toBe(`03010000${others.delegate}`);
    expect(others.delegate).not.toBe(delegate);
    expect((await ask('zz')).body).toEqual(fault(1));
    const both = await house.post('/delegation-key', [{ pubkey: owner.account.hex }, {}]).expect(200);
    expect(both.body).toEqual([{ delegate, token }, fault(1)]);
  });
});

/** The database dies: phones are told to come again, nothing is half written, and it goes on by itself. */

import { Client } from 'pg';
import type { LocalPostgres } from '../../local/embedded-postgres';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { x25519KeyPair } from '../../src/protocol/x25519';
import { Subscriptions } from '../../src/subscriptions/subscriptions.service';
import { AccountOwner } from '../fakes/phone/account-signer';
import { ownPostgres } from '../support/stores';
import { until } from '../support/until';
import { delegation, ending, newToken, subscription } from './asking';
import { closeHouses, House } from './house';
import { v4, wrapLayer } from './onion-layer';

const now = () => Math.floor(Date.now() / 1000);
const TRY_AGAIN = { error: 3, message: expect.any(String) };

describe('while the database is away', () => {
  const onion = x25519KeyPair(Buffer.alloc(32, 9));
  let postgres: LocalPostgres;
  let house: House;

  beforeAll(async () => {
    postgres = await ownPostgres();
    house = await House.open({ databaseUrl: postgres.url, onionKey: onion.secretKey });
  });
  afterAll(async () => {
    await closeHouses();
    await postgres.stop();
  });

  function asked(owner = AccountOwner.ofSessionId(), token = newToken()) {
    return subscription(owner, { signedAt: now(), token, delegation: delegation(owner, house.delegateKeys) });
  }

  it('phones get 503 through both doors, and what needs no database goes on', async () => {
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    await house.post('/subscribe', asked(owner, token)).expect(200);
    await postgres.kill();
    const direct = await house.post('/subscribe', asked()).expect(503);
    expect(direct.body).toEqual(TRY_AGAIN);
    const several = await house.post('/subscribe', [asked(), { bad: 1 }, asked()]).expect(503);
    expect(several.body).toEqual([TRY_AGAIN, { error: 1, message: expect.any(String) }, TRY_AGAIN]);
    const leaving = await house.post('/unsubscribe', ending(owner, { signedAt: now(), token })).expect(503);
    expect(leaving.body).toEqual(TRY_AGAIN);
    const wrapped = wrapLayer(v4('/subscribe', [asked()]), onion.publicKey);
    const sealed = await house.post('/oxen/v4/lsrpc', wrapped.wire).responseType('blob').expect(200);
    const inner = wrapped.open(sealed.body);
    expect(inner.code).toBe(503);
    expect(JSON.parse(inner.body.toString())).toEqual([TRY_AGAIN]);
    await house.post('/delegation-key', { pubkey: owner.account.hex }).expect(200);
    await house.post('/subscribe', { bad: 1 }).expect(200);
    await postgres.restart();
    await until(async () => (await house.post('/subscribe', asked())).status === 200);
    const left = await house.post('/unsubscribe', ending(owner, { signedAt: now(), token })).expect(200);
    expect(left.body).toMatchObject({ success: true, removed: true });
  });

  it('killed in the middle of the rush, it keeps what phones were told it has, and no half of anything', async () => {
    const phones = Array.from({ length: 300 }, () => ({ owner: AccountOwner.ofSessionId(), token: newToken() }));
    let answered = 0;
    const rush = phones.map(async ({ owner, token }) => {
      const response = await house.post('/subscribe', asked(owner, token));
      answered += 1;
      if (response.status === 200) expect(response.body).toMatchObject({ success: true });
      // A connection that breaks between two statements may look like a fault of ours; the phone comes again all the same.
      else expect([response.status, [3, 5].includes(response.body.error)]).toEqual([503, true]);
      return { token, stored: response.status === 200 };
    });
    await until(() => answered > 20);
    await postgres.kill();
    const outcomes = await Promise.all(rush);
    await postgres.restart();
    await until(async () => (await house.post('/subscribe', asked())).status === 200);
    const half = await house.database.query(
      `SELECT 1 FROM accounts a WHERE NOT EXISTS (SELECT FROM subscriptions s WHERE s.account_id = a.id)
       UNION ALL SELECT 2 FROM devices d WHERE NOT EXISTS (SELECT FROM subscriptions s WHERE s.device_id = d.id)`,
    );
    expect(half).toEqual([]);
    for (const { token, stored } of outcomes) {
      const { lookup } = house.devices.name({ service: 'open', token });
      const found = await house.database.transaction((sql) => house.devices.find(sql, lookup));
      if (stored) expect(found).toBeDefined();
    }
    expect(outcomes.some((outcome) => outcome.stored)).toBe(true);
  });

  it('a database that hangs is as good as away: phones get 503, and more than can wait are sent off at once', async () => {
    const blocker = new Client({
      connectionString: postgres.adminUrl.replace(/\/[^/]*$/, new URL(postgres.url).pathname),
    });
    blocker.on('error', () => undefined);
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE accounts');
    const owner = AccountOwner.ofSessionId();
    const token = newToken();
    let isAnswered = false;
    const late = house.post('/subscribe', asked(owner, token)).then((response) => {
      isAnswered = true;
      return response;
    });
    await until(async () => {
      const { rows } = await blocker.query('SELECT 1 FROM pg_locks WHERE NOT granted');
      return rows.length > 0;
    });
    const subscriptions = house.app.get(Subscriptions, { strict: false });
    const one = {
      account: owner.account,
      device: house.devices.name({ service: 'open', token }),
      signedAt: 1,
      expiresAt: 1,
      namespaces: [0],
      monitor: { withData: true, signature: Buffer.alloc(64) },
    };
    const waiting = Array.from({ length: 20_500 }, () => subscriptions.add(one).catch((error: Error) => error.name));
    const turnedAway = await house.post('/subscribe', asked()).expect(503);
    expect(turnedAway.body).toEqual(TRY_AGAIN);
    expect(isAnswered).toBe(false);
    const answer = await late;
    expect([answer.status, answer.body]).toEqual([503, TRY_AGAIN]);
    await blocker.query('ROLLBACK');
    await blocker.end();
    expect(new Set(await Promise.all(waiting))).toContain('BatcherFull');
    await until(async () => (await house.post('/subscribe', asked())).status === 200);
  });

  it('a process with a key file that was rotated away under it stores nothing and asks for patience', async () => {
    await house.database.query('UPDATE lookup_key SET key_id = 2');
    const before = await house.count('devices');
    expect((await house.post('/subscribe', asked()).expect(503)).body).toEqual(TRY_AGAIN);
    const end = ending(AccountOwner.ofSessionId(), { signedAt: now(), token: newToken() });
    expect((await house.post('/unsubscribe', end).expect(503)).body).toEqual(TRY_AGAIN);
    expect(await house.count('devices')).toBe(before);
    const keys = DataKeys.parse(DataKeys.newFile(Buffer.alloc(64, 3)));
    await expect(House.open({ databaseUrl: postgres.url, dataKeys: keys })).rejects.toThrow(/lookup key 2/);
    await house.database.query('UPDATE lookup_key SET key_id = 1');
    await house.post('/subscribe', asked()).expect(200);
  });
});

/** What members tell, booked in a real database: once for each device, whoever lies, whatever is away. */
import { Redis } from 'ioredis';
import type { LocalRedis } from '../../local/redis-server';
import { DatabaseAway } from '../../src/platform/database/database.service';
import { QueueAway } from '../../src/platform/queue/queues.service';
import { WakeUps } from '../../src/push/wake-ups.service';
import type { SwarmMessage } from '../../src/swarm-watcher/message-source';
import { ForgetExpiredMessages } from '../../src/swarm-watcher/storage/forget-expired-messages.task';
import { MARKED_A_DAY, REMEMBERED_A_DAY } from '../../src/swarm-watcher/storage/mark-budget';
import { describeWithRedis, freshDatabase, ownPostgres, ownRedis } from '../support/stores';
import { until } from '../support/until';
import { House, noNetwork } from './house';
import { messageHash } from './makers';
import { newAccount, newDevice, subscribeDevice } from './subscribe';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('dispatcher', () => {
  let house: House;
  let accountId: string;
  let marksBefore: ReadonlySet<string>;

  beforeAll(async () => {
    house = await House.open({ databaseUrl: await freshDatabase(), network: noNetwork() });
  });

  afterAll(() => house.close());

  beforeEach(async () => {
    accountId = await newAccount(house.database);
    marksBefore = new Set((await allMarks()).map(({ mark }) => mark.toString('hex')));
  });

  function message(changes: Partial<SwarmMessage> = {}): SwarmMessage {
    const storedAt = changes.storedAt ?? Date.now();
    return { accountId, namespace: 0, hash: messageHash(), storedAt, expiresAt: storedAt + DAY, ...changes };
  }

  const tell = (...messages: SwarmMessage[]) => house.dispatcher.take({ member: 'a'.repeat(64), messages });

  async function pendingOf(deviceId: string): Promise<number> {
    return (await house.owed()).find((one) => one.deviceId === deviceId)?.pending ?? -1;
  }

  const allMarks = () =>
    house.database.query<{ mark: Buffer; days: number }>(
      'SELECT mark, expires_on - $1::date AS days FROM recent_messages',
      [new Date().toISOString().slice(0, 10)],
    );

  /** What this test has left in the table, with the days from today. */
  const marks = async () => (await allMarks()).filter(({ mark }) => !marksBefore.has(mark.toString('hex')));

  it('owes every device of the account one wake-up for a message, however often it is told', async () => {
    const devices = [
      await newDevice(house.database, accountId, Date.now() - HOUR),
      await newDevice(house.database, accountId, Date.now() - HOUR, [0, 11]),
    ];
    const told = message();
    await tell(told, told);
    await Promise.all([tell(told), tell(told), tell(told)]);
    expect(await Promise.all(devices.map(pendingOf))).toEqual([1, 1]);
    expect(await marks()).toHaveLength(2);
  });

  it('wakes nobody and marks nothing for what lives 30 seconds or less, was stored too early or in a namespace nobody named', async () => {
    const since = Date.now() - HOUR;
    const deviceId = await newDevice(house.database, accountId, since);
    await tell(
      message({ expiresAt: Date.now() + 20_000 }),
      message({ storedAt: since - 1 }),
      message({ namespace: 11 }),
      message({ accountId: '999999999' }),
    );
    expect(await pendingOf(deviceId)).toBe(0);
    expect(await marks()).toEqual([]);
  });

  it('is not talked out of waking by a lie about life or time told before', async () => {
    const deviceId = await newDevice(house.database, accountId, Date.now() - HOUR);
    const truth = message();
    await tell({ ...truth, expiresAt: truth.storedAt + 20_000 });
    await tell({ ...truth, storedAt: truth.storedAt - DAY });
    await tell({ ...truth, expiresAt: truth.storedAt - DAY });
    expect(await pendingOf(deviceId)).toBe(0);
    await tell(truth);
    expect(await pendingOf(deviceId)).toBe(1);
  });

  it('wakes the younger device too when a liar has told the message as too old for it', async () => {
    const old = await newDevice(house.database, accountId, Date.now() - 2 * HOUR);
    const young = await newDevice(house.database, accountId, Date.now() - HOUR);
    const truth = message();
    await tell({ ...truth, storedAt: truth.storedAt - 1.5 * HOUR });
    expect([await pendingOf(old), await pendingOf(young)]).toEqual([1, 0]);
    await tell(truth);
    expect([await pendingOf(old), await pendingOf(young)]).toEqual([1, 1]);
  });

  it('takes absurd times for what they are: a reason to wake, and nothing more', async () => {
    const deviceId = await newDevice(house.database, accountId, Date.now() - HOUR);
    await tell(
      message({ storedAt: 8.64e15 - 60_000, expiresAt: 8.64e15 }),
      message({ storedAt: Date.now(), expiresAt: 8.64e15 }),
    );
    expect(await pendingOf(deviceId)).toBe(2);
    expect(Math.max(...(await marks()).map(({ days }) => days))).toBeLessThanOrEqual(32);
    await tell(message({ storedAt: 1, expiresAt: 8.64e15 }));
    expect(await pendingOf(deviceId)).toBe(2);
  });

  it('keeps no hash and no content, and nothing that joins marks to each other, an account or a device', async () => {
    const [deviceId] = [
      await newDevice(house.database, accountId, Date.now() - HOUR),
      await newDevice(house.database, accountId, Date.now() - HOUR),
    ];
    const told = message();
    await tell(told, message());
    const found = await marks();
    expect(found).toHaveLength(4);
    expect(new Set(found.map(({ days }) => days)).size).toBe(1);
    for (const { mark } of found) {
      expect(mark).toHaveLength(16);
      for (const name of [Buffer.from(told.hash, 'base64'), Buffer.from(deviceId.replaceAll('-', ''), 'hex')]) {
        expect(mark).not.toEqual(name.subarray(0, 16));
      }
    }
    const columns = await house.database.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'recent_messages' ORDER BY 1`,
    );
    expect(columns.map(({ name }) => name)).toEqual(['expires_on', 'mark']);
  });

  it('keeps accounts apart: what is told of one says nothing of another, though one device has both', async () => {
    const deviceId = await newDevice(house.database, accountId, Date.now() - HOUR);
    const other = await newAccount(house.database);
    await subscribeDevice(house.database, other, deviceId, Date.now() - HOUR);
    const truth = message();
    await tell({ ...truth, accountId: other });
    await tell(truth);
    expect(await pendingOf(deviceId)).toBe(2);
  });

  it('wakes a phone that left and came back for what is stored from then on, and for nothing older', async () => {
    const first = await newDevice(house.database, accountId, Date.now() - HOUR);
    const old = message({ storedAt: Date.now() - 2_000 });
    await tell(old);
    expect(await pendingOf(first)).toBe(1);
    await house.database.query('DELETE FROM accounts WHERE id = $1', [accountId]);
    await house.database.query('DELETE FROM devices WHERE id = $1', [first]);
    accountId = await newAccount(house.database);
    const again = await newDevice(house.database, accountId, Date.now() - 1_000);
    await tell({ ...old, accountId });
    expect(await pendingOf(again)).toBe(0);
    await tell(message());
    expect(await pendingOf(again)).toBe(1);
  });

  it('wakes a device that stayed while its account left and came back, though the old marks are still there', async () => {
    const deviceId = await newDevice(house.database, accountId, Date.now() - HOUR);
    const told = message();
    await tell(told);
    await house.database.query('DELETE FROM subscriptions WHERE account_id = $1', [accountId]);
    await tell(told, message());
    await subscribeDevice(house.database, accountId, deviceId, told.storedAt + 1);
    await tell(told);
    expect(await pendingOf(deviceId)).toBe(1);
    await tell(message({ storedAt: told.storedAt + 1 }));
    expect(await pendingOf(deviceId)).toBe(2);
  });

  it('books the rest of a batch when one message in it cannot be booked', async () => {
    const deviceId = await newDevice(house.database, accountId, Date.now() - HOUR);
    const good = Array.from({ length: 9 }, () => message());
    const results = await Promise.allSettled([
      ...good.slice(0, 4).map((one) => tell(one)),
      tell(message({ accountId: 'no number' })),
      ...good.slice(4).map((one) => tell(one)),
    ]);
    expect(results.map((result) => result.status).filter((status) => status === 'rejected')).toHaveLength(1);
    expect(await pendingOf(deviceId)).toBe(9);
  });

  it('passes over an account that is unsubscribed at the same moment', async () => {
    const deviceId = await newDevice(house.database, accountId, Date.now() - HOUR);
    const other = await newAccount(house.database);
    await newDevice(house.database, other, Date.now() - HOUR);
    await Promise.all([
      ...Array.from({ length: 20 }, () => tell(message(), message({ accountId: other }))),
      house.database.query('DELETE FROM accounts WHERE id = $1', [other]),
    ]);
    expect(await pendingOf(deviceId)).toBe(20);
  });

  it('marks so many messages of an account and no more, whatever a member invents, and still wakes for the others', async () => {
    const deviceId = await newDevice(house.database, accountId, Date.now() - HOUR);
    const other = await newAccount(house.database);
    const otherDevice = await newDevice(house.database, other, Date.now() - HOUR);
    const [early, elsewhere, late] = [message(), message({ accountId: other }), message()];
    await tell(early, elsewhere);
    const invented = 10_000;
    for (let round = 0; round < 10; round += 1) {
      await tell(...Array.from({ length: invented / 10 }, () => message()));
    }
    // Twice as many should midnight come in between.
    expect((await marks()).length).toBeLessThanOrEqual(2 * MARKED_A_DAY);
    expect(await pendingOf(deviceId)).toBe(1 + invented);
    // What was marked before stays known, also when it is told in the midst of new ones; nothing else is lost.
    await tell(message(), early, late, late, elsewhere);
    expect(await pendingOf(deviceId)).toBe(1 + invented + 2);
    await tell(late);
    expect(await pendingOf(deviceId)).toBe(1 + invented + 3);
    expect(await pendingOf(otherDevice)).toBe(1);
  });

  it('forgets beyond what people read sooner, though not before a day has gone', async () => {
    await newDevice(house.database, accountId, Date.now() - HOUR);
    const old = Array.from({ length: REMEMBERED_A_DAY - 1 }, () => message());
    await tell(...old);
    // Known ones take up no room: of the two that are new the first is remembered as long as it lives.
    await tell(...old, message({ expiresAt: Date.now() + 14 * DAY }), message({ expiresAt: Date.now() + 14 * DAY }));
    const long = (await marks()).map(({ days }) => days).filter((days) => days !== 2);
    expect(long).toEqual([15]);
    expect(await marks()).toHaveLength(REMEMBERED_A_DAY + 1);
  });

  it('forgets marks when their day has come, in small steps', async () => {
    await newDevice(house.database, accountId, Date.now() - HOUR);
    await tell(message(), message());
    await house.database.query(
      `INSERT INTO recent_messages (mark, expires_on)
       SELECT decode(lpad(to_hex(n), 32, '0'), 'hex'), $1::date FROM generate_series(1, 2500) AS n`,
      [new Date().toISOString().slice(0, 10)],
    );
    const task = house.app.get(ForgetExpiredMessages, { strict: false });
    await Promise.all([task.run(), task.run()]);
    expect(await marks()).toHaveLength(2);
  });
});

describe('dispatcher whose network runs ahead', () => {
  it('compares what the network says with what our clock said', async () => {
    const ahead = 2 * HOUR;
    const house = await House.open({ databaseUrl: await freshDatabase(), network: noNetwork(ahead) });
    const accountId = await newAccount(house.database);
    const since = Date.now() - HOUR;
    await newDevice(house.database, accountId, since);
    const told = (storedAt: number) => ({
      accountId,
      namespace: 0,
      hash: messageHash(),
      storedAt,
      expiresAt: storedAt + DAY,
    });
    await house.dispatcher.take({ member: 'a', messages: [told(since + ahead - 1), told(since + ahead)] });
    expect(await house.owedInAll()).toBe(1);
    await house.close();
  });
});

describe('dispatcher without its stores', () => {
  it('says that nothing is booked while the database is away, and books it afterwards', async () => {
    const postgres = await ownPostgres();
    const house = await House.open({ databaseUrl: postgres.url, network: noNetwork() });
    const accountId = await newAccount(house.database);
    await newDevice(house.database, accountId, Date.now() - HOUR);
    const storedAt = Date.now();
    const told = { accountId, namespace: 0, hash: messageHash(), storedAt, expiresAt: storedAt + DAY };
    const tell = () => house.dispatcher.take({ member: 'a', messages: [told] });
    await postgres.kill();
    await expect(tell()).rejects.toBeInstanceOf(DatabaseAway);
    await postgres.restart();
    await until(() =>
      tell().then(
        () => true,
        () => false,
      ),
    );
    await tell();
    expect(await house.owedInAll()).toBe(1);
    await house.close();
    await postgres.stop();
  });
});

describeWithRedis('dispatcher and its queue', () => {
  let house: House;
  let redis: LocalRedis;
  let deviceId: string;
  let tell: () => Promise<void>;

  beforeAll(async () => {
    redis = await ownRedis();
    house = await House.open({ databaseUrl: await freshDatabase(), redisUrl: redis.url, network: noNetwork() });
  });

  afterAll(async () => {
    await house.close();
    await redis.stop();
  });

  beforeEach(async () => {
    const accountId = await newAccount(house.database);
    deviceId = await newDevice(house.database, accountId, Date.now() - HOUR);
    const storedAt = Date.now();
    const told = { accountId, namespace: 0, hash: messageHash(), storedAt, expiresAt: storedAt + DAY };
    tell = () => house.dispatcher.take({ member: 'a', messages: [told] });
  });

  const waiting = async () => (await house.app.get(WakeUps, { strict: false }).queued()).waiting;

  const pending = async () => (await house.owed()).find((one) => one.deviceId === deviceId)?.pending;

  async function emptyQueue(): Promise<void> {
    const client = new Redis(redis.url);
    await client.flushall();
    await client.quit();
  }

  it('queues a device, and queues it again as long as it is owed anything', async () => {
    await emptyQueue();
    await tell();
    expect(await waiting()).toBe(1);
    await emptyQueue();
    await tell();
    expect(await waiting()).toBe(1);
    await emptyQueue();
    await house.database.query('UPDATE devices SET waits = false, owed_since = NULL');
    await tell();
    expect(await waiting()).toBe(0);
  });

  it('says that it is away, keeps what is booked, and queues it when it is told again', async () => {
    await emptyQueue();
    await redis.kill();
    await expect(tell()).rejects.toBeInstanceOf(QueueAway);
    expect(await pending()).toBe(1);
    await redis.restart();
    await until(() =>
      tell().then(
        () => true,
        () => false,
      ),
    );
    expect(await pending()).toBe(1);
    expect(await waiting()).toBe(1);
  });
});

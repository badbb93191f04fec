/** A service that is paused: nothing is sent or lost, no job goes round in circles, and all is sent when it is resumed. */
import { Redis } from 'ioredis';
import { GIVE_UP_AFTER_MS } from '../../src/push/delivery/retry-policy';
import { describeOnEachQueueStore, type FreshStores } from '../support/stores';
import { until } from '../support/until';
import { House } from './house';

/** For a machine that is busy with much else. */
const PATIENCE_MS = 60_000;
jest.setTimeout(2 * PATIENCE_MS);

/** More than a page of the walk that queues again. */
const MANY = 1_500;

describeOnEachQueueStore('a service that is paused', (stores) => {
  let given: FreshStores;
  const houses: House[] = [];

  async function open(before?: House): Promise<House> {
    const house = await House.open({ ...given, keys: before?.keys });
    houses.push(house);
    return house;
  }

  beforeEach(async () => {
    given = await stores();
  });

  afterEach(async () => {
    await Promise.all(houses.splice(0).map((house) => house.close()));
  });

  /** Messages for many devices: booked and queued, as the watcher does. */
  async function tellMany(house: House, count: number): Promise<void> {
    await house.database.query(
      `INSERT INTO devices (id, service, token_lookup, token_sealed, renewed_at)
       SELECT gen_random_uuid(), 'test', decode(md5(n::text), 'hex'), token_sealed, now()
         FROM generate_series(1, $1) AS n, (SELECT token_sealed FROM devices LIMIT 1) AS any_device`,
      [count],
    );
    const rows = await house.database.query<{ id: string }>('SELECT id FROM devices');
    const debts = rows.map(({ id }) => ({ deviceId: id, fresh: 1, duplicates: 0 }));
    await house.wakeUps.enqueue(await house.database.transaction((sql) => house.wakeUps.owe(sql, debts)));
  }

  it('is left alone by every pusher at once, keeps no job busy, and is woken through again when it is resumed', async () => {
    const first = await open();
    const second = await open(first);
    await first.device();
    expect(await first.pause()).toBe(true);
    expect(await second.pause()).toBe(false);
    await tellMany(first, MANY);
    await until(async () => (await first.jobs()) === 0, PATIENCE_MS);
    expect(await first.totals()).toEqual({ seen: MANY + 1, pending: MANY + 1 });
    expect([first, second].flatMap(({ vendor }) => vendor.attempts)).toEqual([]);
    expect(await second.resume()).toBe(true);
    await until(() => first.isIdle(), PATIENCE_MS);
    expect(await first.totals()).toEqual({ seen: MANY + 1, accepted: MANY + 1 });
    expect(await first.resume()).toBe(false);
  });

  it('stays paused when pushers end and queues are lost, and gives nothing up for its age', async () => {
    const first = await open();
    const { id, token } = await first.device();
    await first.pause();
    await first.tell(id, 2);
    await first.close();
    houses.splice(0);
    if (given.redisUrl !== undefined) {
      const redis = new Redis(given.redisUrl);
      await redis.flushdb();
      await redis.quit();
    }
    const second = await open(first);
    second.clock.advance(GIVE_UP_AFTER_MS + 3_600_000);
    await second.tell((await second.device()).id);
    await until(async () => (await second.jobs()) === 0, PATIENCE_MS);
    expect(second.vendor.attempts).toEqual([]);
    expect(await second.pauses.all()).toMatchObject([{ service: 'test', isPaused: true, by: 'operator-one' }]);
    await second.resume();
    await until(() => second.isIdle(), PATIENCE_MS);
    expect(second.vendor.attemptsFor(token)).toHaveLength(1);
    expect(await second.totals()).toEqual({ seen: 3, merged: 1, accepted: 2 });
  });

  it('lets what was under way end, and keeps what was put off', async () => {
    const house = await open();
    const { id, token } = await house.device();
    let answer = () => {};
    house.vendor.answer = () =>
      new Promise((resolve) => {
        answer = () => resolve({ kind: 'later', reason: 'busy' });
      });
    await house.tell(id);
    await until(() => house.vendor.attempts.length === 1, PATIENCE_MS);
    await house.pause();
    answer();
    await until(async () => (await house.jobs()) === 0, PATIENCE_MS);
    expect(await house.totals()).toEqual({ seen: 1, pending: 1 });
    house.vendor.answer = () => ({ kind: 'accepted' });
    await house.resume();
    await until(() => house.isIdle(), PATIENCE_MS);
    expect(house.vendor.attemptsFor(token)).toHaveLength(2);
    expect(await house.totals()).toEqual({ seen: 1, accepted: 1 });
  });
});

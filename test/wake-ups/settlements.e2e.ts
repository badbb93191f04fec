/** The states of a device, one by one: nothing is settled that no wake-up was begun for, or twice. */
import type { Database, Sql } from '../../src/platform/database/database.service';
import { WakeUpRepository } from '../../src/push/storage/wake-up.repository';
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { House } from './house';

const WINDOW_MS = 300;

describe('settling', () => {
  let house: House;
  let repository: WakeUpRepository;
  /** Claims are made at instants of our own, each a window after the one before. */
  let instant: number;

  beforeAll(async () => {
    house = await House.open({ databaseUrl: await freshDatabase(), windowMs: WINDOW_MS });
    repository = new WakeUpRepository(house.database);
    instant = Date.now();
  });

  afterAll(() => house.close());

  /** Owes a message without queueing the device: the pusher of the house stays out of it. */
  const owe = (deviceId: string, fresh = 1) =>
    house.database.transaction((sql) => house.wakeUps.owe(sql, [{ deviceId, fresh, duplicates: 0 }]));

  async function stateOf(deviceId: string) {
    const [row] = await house.database.query<{ waits: boolean; under_way: boolean; attempts: number }>(
      'SELECT waits, under_way, attempts FROM devices WHERE id = $1',
      [deviceId],
    );
    return row && `${row.waits ? 'W' : ''}${row.under_way ? 'U' : ''}${row.attempts > 0 ? '+' : ''}`;
  }

  async function claim(deviceId: string) {
    instant += WINDOW_MS;
    const [claimed] = await repository.claim([deviceId], new Date(instant), WINDOW_MS);
    if (claimed?.claimed !== true) throw new Error('the device was not claimed');
    return { claimed, outcome: 'accepted' as const };
  }

  async function gained(work: (deviceId: string) => Promise<void>): Promise<Record<string, number>> {
    const before = await house.totals();
    await work((await house.device()).id);
    const after = await house.totals();
    const gains = Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)] as const);
    return Object.fromEntries(gains.filter(([, value]) => value !== 0));
  }

  /** A queue that lost its jobs, or a worker taken for dead, lets a second wake-up begin beside the first. */
  async function twoAtOnce(deviceId: string) {
    await owe(deviceId);
    const first = await claim(deviceId);
    await owe(deviceId);
    const second = await claim(deviceId);
    // Neither of them was begun for this one.
    await owe(deviceId);
    return [first, second] as const;
  }

  it.each([
    ['in one statement', [[0, 1]]],
    ['in one statement, turned round', [[1, 0]]],
    ['one after the other', [[0], [1]]],
    ['in the wrong order', [[1], [0]]],
  ])('leaves what came after the second of two wake-ups, settled %s', async (_how, batches) => {
    const gains = await gained(async (deviceId) => {
      const both = await twoAtOnce(deviceId);
      for (const batch of batches)
        await repository.settle(
          batch.map((index) => both[index as 0 | 1]),
          new Date(instant),
        );
    });
    expect(gains).toEqual({ seen: 3, accepted: 1, merged: 1, pending: 1 });
  });

  it('is never due to two claims of one instant, even without a window', async () => {
    const gains = await gained(async (deviceId) => {
      await owe(deviceId);
      const at = new Date(instant);
      const claims = [await repository.claim([deviceId], at, 0), await repository.claim([deviceId], at, 0)].flat();
      expect(claims.map(({ claimed }) => claimed)).toEqual([true, false]);
    });
    expect(gains).toEqual({ seen: 1, pending: 1 });
  });

  it('counts once when it is made again because its answer got lost', async () => {
    const gains = await gained(async (deviceId) => {
      await owe(deviceId);
      const settlement = await claim(deviceId);
      await repository.settle([settlement], new Date(instant + 1));
      await owe(deviceId);
      expect(await repository.settle([settlement], new Date(instant + 2))).toEqual([]);
    });
    expect(gains).toEqual({ seen: 2, accepted: 1, pending: 1 });
  });

  it('counts once when more came while the vendor answered', async () => {
    const gains = await gained(async (deviceId) => {
      await owe(deviceId);
      const settlement = await claim(deviceId);
      await owe(deviceId);
      for (const at of [1, 2]) await repository.settle([settlement], new Date(instant + at));
    });
    expect(gains).toEqual({ seen: 2, accepted: 1, pending: 1 });
  });

  it('keeps no count: what comes while a wake-up waits is merged with the first at once', async () => {
    const gains = await gained(async (deviceId) => {
      await owe(deviceId, 3);
      await owe(deviceId, 2);
      expect(await stateOf(deviceId)).toBe('W');
      await claim(deviceId);
      expect(await stateOf(deviceId)).toBe('U');
      await owe(deviceId, 4);
      await owe(deviceId);
      expect(await stateOf(deviceId)).toBe('WU');
    });
    expect(gains).toEqual({ seen: 10, merged: 8, pending: 2 });
  });

  it('lets what the vendor put off wait again, together with what came meanwhile, and counts it once', async () => {
    const gains = await gained(async (deviceId) => {
      await owe(deviceId);
      const { claimed } = await claim(deviceId);
      await owe(deviceId);
      for (const again of [1, 2]) await repository.putOff(claimed, new Date(instant + again));
      expect(await stateOf(deviceId)).toBe('W+');
      await repository.settle([{ claimed, outcome: 'accepted' }], new Date(instant));
      expect(await stateOf(deviceId)).toBe('W+');
    });
    expect(gains).toEqual({ seen: 2, merged: 1, pending: 1 });
  });

  it('passes over what an older claim has to say, once there is a newer one', async () => {
    const gains = await gained(async (deviceId) => {
      await owe(deviceId);
      const older = await claim(deviceId);
      const newer = await claim(deviceId);
      await repository.putOff(older.claimed, new Date(instant));
      await repository.settle([older], new Date(instant));
      expect(await stateOf(deviceId)).toBe('U');
      await repository.settle([newer], new Date(instant));
      await repository.putOff(newer.claimed, new Date(instant));
      expect(await stateOf(deviceId)).toBe('');
    });
    expect(gains).toEqual({ seen: 1, accepted: 1 });
  });

  it('books both pairs of a device that is forgotten', async () => {
    const gains = await gained(async (deviceId) => {
      await owe(deviceId, 2);
      await claim(deviceId);
      await owe(deviceId);
      await house.database.transaction((sql) => repository.forget(sql, [deviceId], 'gone'));
    });
    expect(gains).toEqual({ seen: 3, merged: 1, gone: 2 });
  });

  it('is not given up for its age when a younger message shares the wake-up', async () => {
    const { id } = await house.device();
    const since = async () => {
      const [row] = await house.database.query<{ owed_since: Date }>('SELECT owed_since FROM devices WHERE id = $1', [
        id,
      ]);
      return row?.owed_since.getTime() ?? 0;
    };
    await owe(id);
    const first = await since();
    await owe(id);
    expect(await since()).toBe(first);
    await house.database.query("UPDATE devices SET owed_since = owed_since - interval '2 days' WHERE id = $1", [id]);
    await owe(id);
    expect(await since()).toBeGreaterThanOrEqual(first);
  });

  /** Runs `first` in a transaction that commits only when `second` waits for it: that one has seen the row as it was. */
  async function crossing(first: (sql: Sql) => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
    let other: Promise<unknown> | undefined;
    await house.database.transaction(async (sql) => {
      await first(sql);
      other = second();
      await until(async () => {
        const waiting = await house.database.query(
          "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        );
        return waiting.length > 0;
      });
    });
    await other;
  }

  const oweWith = (sql: Sql, deviceId: string) => house.wakeUps.owe(sql, [{ deviceId, fresh: 1, duplicates: 0 }]);

  it('sees what was owed at the same moment', async () => {
    const gains = await gained(async (deviceId) => {
      await owe(deviceId);
      const settlement = await claim(deviceId);
      await crossing(
        (sql) => oweWith(sql, deviceId),
        () => repository.settle([settlement], new Date(instant)),
      );
      expect(await stateOf(deviceId)).toBe('W');
      const { claimed } = await claim(deviceId);
      await crossing(
        (sql) => oweWith(sql, deviceId),
        () => repository.putOff(claimed, new Date(instant)),
      );
      expect(await stateOf(deviceId)).toBe('W+');
    });
    expect(gains).toEqual({ seen: 3, accepted: 1, merged: 1, pending: 1 });
  });

  it('owes and claims at the same moment', async () => {
    const gains = await gained(async (deviceId) => {
      await crossing(
        (sql) => oweWith(sql, deviceId),
        () => claim(deviceId),
      );
      expect(await stateOf(deviceId)).toBe('U');
    });
    expect(gains).toEqual({ seen: 1, pending: 1 });
    const more = await gained(async (deviceId) => {
      await crossing(
        async (sql) => {
          await oweWith(sql, deviceId);
          const inside = new WakeUpRepository({ query: sql.query.bind(sql) } as unknown as Database);
          await inside.claim([deviceId], new Date(instant), WINDOW_MS);
        },
        () => owe(deviceId),
      );
      expect(await stateOf(deviceId)).toBe('WU');
    });
    expect(more).toEqual({ seen: 2, pending: 2 });
  });
});

/** Two wake-ups of one device at once, and bookings that are made twice: nothing is settled that no wake-up was begun for. */
import { WakeUpRepository } from '../../src/push/storage/wake-up.repository';
import { freshDatabase } from '../support/stores';
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
  const owe = (deviceId: string) =>
    house.database.transaction((sql) => house.wakeUps.owe(sql, [{ deviceId, fresh: 1, duplicates: 0 }]));

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
});

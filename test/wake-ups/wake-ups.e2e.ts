/** Wake-ups on both backends of the queue: bursts, late messages, vendors' answers, and queues that forget. */
import { Redis } from 'ioredis';
import { describeOnEachQueueStore } from '../support/stores';
import { until } from '../support/until';
import { House } from './house';

const WINDOW_MS = 300;

describeOnEachQueueStore('wake-ups', (freshStores) => {
  let house: House;
  let redisUrl: string | undefined;

  beforeAll(async () => {
    const stores = await freshStores();
    redisUrl = stores.redisUrl;
    house = await House.open({ ...stores, windowMs: WINDOW_MS });
    await house.noteClaims();
  });

  afterAll(() => house.close());

  /** What the ledger gained while `work` ran and until nothing was in flight any more. */
  async function gained(work: () => Promise<void>): Promise<Record<string, number>> {
    const before = await house.totals();
    await work();
    await until(() => house.isIdle());
    const after = await house.totals();
    const gains = Object.entries(after).map(([outcome, value]) => [outcome, value - (before[outcome] ?? 0)] as const);
    return Object.fromEntries(gains.filter(([, value]) => value !== 0));
  }

  it('wakes a device once for one message', async () => {
    const device = await house.device();
    const gains = await gained(async () => void (await house.tell(device.id)));
    expect(house.vendor.attemptsFor(device.token)).toHaveLength(1);
    expect(gains).toEqual({ seen: 1, accepted: 1 });
  });

  it('counts a message told again without waking again', async () => {
    const device = await house.device();
    const gains = await gained(async () => {
      await house.tell(device.id);
      await until(() => house.isIdle());
      await house.tell(device.id, 0, 1);
    });
    expect(house.vendor.attemptsFor(device.token)).toHaveLength(1);
    expect(gains).toEqual({ seen: 2, accepted: 1, duplicate: 1 });
  });

  it('merges a burst, keeps the window, and always wakes after the last message', async () => {
    const devices = await Promise.all(Array.from({ length: 8 }, () => house.device()));
    const lastTold = new Map<string, number>();
    let told = 0;
    const gains = await gained(async () => {
      const end = Date.now() + 5 * WINDOW_MS;
      while (Date.now() < end || told < 10 * devices.length) {
        const device = devices[Math.floor(Math.random() * devices.length)] as (typeof devices)[number];
        lastTold.set(device.token, await house.tell(device.id));
        told += 1;
      }
    });
    for (const { id, token } of devices) {
      expect(house.vendor.attemptsFor(token).at(-1)?.at).toBeGreaterThanOrEqual(lastTold.get(token) ?? 0);
      const begun = await house.claimsOf(id);
      for (let index = 1; index < begun.length; index += 1) {
        expect((begun[index] as number) - (begun[index - 1] as number)).toBeGreaterThanOrEqual(WINDOW_MS);
      }
    }
    const sent = devices.flatMap(({ token }) => house.vendor.attemptsFor(token)).length;
    expect(sent).toBeLessThan(told);
    expect(gains).toEqual({ seen: told, accepted: sent, merged: told - sent });
  });

  it('wakes again for a message that came while the vendor was still answering', async () => {
    const device = await house.device();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    house.vendor.answer = async ({ token }) => {
      if (token === device.token && house.vendor.attemptsFor(token).length === 1) await held;
      return { kind: 'accepted' };
    };
    const gains = await gained(async () => {
      await house.tell(device.id);
      await until(() => house.vendor.attemptsFor(device.token).length === 1);
      const toldAt = await house.tell(device.id);
      release();
      await until(() => house.vendor.attemptsFor(device.token).some((attempt) => attempt.at >= toldAt));
    });
    expect(house.vendor.attemptsFor(device.token)).toHaveLength(2);
    expect(gains).toEqual({ seen: 2, accepted: 2 });
  });

  it('tries again what the vendor put off', async () => {
    const device = await house.device();
    house.vendor.answer = ({ token }) =>
      house.vendor.attemptsFor(token).length < 3 ? { kind: 'later', reason: 'busy' } : { kind: 'accepted' };
    const gains = await gained(async () => void (await house.tell(device.id, 2)));
    expect(house.vendor.attemptsFor(device.token).map(({ kind }) => kind)).toEqual(['later', 'later', 'accepted']);
    expect(gains).toEqual({ seen: 2, accepted: 1, merged: 1 });
  });

  it('forgets a device whose token is dead and books what it was owed', async () => {
    const device = await house.device(new Date(Date.now() - 60_000));
    house.vendor.answer = () => ({ kind: 'gone', since: new Date(Date.now() - 1_000) });
    const gains = await gained(async () => void (await house.tell(device.id, 3)));
    expect(gains).toEqual({ seen: 3, merged: 2, gone: 1 });
    expect(await house.database.query('SELECT 1 FROM devices WHERE id = $1', [device.id])).toEqual([]);
  });

  it('keeps a device that was renewed after the complaint and wakes it', async () => {
    const device = await house.device();
    house.vendor.answer = ({ token }) =>
      house.vendor.attemptsFor(token).length === 1
        ? { kind: 'gone', since: new Date(Date.now() - 3_600_000) }
        : { kind: 'accepted' };
    const gains = await gained(async () => void (await house.tell(device.id)));
    expect(house.vendor.attemptsFor(device.token).map(({ kind }) => kind)).toEqual(['gone', 'accepted']);
    expect(gains).toEqual({ seen: 1, accepted: 1 });
  });

  it('keeps what the vendor refuses and does not retry it by itself', async () => {
    const device = await house.device();
    house.vendor.answer = () => ({ kind: 'refused', reason: 'BadTopic' });
    const gains = await gained(async () => void (await house.tell(device.id, 2)));
    expect(house.vendor.attemptsFor(device.token)).toHaveLength(1);
    expect(gains).toEqual({ seen: 2, merged: 1, pending: 1, kept: 1 });
  });

  it('gives up what no vendor would take for three days', async () => {
    const device = await house.device();
    house.vendor.answer = () => ({ kind: 'later', reason: 'away', afterMs: 0 });
    const gains = await gained(async () => {
      await house.tell(device.id);
      await until(() => house.vendor.attemptsFor(device.token).length > 0);
      house.clock.advance(4 * 24 * 3_600_000);
    });
    expect(gains).toEqual({ seen: 1, expired: 1 });
  });

  it('wakes what a queue that lost everything has forgotten', async () => {
    house.vendor.answer = () => ({ kind: 'accepted' });
    const devices = await Promise.all(Array.from({ length: 3 }, () => house.device()));
    const gains = await gained(async () => {
      const debts = devices.map(({ id }) => ({ deviceId: id, fresh: 1, duplicates: 0 }));
      await house.database.transaction((sql) => house.wakeUps.owe(sql, debts));
      if (redisUrl !== undefined) {
        const redis = new Redis(redisUrl);
        await redis.flushdb();
        await redis.quit();
      }
      house.clock.advance(60_000);
    });
    for (const { token } of devices) expect(house.vendor.attemptsFor(token)).toHaveLength(1);
    expect(gains).toEqual({ seen: 3, accepted: 3 });
  });

  it('keeps the ledger in balance under many at once', async () => {
    // Pauses double, so a device the dice put off again and again would keep the test waiting for a minute.
    const putOff = new Map<string, number>();
    house.vendor.answer = ({ token }) => {
      const dice = Math.random();
      const times = putOff.get(token) ?? 0;
      if (dice < 0.2 && times < 2) {
        putOff.set(token, times + 1);
        return { kind: 'later', reason: 'busy' };
      }
      if (dice < 0.25) return { kind: 'refused', reason: 'test' };
      if (dice < 0.3) return { kind: 'gone' };
      return { kind: 'accepted' };
    };
    const devices = await Promise.all(Array.from({ length: 40 }, () => house.device()));
    const gains = await gained(async () => {
      const tellings = Array.from({ length: 400 }, (_, index) => index).values();
      const teller = async () => {
        for (const index of tellings) {
          const { id } = devices[index % devices.length] as (typeof devices)[number];
          await house.tell(id, 1 + (index % 3), index % 2);
        }
      };
      await Promise.all(Array.from({ length: 20 }, teller));
    });
    const { seen = 0, accepted = 0, merged = 0, gone = 0, kept = 0, duplicate = 0 } = gains;
    expect(seen).toBeGreaterThan(0);
    expect(accepted + merged + gone + kept + duplicate).toBe(seen);
  });
});

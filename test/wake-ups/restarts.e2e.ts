/** Stores that crash and come back in mid-flow: no wake-up is lost, the ledger balances, nobody has to restart anything. */
import { randomBytes } from 'node:crypto';
import type { LocalPostgres } from '../../local/embedded-postgres';
import type { LocalRedis } from '../../local/redis-server';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { rounds, timeoutMs } from '../faults/hunt';
import { describeWithRedis, ownPostgres, ownRedis } from '../support/stores';
import { until } from '../support/until';
import { House } from './house';

const DEVICES = 30;

interface Store {
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** Tells messages while `store` is killed and brought back; what could not be booked is told again, as the watcher does. */
async function tellThroughCrashes(house: House, store: Store, crashes: number): Promise<Map<string, number>> {
  const devices: { id: string; token: string }[] = [];
  // On a busy machine a connection may take longer than the relay would wait for it.
  while (devices.length < DEVICES) devices.push(await until(() => house.device().catch(() => undefined)));
  const lastTold = new Map<string, number>();
  let crashing = true;
  const tellers = devices.map(async ({ id, token }) => {
    while (crashing) {
      const toldAt = await house.tell(id).catch(() => undefined);
      if (toldAt === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
      else lastTold.set(token, toldAt);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
    }
  });
  try {
    for (let round = 0; round < crashes; round += 1) {
      const before = house.vendor.attempts.length;
      await until(() => house.vendor.attempts.length > before + 5);
      await store.kill();
      await store.restart();
    }
  } finally {
    crashing = false;
    await Promise.all(tellers);
  }
  return lastTold;
}

async function expectNothingLost(house: House, lastTold: Map<string, number>): Promise<void> {
  await until(() => house.isIdle().catch(() => false));
  expect(lastTold.size).toBe(DEVICES);
  for (const [token, toldAt] of lastTold) {
    const last = house.vendor.attemptsFor(token).at(-1);
    expect(last?.at).toBeGreaterThanOrEqual(toldAt);
  }
  const { seen = 0, accepted = 0, merged = 0 } = await house.totals();
  expect(accepted + merged).toBe(seen);
}

let postgres: LocalPostgres;
const keys = DataKeys.parse(DataKeys.newFile(randomBytes(64)));

beforeAll(async () => {
  postgres = await ownPostgres();
});

afterAll(() => postgres?.stop());

/** All houses share the database one after the other, as processes do that are started anew. */
async function surviveCrashes(victim: Store, redisUrl?: string): Promise<void> {
  const house = await House.open({ databaseUrl: postgres.url, redisUrl, keys });
  try {
    await expectNothingLost(house, await tellThroughCrashes(house, victim, rounds(1)));
  } finally {
    await house.close();
  }
}

describeWithRedis('crashes of the stores, queues in Redis', () => {
  let redis: LocalRedis;

  beforeAll(async () => {
    redis = await ownRedis();
  });

  afterAll(() => redis?.stop());

  it.each(['redis', 'postgres'] as const)(
    'loses nothing when %s is killed and restarted',
    (victim) => surviveCrashes(victim === 'redis' ? redis : postgres, redis.url),
    timeoutMs(240_000),
  );
});

describe('crashes of the stores, queues in Postgres', () => {
  it('loses nothing when Postgres is killed and restarted', () => surviveCrashes(postgres), timeoutMs(240_000));
});

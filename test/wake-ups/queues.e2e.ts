/** The queues on both stores: opened anew when the first connection fails, closed while the store is away, without memory. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { QueueAway, Queues, type Worked, type WorkQueue } from '../../src/platform/queue/queues.service';
import { Log } from '../../src/platform/telemetry/log.service';
import { heapOf, postgresTables } from '../journeys/searching/postgres-contents';
import { redisKeys } from '../journeys/searching/redis-contents';
import type { Heap } from '../journeys/searching/secret-search';
import { StoreWire } from '../support/store-wire';
import { describeOnEachQueueStore, type FreshStores } from '../support/stores';
import { until } from '../support/until';

const NAME = 'things';
const DONE: Worked = { kind: 'done' };
/** For a machine that is busy with much else. */
const PATIENCE_MS = 60_000;
jest.setTimeout(2 * PATIENCE_MS);

async function close(queues: Queues): Promise<void> {
  queues.onModuleDestroy();
  await queues.beforeApplicationShutdown();
  await queues.onApplicationShutdown();
}

/** Whether the queue took it; anything but QueueAway is a fault. */
async function takes(queue: WorkQueue, id: string): Promise<boolean> {
  try {
    await queue.add([id]);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(QueueAway);
    return false;
  }
}

async function isEmpty(queue: WorkQueue): Promise<boolean> {
  const { waiting, delayed, active } = await queue.counts();
  return waiting + delayed + active === 0;
}

/** A store that does not take us, until it relents. */
interface Refusing {
  readonly url: string;
  relent(): Promise<void>;
}

function refuseConnections(wire: StoreWire): Refusing {
  wire.break();
  return { url: wire.url, relent: async () => wire.heal() };
}

/** Redis lets us in, but BullMQ's first question is not allowed until the operator allows it. */
async function refuseGreetings(redisUrl: string): Promise<Refusing> {
  const url = new URL(redisUrl);
  url.username = `greeter-${randomUUID()}`;
  url.password = randomUUID();
  await asOperator(redisUrl, 'SETUSER', url.username, 'on', `>${url.password}`, '~*', '&*', '+@all', '-info');
  return { url: url.href, relent: () => asOperator(redisUrl, 'SETUSER', url.username, '+info') };
}

async function asOperator(url: string, ...rule: string[]): Promise<void> {
  await onRedis(url, (client) => client.call('ACL', ...rule));
}

async function onRedis<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  return work(client).finally(() => client.quit());
}

/** All that stands in the store of the queues. */
async function contents({ databaseUrl, redisUrl }: FreshStores): Promise<Heap[]> {
  if (redisUrl !== undefined) return redisKeys(redisUrl);
  const pool = new Pool({ connectionString: databaseUrl });
  const tables = await postgresTables(pool).finally(() => pool.end());
  return tables.filter(({ name, rows }) => name.startsWith('bullmq.') && rows.length > 0).map(heapOf);
}

/** What an empty queue may have: its settings, its counters and, in Redis, the end of the stream of events. */
const FURNITURE = [
  ...['meta', 'id', 'events', 'stalled-check', 'marker'].map((key) => `Redis key relay:${NAME}:${key}`),
  ...['meta', 'queue', 'counter', 'migration'].map((table) => `table bullmq.${table}`),
];
/** Redis cuts a stream by whole blocks of a hundred entries; Postgres can be told to keep none. */
const HISTORY_AT_MOST = { redis: 200, postgres: 0 };

/** How many events of its items the store still knows. */
async function historyOf({ databaseUrl, redisUrl }: FreshStores): Promise<number> {
  if (redisUrl !== undefined) return onRedis(redisUrl, (client) => client.xlen(`relay:${NAME}:events`));
  const pool = new Pool({ connectionString: databaseUrl });
  const { rows } = await pool.query('SELECT count(*) FROM bullmq.event').finally(() => pool.end());
  return Number(rows[0].count);
}

describeOnEachQueueStore('queues', (stores) => {
  let given: FreshStores;
  let wire: StoreWire;
  let queues: Queues;

  beforeEach(async () => {
    given = await stores();
    wire = await StoreWire.to(given.redisUrl ?? given.databaseUrl);
    queues = onStoreAt(wire.url);
  });

  function onStoreAt(url: string): Queues {
    const { databaseUrl } = given;
    return new Queues(given.redisUrl === undefined ? { databaseUrl: url } : { databaseUrl, redisUrl: url }, new Log());
  }

  afterEach(async () => {
    jest.restoreAllMocks();
    await close(queues);
    await wire.stop();
  });

  it('are opened anew, and so are workers, when their very first connection failed', async () => {
    // ioredis complains there of every greeting that was refused.
    jest.spyOn(console, 'warn').mockImplementation();
    const { url, relent } =
      given.redisUrl === undefined ? refuseConnections(wire) : await refuseGreetings(given.redisUrl);
    queues = onStoreAt(url);
    const queue = queues.open(NAME);
    const id = randomUUID();
    // The second time shows that the first failure was not the last word.
    for (let round = 0; round < 2; round += 1) expect(await takes(queue, id)).toBe(false);
    const worked: string[] = [];
    queues.work(NAME, 2, async (one) => {
      worked.push(one);
      return DONE;
    });
    await relent();
    await until(() => takes(queue, id), PATIENCE_MS);
    await until(() => worked.includes(id), PATIENCE_MS);
  });

  it('go on by themselves after their connections were cut', async () => {
    const queue = queues.open(NAME);
    const worked: string[] = [];
    queues.work(NAME, 2, async (id) => {
      worked.push(id);
      return DONE;
    });
    const [before, after] = [randomUUID(), randomUUID()];
    await until(() => takes(queue, before), PATIENCE_MS);
    await until(() => worked.includes(before), PATIENCE_MS);
    wire.break();
    expect(await takes(queue, after)).toBe(false);
    wire.heal();
    await until(() => takes(queue, after), PATIENCE_MS);
    await until(() => worked.includes(after), PATIENCE_MS);
  });

  it('close while their store is away and work is under way', async () => {
    const queue = queues.open(NAME);
    let begun = 0;
    let finish = () => {};
    queues.work(NAME, 1, () => {
      begun += 1;
      return new Promise((resolve) => {
        finish = () => resolve(DONE);
      });
    });
    await until(() => takes(queue, randomUUID()), PATIENCE_MS);
    await until(() => begun > 0, PATIENCE_MS);
    wire.break();
    finish();
    await close(queues);
  });

  it('remember nothing of what they carried', async () => {
    const queue = queues.open(NAME);
    const ids = Array.from({ length: 100 }, () => randomUUID());
    const turns = new Map<string, number>();
    queues.work(NAME, 10, async (id) => {
      const turn = (turns.get(id) ?? 0) + 1;
      turns.set(id, turn);
      // One that comes while it is worked on waits behind itself; one that fails is taken up again.
      if (turn === 1) await queue.add([id]);
      if (turn === 2) return { kind: 'again', afterMs: 1 };
      return DONE;
    });
    await until(() => takes(queue, ids[0] as string), PATIENCE_MS);
    await queue.add(ids);
    await until(async () => turns.size === ids.length && (await isEmpty(queue)), PATIENCE_MS);
    const heaps = await contents(given);
    expect(heaps.map(({ place }) => place).filter((place) => !FURNITURE.includes(place))).toEqual([]);
    expect(await historyOf(given)).toBeLessThanOrEqual(HISTORY_AT_MOST[given.redisUrl ? 'redis' : 'postgres']);
    const texts = heaps.map(({ bytes }) => bytes.toString('latin1'));
    for (const text of texts) expect(text).not.toContain(hostname());
  });
});

/** The queues on both stores: opened anew when the first connection fails, closed while the store is away, without memory. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
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
const TRACES_AT_MOST = { redis: 200, postgres: 0 };

describeOnEachQueueStore('queues', (stores) => {
  let given: FreshStores;
  let wire: StoreWire;
  let queues: Queues;

  beforeEach(async () => {
    given = await stores();
    wire = await StoreWire.to(given.redisUrl ?? given.databaseUrl);
    const { databaseUrl } = given;
    queues = new Queues(given.redisUrl ? { databaseUrl, redisUrl: wire.url } : { databaseUrl: wire.url }, new Log());
  });

  afterEach(async () => {
    await close(queues);
    await wire.stop();
  });

  it('are opened anew, and so are workers, when their very first connection is lost in the greeting', async () => {
    wire.break(given.redisUrl === undefined ? 'at once' : 'while greeting');
    const queue = queues.open(NAME);
    const worked: string[] = [];
    queues.work(NAME, 2, async (id) => {
      worked.push(id);
      return DONE;
    });
    const id = randomUUID();
    expect(await takes(queue, id)).toBe(false);
    await until(() => wire.cuts >= 3, PATIENCE_MS);
    wire.heal();
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
    const texts = heaps.map(({ bytes }) => bytes.toString('latin1'));
    const traces = ids.reduce((sum, id) => sum + texts.reduce((all, text) => all + text.split(id).length - 1, 0), 0);
    expect(traces).toBeLessThanOrEqual(TRACES_AT_MOST[given.redisUrl === undefined ? 'postgres' : 'redis']);
    for (const text of texts) expect(text).not.toContain(hostname());
  });
});

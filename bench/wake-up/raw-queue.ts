/** Helper: BullMQ with nothing behind it, the same jobs and the same concurrency: what the queue alone can do. */
import { randomUUID } from 'node:crypto';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import type { QueueStore } from '../../src/platform/queue/queue-store.connection';

const NAME = 'bench-raw';
const AT_ONCE = 500;

export const rawQueueCalls = { drain };
export type RawQueueCalls = typeof rawQueueCalls;

export interface Drain {
  readonly store: QueueStore;
  readonly jobs: number;
  readonly concurrency: number;
  /** Jobs done before and until which the time is taken. */
  readonly from: number;
  readonly to: number;
}

/** Queues the jobs, then works them off. Jobs per second of both. */
async function drain(wanted: Drain): Promise<{ queued: number; worked: number }> {
  const queue = openQueue(wanted.store);
  try {
    await queue.waitUntilReady();
    const began = performance.now();
    for (let done = 0; done < wanted.jobs; done += AT_ONCE) {
      await queue.addBulk(Array.from({ length: Math.min(AT_ONCE, wanted.jobs - done) }, newJob));
    }
    const queued = (1_000 * wanted.jobs) / (performance.now() - began);
    return { queued, worked: await work(wanted) };
  } finally {
    await queue.close();
  }
}

function work({ store, concurrency, jobs, from, to }: Drain): Promise<number> {
  return new Promise((resolve, reject) => {
    let done = 0;
    let beganAt = 0;
    let endedAt = 0;
    const worker = openWorker(store, concurrency, async () => {
      done += 1;
      if (done === from) beganAt = performance.now();
      if (done === to) endedAt = performance.now();
      if (done === jobs)
        setImmediate(() => worker.close().then(() => resolve((1_000 * (to - from)) / (endedAt - beganAt)), reject));
    });
    worker.on('error', reject);
  });
}

/** As the relay queues them. */
function newJob() {
  const deviceId = randomUUID();
  const deduplication = { id: deviceId, keepLastIfActive: true };
  return { name: 'wake', data: { deviceId }, opts: { deduplication, removeOnComplete: true, removeOnFail: true } };
}

function openQueue({ redisUrl, databaseUrl }: QueueStore): Queue {
  if (redisUrl !== undefined) return new Queue(NAME, { connection: { url: redisUrl }, prefix: 'bench' });
  const connection = { connectionString: databaseUrl, schema: 'bullmq' };
  return new Queue(NAME, { connection }, createPostgresBackend) as unknown as Queue;
}

function openWorker({ redisUrl, databaseUrl }: QueueStore, concurrency: number, process: () => Promise<void>): Worker {
  const options = { concurrency, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } };
  if (redisUrl !== undefined) {
    const connection = { url: redisUrl, maxRetriesPerRequest: null };
    return new Worker(NAME, process, { ...options, connection, prefix: 'bench' });
  }
  const connection = { connectionString: databaseUrl, schema: 'bullmq' };
  return new Worker(NAME, process, { ...options, connection }, createPostgresBackend) as unknown as Worker;
}

/** Both ends of the queues that the watch bench measures: the bare one, and the relay's own with a worker on it. */
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import type { QueueStore } from '../../src/platform/queue/queue-store.connection';
import { WAKE_UP_QUEUE } from '../../src/push/wake-up-queue';

const BARE = { name: 'bench-bare', prefix: 'bench' };
const RELAY = { name: WAKE_UP_QUEUE, prefix: 'relay' };
const SCHEMA = 'bullmq';
const CONCURRENCY = 100;

/** As the relay queues it. */
export function jobFor(deviceId: string) {
  const deduplication = { id: deviceId, keepLastIfActive: true };
  return { name: 'wake', data: { deviceId }, opts: { deduplication, removeOnComplete: true, removeOnFail: true } };
}

export function openBareQueue(store: QueueStore): Queue {
  return openQueue(store, BARE);
}

export function openRelayQueue(store: QueueStore): Queue {
  return openQueue(store, RELAY);
}

/** Tells of each job as it comes. */
export function workBareQueue(store: QueueStore, took: (deviceId: string) => void): Worker {
  return openWorker(store, BARE, took);
}

export function workRelayQueue(store: QueueStore, took: (deviceId: string) => void): Worker {
  return openWorker(store, RELAY, took);
}

function openQueue({ redisUrl, databaseUrl }: QueueStore, { name, prefix }: typeof BARE): Queue {
  if (redisUrl !== undefined) return new Queue(name, { connection: { url: redisUrl }, prefix });
  const connection = { connectionString: databaseUrl, schema: SCHEMA };
  return new Queue(name, { connection }, createPostgresBackend) as unknown as Queue;
}

function openWorker(
  { redisUrl, databaseUrl }: QueueStore,
  { name, prefix }: typeof BARE,
  took: (deviceId: string) => void,
): Worker {
  const handle = async ({ data }: { data: { deviceId: string } }) => took(data.deviceId);
  const options = { concurrency: CONCURRENCY, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } };
  if (redisUrl !== undefined) {
    return new Worker(name, handle, { ...options, connection: { url: redisUrl, maxRetriesPerRequest: null }, prefix });
  }
  const connection = { connectionString: databaseUrl, schema: SCHEMA };
  return new Worker(name, handle, { ...options, connection }, createPostgresBackend) as unknown as Worker;
}

/** Both ends of the queues that the watch bench measures: a bare one, and the relay's own. */
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { QueueStore } from '../../src/platform/queue/queue-store.connection';
import { WAKE_UP_QUEUE } from '../../src/push/wake-up-queue';

const BARE = { name: 'bench-bare', prefix: 'bench' };
const RELAY = { name: WAKE_UP_QUEUE, prefix: 'relay' };
const SCHEMA = 'bullmq';
const CONCURRENCY = 100;
const BLOCKING_S = 1;
const AT_ONCE = 1_000;

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

/** Hears of the devices of jobs as they are queued, and when that was: ms since 1970 with fractions. */
export type OnQueued = (deviceId: string, at: number) => void;

export function takeFromBareQueue(store: QueueStore, onQueued: OnQueued): Taker {
  return take(store, BARE, onQueued);
}

export function takeFromRelayQueue(store: QueueStore, onQueued: OnQueued): Taker {
  return take(store, RELAY, onQueued);
}

export interface Taker {
  close(): Promise<unknown>;
}

/** A worker takes as much of the machine as all the rest: where it can be, a list that is emptied as it fills. */
function take({ redisUrl, databaseUrl }: QueueStore, { name, prefix }: typeof BARE, onQueued: OnQueued): Taker {
  if (redisUrl !== undefined) return takeFromRedis(redisUrl, `${prefix}:${name}`, onQueued);
  const handle = async ({ data }: { data: { deviceId: string } }) =>
    onQueued(data.deviceId, performance.timeOrigin + performance.now());
  const options = { concurrency: CONCURRENCY, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } };
  const connection = { connectionString: databaseUrl, schema: SCHEMA };
  return new Worker(name, handle, { ...options, connection }, createPostgresBackend) as unknown as Worker;
}

function takeFromRedis(url: string, key: string, onQueued: OnQueued): Taker {
  const list = new Redis(url, { maxRetriesPerRequest: null });
  const jobs = new Redis(url);
  let isClosed = false;
  const taking = (async () => {
    while (!isClosed) {
      const found = (await list.blmpop(BLOCKING_S, 1, `${key}:wait`, 'RIGHT', 'COUNT', AT_ONCE)) as [string, string[]];
      const at = performance.timeOrigin + performance.now();
      const pipeline = jobs.pipeline();
      for (const id of found?.[1] ?? []) pipeline.hget(`${key}:${id}`, 'data');
      for (const [, data] of (await pipeline.exec()) ?? []) onQueued(JSON.parse(String(data)).deviceId, at);
    }
  })();
  return {
    close: async () => {
      isClosed = true;
      await taking;
      await Promise.all([list.quit(), jobs.quit()]);
    },
  };
}

function openQueue({ redisUrl, databaseUrl }: QueueStore, { name, prefix }: typeof BARE): Queue {
  if (redisUrl !== undefined) return new Queue(name, { connection: { url: redisUrl }, prefix });
  const connection = { connectionString: databaseUrl, schema: SCHEMA };
  return new Queue(name, { connection }, createPostgresBackend) as unknown as Queue;
}

/** Helper: the jobs that a watcher queues, with no watcher: what queue and store can do by themselves. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { QueueStore } from '../../src/platform/queue/queue-store.connection';
import { jobFor, openBareQueue } from './queues';

export const bareQueueCalls = { fill, trickle };
export type BareQueueCalls = typeof bareQueueCalls;

/** As the dispatcher does it. */
const AT_ONCE = 1_000;
const RUNS = 3;
const TICK_MS = 2;

export interface Fill {
  readonly store: QueueStore;
  readonly jobs: number;
}

export interface Trickle {
  readonly store: QueueStore;
  readonly jobs: number;
  readonly perSecond: number;
}

/** Queues so many jobs as fast as it goes and throws them away again; jobs per second. */
async function fill({ store, jobs }: Fill): Promise<number> {
  const queue = openBareQueue(store);
  try {
    await queue.waitUntilReady();
    let left = jobs;
    const began = performance.now();
    const run = async () => {
      while (left > 0) {
        const count = Math.min(AT_ONCE, left);
        left -= count;
        await queue.addBulk(Array.from({ length: count }, () => jobFor(randomUUID())));
      }
    };
    await Promise.all(Array.from({ length: RUNS }, run));
    const perSecond = (1_000 * jobs) / (performance.now() - began);
    await queue.obliterate({ force: true });
    return perSecond;
  } finally {
    await queue.close();
  }
}

/** Queues jobs at a rate; answers when each was handed to the queue, ms since 1970 with fractions, by device. */
async function trickle({ store, jobs, perSecond }: Trickle): Promise<Map<string, number>> {
  const queue = openBareQueue(store);
  try {
    await queue.waitUntilReady();
    // The first job loads the store's scripts.
    await queue.addBulk([jobFor(randomUUID())]);
    const handed = new Map<string, number>();
    const adding: Promise<unknown>[] = [];
    const began = performance.now();
    while (handed.size < jobs) {
      const due = Math.min(jobs, ((performance.now() - began) / 1_000) * perSecond + 1);
      const devices = Array.from({ length: Math.floor(due) - handed.size }, () => randomUUID());
      for (const device of devices) handed.set(device, performance.timeOrigin + performance.now());
      if (devices.length > 0) adding.push(queue.addBulk(devices.map(jobFor)));
      await pause(TICK_MS);
    }
    await Promise.all(adding);
    return handed;
  } finally {
    await queue.close();
  }
}

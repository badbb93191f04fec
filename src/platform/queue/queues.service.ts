/** The one factory of queues: on Redis when there is a REDIS_URL, else in Postgres. No other code knows which. */

import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createPostgresBackend, DelayedError, Queue, Worker } from 'bullmq';
import { factsOf, Log } from '../telemetry/log.service';

/** Where the queues live. */
export interface QueueStore {
  readonly redisUrl?: string;
  readonly databaseUrl: string;
}

/** A queue of things to be done once each, named by an opaque id; a thing that waits already is not queued twice. */
export interface WorkQueue {
  /**
   * Queues ids. One that is being worked on is queued again behind itself, so that what came late is not missed.
   * Resolves when the store has them; throws QueueAway when it does not answer.
   */
  add(ids: readonly string[]): Promise<void>;
  /** How many wait, are put off or are being worked on. */
  counts(): Promise<{ waiting: number; delayed: number; active: number }>;
}

/** What became of one id: finished, or to be taken up again after a while. */
export type Worked = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterMs: number };

/** The store of the queues is not there, or not able to answer in time. */
export class QueueAway extends Error {
  override readonly name = 'QueueAway';
}

/** A worker that was killed is noticed after this long; its work is then given to another. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** Killed workers are no fault of the work: it is given out again as often as it takes. */
const MAX_STALLED = 1_000_000;
const ADD_TIMEOUT_MS = 5_000;
const ADD_AT_ONCE = 1_000;
/** When the handler itself fails, the work is taken up again after this long. */
const PAUSE_AFTER_FAILURE_MS = 1_000;
const PREFIX = 'relay';
/** The schema of the queues in Postgres, apart from ours. */
export const QUEUE_SCHEMA = 'bullmq';

interface Job {
  readonly deviceId: string;
}

@Injectable()
export class Queues implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly queues: Queue[] = [];
  private readonly workers: Worker[] = [];

  constructor(
    @Inject('QUEUE_STORE') private readonly store: QueueStore,
    private readonly log: Log,
  ) {}

  open(name: string): WorkQueue {
    const queue = this.newQueue(name);
    queue.on('error', (error) => this.log.sparingly('warn', 'a queue has trouble with its store', factsOf(error)));
    this.queues.push(queue);
    return {
      add: async (ids) => {
        for (let from = 0; from < ids.length; from += ADD_AT_ONCE) {
          await this.addBulk(queue, ids.slice(from, from + ADD_AT_ONCE));
        }
      },
      counts: async () => {
        const counts = await queue.getJobCounts('waiting', 'delayed', 'active');
        return { waiting: counts.waiting ?? 0, delayed: counts.delayed ?? 0, active: counts.active ?? 0 };
      },
    };
  }

  /** Works ids off, `concurrency` at a time, until the application shuts down. */
  work(name: string, concurrency: number, handle: (id: string) => Promise<Worked>): void {
    const worker = this.newWorker(name, concurrency, async (job, token) => {
      let worked: Worked;
      try {
        worked = await handle(job.data.deviceId);
      } catch (error) {
        this.log.sparingly('warn', 'work on a queued item failed and is taken up again', factsOf(error));
        worked = { kind: 'again', afterMs: PAUSE_AFTER_FAILURE_MS };
      }
      if (worked.kind === 'done') return;
      // The store counts by the machine's own clock, so this is the one place that asks it directly.
      await job.moveToDelayed(Date.now() + worked.afterMs, token);
      throw new DelayedError();
    });
    worker.on('error', (error) => this.log.sparingly('warn', 'a worker has trouble with its store', factsOf(error)));
    this.workers.push(worker);
    void this.run(worker);
  }

  /** A worker begins only when its store is reachable and has its tables: without them it would spin. */
  private async run(worker: Worker): Promise<void> {
    while (!worker.closing) {
      try {
        await worker.waitUntilReady();
        await worker.run();
      } catch (error) {
        if (worker.closing) return;
        this.log.error('the queue cannot be worked off; is it migrated?', factsOf(error));
        await pause(PAUSE_AFTER_FAILURE_MS);
      }
    }
  }

  /** Workers first: they finish what they have begun while queues and database are still there. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.close()));
  }

  private async addBulk(queue: Queue, ids: readonly string[]): Promise<void> {
    const jobs = ids.map((deviceId) => ({
      name: 'wake',
      data: { deviceId } satisfies Job,
      opts: {
        deduplication: { id: deviceId, keepLastIfActive: true },
        removeOnComplete: true,
        removeOnFail: true,
      },
    }));
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new QueueAway('the queue did not answer in time')), ADD_TIMEOUT_MS);
    });
    const added = queue.addBulk(jobs);
    added.catch(() => undefined);
    try {
      await Promise.race([added, timeout]);
    } catch (error) {
      if (error instanceof QueueAway) throw error;
      throw new QueueAway(`the queue is away (${factsOf(error).code ?? factsOf(error).error})`);
    } finally {
      clearTimeout(timer);
    }
  }

  private newQueue(name: string): Queue {
    if (this.store.redisUrl === undefined) {
      return new Queue(name, { connection: this.postgres() }, createPostgresBackend) as unknown as Queue;
    }
    // A producer must learn at once that Redis is away: its caller then keeps what it wanted to queue.
    const connection = { url: this.store.redisUrl, maxRetriesPerRequest: 1, enableOfflineQueue: false };
    return new Queue(name, { connection, prefix: PREFIX });
  }

  private newWorker(
    name: string,
    concurrency: number,
    process: (
      job: { data: Job; moveToDelayed(at: number, token?: string): Promise<void> },
      token?: string,
    ) => Promise<void>,
  ): Worker {
    const options = {
      concurrency,
      autorun: false,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLED,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    };
    if (this.store.redisUrl === undefined) {
      return new Worker(
        name,
        process,
        { ...options, connection: this.postgres() },
        createPostgresBackend,
      ) as unknown as Worker;
    }
    const connection = { url: this.store.redisUrl, maxRetriesPerRequest: null };
    return new Worker(name, process, { ...options, connection, prefix: PREFIX });
  }

  private postgres() {
    return { connectionString: this.store.databaseUrl, schema: QUEUE_SCHEMA };
  }
}

/** Lays or renews the tables that the queues need in Postgres; nothing to do for Redis. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  const connection = { connectionString: databaseUrl, schema: QUEUE_SCHEMA, migrate: true };
  const queue = new Queue('migration', { connection }, createPostgresBackend);
  queue.on('error', () => undefined);
  try {
    await queue.waitUntilReady();
  } finally {
    await queue.close();
  }
}

/** Named queues and the workers on them, with what is promised of both, whichever store they live in. */

import { setTimeout as pause } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DelayedError, type Queue, type Worker } from 'bullmq';
import { factsOf, Log } from '../telemetry/log.service';
import { openQueue, openWorker, type QueueStore, type Surrounding, type Taken } from './queue-store.connection';
import { Reopening } from './reopening.connection';

/** A queue of things to be done once each, named by an opaque id; a thing that waits already is not queued twice. */
export interface WorkQueue {
  /**
   * Queues ids. One that is being worked on is queued again behind itself, so that what came late is not missed.
   * Resolves when the store has them; throws QueueAway when it does not answer.
   */
  add(ids: readonly string[]): Promise<void>;
  /** How many wait, are put off or are being worked on. Throws QueueAway. */
  counts(): Promise<{ waiting: number; delayed: number; active: number }>;
}

/** What became of one id: finished, or to be taken up again after a while. */
export type Worked = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterMs: number };

/** The store of the queues is not there, or not able to answer in time. */
export class QueueAway extends Error {
  override readonly name = 'QueueAway';
}

const ANSWER_WITHIN_MS = 5_000;
const ADD_AT_ONCE = 1_000;
/** When the handler itself fails, the work is taken up again after this long. */
const PAUSE_AFTER_FAILURE_MS = 1_000;
/** On the way down: what handlers may take to finish what they have begun, and what a store may take to say farewell. */
const FINISH_WITHIN_MS = 6_000;
const FAREWELL_WITHIN_MS = 1_000;

@Injectable()
export class Queues implements OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly queues: Reopening<Queue>[] = [];
  private readonly workers: Reopening<Worker>[] = [];
  private readonly closing = new AbortController();

  constructor(
    @Inject('QUEUE_STORE') private readonly store: QueueStore,
    private readonly log: Log,
  ) {}

  open(name: string): WorkQueue {
    const queue = new Reopening(() => openQueue(this.store, name, this.telling('a queue has trouble with its store')));
    this.queues.push(queue);
    // Connects now, so that the first to use it need not wait; a failure is told to whoever uses it.
    queue.ready().catch(() => undefined);
    return {
      add: async (ids) => {
        for (let from = 0; from < ids.length; from += ADD_AT_ONCE) {
          const items = ids.slice(from, from + ADD_AT_ONCE).map(itemOf);
          await inTime(async () => (await queue.ready()).addBulk(items));
        }
      },
      counts: async () => {
        const counts = await inTime(async () => (await queue.ready()).getJobCounts('waiting', 'delayed', 'active'));
        return { waiting: counts.waiting ?? 0, delayed: counts.delayed ?? 0, active: counts.active ?? 0 };
      },
    };
  }

  /** Works ids off, `concurrency` at a time, until the application shuts down. */
  work(name: string, concurrency: number, handle: (id: string) => Promise<Worked>): void {
    const process = async (item: Taken, token?: string) => {
      const worked = await this.handled(item.data.deviceId, handle);
      if (worked.kind === 'done') return;
      // The store counts by the machine's own clock, so this is the one place that asks it directly.
      await item.moveToDelayed(Date.now() + worked.afterMs, token);
      throw new DelayedError();
    };
    const worker = new Reopening(() =>
      openWorker(this.store, name, { concurrency, process }, this.telling('a worker has trouble with its store')),
    );
    this.workers.push(worker);
    void this.run(worker);
  }

  onModuleDestroy(): void {
    this.closing.abort();
  }

  /** Workers first: they finish what they have begun while queues and database are still there. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close(FINISH_WITHIN_MS)));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.queues.map((queue) => queue.close(FAREWELL_WITHIN_MS)));
  }

  private telling(trouble: string): Surrounding {
    const onError = (error: Error) => this.log.sparingly('warn', trouble, factsOf(error));
    return { ending: this.closing.signal, onError };
  }

  private async handled(id: string, handle: (id: string) => Promise<Worked>): Promise<Worked> {
    try {
      return await handle(id);
    } catch (error) {
      this.log.sparingly('warn', 'work on a queued item failed and is taken up again', factsOf(error));
      return { kind: 'again', afterMs: PAUSE_AFTER_FAILURE_MS };
    }
  }

  /** A worker begins only when its store is reachable and has its tables: without them it would spin. */
  private async run(worker: Reopening<Worker>): Promise<void> {
    while (!this.closing.signal.aborted) {
      try {
        await (await worker.ready()).run();
      } catch (error) {
        if (this.closing.signal.aborted) return;
        this.log.sparingly('error', 'the queue cannot be worked off; is it migrated?', factsOf(error));
        await pause(PAUSE_AFTER_FAILURE_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
  }
}

function itemOf(deviceId: string) {
  return {
    name: 'wake',
    data: { deviceId } satisfies Taken['data'],
    opts: {
      deduplication: { id: deviceId, keepLastIfActive: true },
      removeOnComplete: true,
      removeOnFail: true,
    },
  };
}

/** Throws QueueAway for whatever the store does, and when it does nothing for too long. */
async function inTime<T>(ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    const giveUp = () => reject(new QueueAway('the queue did not answer in time'));
    // After a moment in which this process stood still, an answer that waits on the socket goes before the clock.
    timer = setTimeout(() => setImmediate(giveUp), ANSWER_WITHIN_MS);
  });
  const answer = ask();
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, timeout]);
  } catch (error) {
    if (error instanceof QueueAway) throw error;
    throw new QueueAway(`the queue is away (${factsOf(error).code ?? factsOf(error).error})`);
  } finally {
    clearTimeout(timer);
  }
}

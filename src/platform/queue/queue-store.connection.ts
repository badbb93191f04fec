/** BullMQ on either of its stores: on Redis when there is a REDIS_URL, else in Postgres. No other code knows which. */
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { Client } from 'pg';

/** Where the queues live. */
export interface QueueStore {
  readonly redisUrl?: string;
  readonly databaseUrl: string;
}

/** What the queues carry: nothing but an opaque id. */
export interface Item {
  readonly deviceId: string;
}

/** An item in the hands of a worker. */
export interface Taken {
  readonly data: Item;
  /** `at`: milliseconds since 1970, by the machine's clock. */
  moveToDelayed(at: number, token?: string): Promise<void>;
}

/** A worker that was killed is noticed after this long; its work is then given to another. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** Killed workers are no fault of the work: it is given out again as often as it takes. */
const MAX_STALLED = 1_000_000;
/** A store that was away is asked again after this long. */
const ASK_AGAIN_MS = 1_000;
const PREFIX = 'relay';
/** The schema of the queues in Postgres, apart from ours. */
export const QUEUE_SCHEMA = 'bullmq';

/**
 * BullMQ notes what became of every item: who was woken when. Nobody reads that here. Redis cuts such a stream only by
 * whole blocks, a hundred entries by default; Postgres keeps none (see NO_HISTORY).
 */
const HISTORY = { events: { maxLen: 0 } };

/** What a queue or worker has to know of the process it works for. */
export interface Surrounding {
  /** Aborts when the process is ending: a store that is away is not waited for any more. */
  readonly ending: AbortSignal;
  /** Hears what goes wrong beside the calls. */
  onError(error: Error): void;
}

/** A queue that may still be connecting. */
export function openQueue(store: QueueStore, name: string, { ending, onError }: Surrounding): Queue {
  const queue = newQueue(store, name, ending);
  queue.on('error', onError);
  // A store that lost everything has lost the bound of its history too, and BullMQ sets that only once.
  queue.getBackend().on('ready', () => {
    queue.getBackend().setQueueMeta({ 'opts.maxLenEvents': HISTORY.events.maxLen }).catch(onError);
  });
  return queue;
}

/** A worker that may still be connecting and does not run yet. */
export function openWorker(
  store: QueueStore,
  name: string,
  work: { readonly concurrency: number; process(item: Taken, token?: string): Promise<void> },
  { ending, onError }: Surrounding,
): Worker {
  const options = {
    concurrency: work.concurrency,
    autorun: false,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: MAX_STALLED,
    runRetryDelay: ASK_AGAIN_MS,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  };
  const process = (item: Taken, token?: string) => work.process(item, token);
  const worker =
    store.redisUrl === undefined
      ? (new Worker(
          name,
          process,
          { ...options, connection: inPostgres(store) },
          createPostgresBackend,
        ) as unknown as Worker)
      : new Worker(name, process, {
          ...options,
          connection: { ...inRedis(store.redisUrl, ending), maxRetriesPerRequest: null },
          prefix: PREFIX,
        });
  worker.on('error', onError);
  return worker;
}

function newQueue(store: QueueStore, name: string, ending: AbortSignal): Queue {
  if (store.redisUrl === undefined) {
    const options = { connection: inPostgres(store), streams: HISTORY };
    return new Queue(name, options, createPostgresBackend) as unknown as Queue;
  }
  // A producer must learn at once that Redis is away: its caller then keeps what it wanted to queue.
  const connection = { ...inRedis(store.redisUrl, ending), maxRetriesPerRequest: 1, enableOfflineQueue: false };
  return new Queue(name, { connection, prefix: PREFIX, streams: HISTORY });
}

/** A command that waits for a Redis that is away gives up only when nobody tries to connect any more. */
function inRedis(url: string, ending: AbortSignal) {
  return { url, retryStrategy: () => (ending.aborted ? null : ASK_AGAIN_MS) };
}

function inPostgres(store: QueueStore) {
  return { connectionString: store.databaseUrl, schema: QUEUE_SCHEMA };
}

/** BullMQ cuts its table of events every few hundred rows at best: this way none is ever written. */
const NO_HISTORY = `
  CREATE OR REPLACE FUNCTION ${QUEUE_SCHEMA}.keep_no_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
  CREATE OR REPLACE TRIGGER keep_no_event BEFORE INSERT ON ${QUEUE_SCHEMA}.event
    FOR EACH ROW EXECUTE FUNCTION ${QUEUE_SCHEMA}.keep_no_event();
  DELETE FROM ${QUEUE_SCHEMA}.event`;

/** Lays or renews the tables that the queues need in Postgres; nothing to do for Redis. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  const connection = { ...inPostgres({ databaseUrl }), migrate: true };
  const queue = new Queue('migration', { connection }, createPostgresBackend);
  queue.on('error', () => undefined);
  try {
    await queue.waitUntilReady();
  } finally {
    await queue.close();
  }
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(NO_HISTORY).finally(() => client.end());
}

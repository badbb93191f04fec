/** How many wake-ups a second one pusher carries from the queue to Apple, beside the bare queue's rate. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '../local/embedded-postgres';
import { keyFiles } from '../local/key-files';
import { startRedis } from '../local/redis-server';
import { applyMigrations } from '../migrations/apply';
import { DataKeys } from '../src/platform/at-rest/data-keys';
import type { QueueStore } from '../src/platform/queue/queue-store.connection';
import { type Helper, startHelper } from './helper-process';
import { PostgresCpu } from './machine';
import { MeasuredRelay } from './measured-relay';
import { aim, type Bench, type BenchContext, limit, type Measurement, median } from './measurement';
import type { AppleCalls } from './wake-up/apple';
import { Producer } from './wake-up/producer';
import type { RawQueueCalls } from './wake-up/raw-queue';

/** The default of WAKE_CONCURRENCY. */
const CONCURRENCY = 100;
/** Wake-ups are queued before the clock starts: so many for each second of measuring. */
const PER_SECOND = 1_500;
/** The stretch that counts: the first ones warm up, the last ones leave the pusher idle. */
const STRETCH = { from: 0.2, to: 0.95 };
const EMBEDDED_AIM = 1_000;
const PATIENCE_MS = 180_000;

interface House {
  readonly context: BenchContext;
  readonly apple: Helper<AppleCalls>;
  readonly rawQueue: Helper<RawQueueCalls>;
  readonly dataKeys: DataKeys;
  readonly postgresCpu: PostgresCpu;
  readonly pusherSettings: Readonly<Record<string, string>>;
}

interface Round {
  readonly perSecond: number;
  readonly rawPerSecond: number;
  readonly queuedPerSecond: number;
  /** µs of CPU for each wake-up. */
  readonly pusher: number;
  readonly postgres: number;
}

export const wakeUpBench: Bench = {
  name: 'wake-up',
  about: 'wake-ups per second from the queue to Apple on both kinds of queues, beside the bare queue',
  async run(context) {
    const { house, stores } = await open(context);
    const results: Measurement[] = [];
    for (const [name, store] of Object.entries(stores)) {
      const producer = await Producer.open(store, house.dataKeys);
      const rounds: Round[] = [];
      for (let round = 1; round <= context.rounds; round += 1) {
        context.tell(`queues in ${name}, round ${round} of ${context.rounds}`);
        rounds.push(await measure(house, store, producer));
      }
      await producer.close();
      results.push(measurementOf(name, rounds));
    }
    return results;
  },
};

async function open(context: BenchContext): Promise<{ house: House; stores: Record<string, QueueStore> }> {
  context.tell('starting Postgres (fsync on), Redis (appendonly) and a fake Apple');
  const scratch = await mkdtemp(join(tmpdir(), 'relay-bench-'));
  context.add('scratch', scratch, (path) => rm(path, { recursive: true, force: true }));
  const { DATA_KEYS_FILE } = await keyFiles(scratch);
  const postgres = context.add('postgres', await startPostgres({ fsync: true }), (server) => server.stop());
  await applyMigrations(postgres.url);
  const apple = context.add('apple', startHelper<AppleCalls>('apple'), (helper) => helper.stop());
  const { keyPem, settings } = await apple.ask('start', undefined);
  const keyFile = join(scratch, 'apns-key.p8');
  await writeFile(keyFile, keyPem, { mode: 0o600 });
  const house = {
    context,
    apple,
    rawQueue: context.add('raw queue', startHelper<RawQueueCalls>('raw-queue'), (helper) => helper.stop()),
    dataKeys: DataKeys.parse(await readFile(DATA_KEYS_FILE, 'utf8')),
    postgresCpu: await PostgresCpu.of(postgres.url),
    pusherSettings: { DATABASE_URL: postgres.url, DATA_KEYS_FILE, APNS_KEY_FILE: keyFile, ...settings },
  };
  const redis = await redisUrl(context);
  const stores: Record<string, QueueStore> = { Postgres: { databaseUrl: postgres.url } };
  if (redis !== undefined) stores.Redis = { databaseUrl: postgres.url, redisUrl: redis };
  return { house, stores };
}

async function redisUrl(context: BenchContext): Promise<string | undefined> {
  try {
    const redis = context.add('redis', await startRedis({ appendonly: true }), (server) => server.stop());
    return redis.url;
  } catch (error) {
    context.tell(`queues in Redis are left out: ${(error as Error).message}`);
    return undefined;
  }
}

async function measure(house: House, store: QueueStore, producer: Producer): Promise<Round> {
  const { context, apple, rawQueue, postgresCpu } = house;
  const count = Math.ceil(PER_SECOND * context.seconds);
  const [from, to] = [Math.floor(STRETCH.from * count), Math.floor(STRETCH.to * count)];
  const raw = await rawQueue.ask('drain', { store, jobs: count, concurrency: CONCURRENCY, from, to });
  const devices = await producer.addDevices(count);
  const queueing = performance.now();
  await producer.wake(devices);
  const queuedPerSecond = (1_000 * count) / (performance.now() - queueing);
  await apple.ask('expect', { from, to });
  const redis: Record<string, string> = store.redisUrl === undefined ? {} : { REDIS_URL: store.redisUrl };
  const pusher = await MeasuredRelay.start(context, { ROLE: 'pusher', ...house.pusherSettings, ...redis });
  const used = async () => ({ pusher: (await pusher.read()).cpuSeconds, postgres: postgresCpu.seconds() });
  const begun = await until(apple, ({ seen }) => seen >= from);
  const before = await used();
  const ended = await until(apple, ({ perSecond }) => perSecond !== undefined);
  const after = await used();
  await pusher.stop();
  const each = (name: keyof typeof after) => (1e6 * (after[name] - before[name])) / (ended.seen - begun.seen);
  return {
    perSecond: ended.perSecond ?? Number.NaN,
    rawPerSecond: raw.worked,
    queuedPerSecond,
    pusher: each('pusher'),
    postgres: each('postgres'),
  };
}

type Progress = ReturnType<AppleCalls['progress']>;

async function until(apple: Helper<AppleCalls>, holds: (progress: Progress) => boolean): Promise<Progress> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await pause(20)) {
    const progress = await apple.ask('progress', undefined);
    if (holds(progress)) return progress;
  }
  throw new Error('the wake-ups did not reach Apple in three minutes');
}

function measurementOf(name: string, rounds: readonly Round[]): Measurement {
  const mid = (pick: (round: Round) => number) => Math.round(median(rounds.map(pick)));
  const raw = rounds.map((round) => round.rawPerSecond);
  return {
    what: `wake-ups accepted by Apple, queues in ${name}`,
    unit: '/s',
    runs: rounds.map((round) => round.perSecond),
    beside: [
      limit(`BullMQ on ${name} with jobs that do nothing`, raw),
      ...(name === 'Postgres' ? [aim('of the embedded default', EMBEDDED_AIM)] : []),
    ],
    how:
      `One pusher works off what was queued before it began, ${CONCURRENCY} at a time, each wake-up for another device; ` +
      `Apple is another process. The bare queue: one worker, the same jobs and concurrency. CPU for each wake-up: ` +
      `pusher ${mid((one) => one.pusher)} µs, Postgres ${mid((one) => one.postgres)} µs. Booking and ` +
      `queueing beforehand: ${mid((one) => one.queuedPerSecond).toLocaleString('en-US')} /s.`,
  };
}

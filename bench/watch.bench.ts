/** What a watcher does for phones without a delegation: notices to queued wake-ups, their delay, its start and its memory. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createPostgresBackend, Worker } from 'bullmq';
import { startPostgres } from '../local/embedded-postgres';
import { keyFiles } from '../local/key-files';
import { startRedis } from '../local/redis-server';
import { applyMigrations } from '../migrations/apply';
import { DataKeys } from '../src/platform/at-rest/data-keys';
import type { QueueStore } from '../src/platform/queue/queue-store.connection';
import { WAKE_UP_QUEUE } from '../src/push/wake-up-queue';
import { type Helper, startHelper } from './helper-process';
import { MeasuredRelay, type RelayReading } from './measured-relay';
import { aim, type Bench, type BenchContext, limit, type Measurement } from './measurement';
import type { RawQueueCalls } from './wake-up/raw-queue';
import { fillWithMonitored } from './watch/monitored-subscriptions';
import type { TellingCalls } from './watch/telling-network';

const NETWORK = { swarms: 10, nodesPerSwarm: 3 };
/** Told at once, to see how fast they are queued. */
const BURST = 40_000;
const CALM_PER_SECOND = 1_000;
const AIMS = { perSecond: 8_000, p99Ms: 25, bytes: 400, readyMs: 5_000 };
const PATIENCE_MS = 600_000;
const SETTLING_MS = 5_000;
const KNOWN = 'all accounts without a delegation are known';

interface House {
  readonly context: BenchContext;
  readonly network: Helper<TellingCalls>;
  readonly rawQueue: Helper<RawQueueCalls>;
  readonly store: QueueStore;
  readonly settings: Readonly<Record<string, string>>;
}

export const watchBench: Bench = {
  name: 'watch',
  about: 'notices to queued wake-ups per second and their delay, start and memory with many phones',
  async run(context) {
    const { house, dataKeys } = await open(context);
    context.tell('a watcher with nothing to watch, to see what it weighs');
    const empty = await MeasuredRelay.start(context, house.settings);
    await empty.said(KNOWN);
    await pause(SETTLING_MS);
    const bare = residentOf(await empty.read());
    await empty.stop();
    context.tell(`storing ${context.subscriptions.toLocaleString('en-US')} subscriptions`);
    const devices = await fillWithMonitored(house.store.databaseUrl, dataKeys, context.subscriptions);
    const { relay, start } = await started(house, bare);
    const results = [...start];
    results.push(await bursts(house, relay));
    results.push(...(await calm(house, devices)));
    return results;
  },
};

async function open(context: BenchContext): Promise<{ house: House; dataKeys: DataKeys }> {
  context.tell(`starting ${NETWORK.swarms * NETWORK.nodesPerSwarm} nodes and Postgres (fsync on)`);
  const scratch = await mkdtemp(join(tmpdir(), 'relay-bench-'));
  context.add('scratch', scratch, (path) => rm(path, { recursive: true, force: true }));
  const { DATA_KEYS_FILE, RELAY_MASTER_KEYS_FILE } = await keyFiles(scratch);
  const postgres = context.add('postgres', await startPostgres({ fsync: true }), (server) => server.stop());
  await applyMigrations(postgres.url);
  const network = context.add('network', startHelper<TellingCalls>('telling-network'), (helper) => helper.stop());
  const rawQueue = context.add('raw queue', startHelper<RawQueueCalls>('raw-queue'), (helper) => helper.stop());
  const { seedUrls } = await network.ask('start', NETWORK);
  const redisUrl = await redis(context);
  const settings: Record<string, string> = {
    ...{ ROLE: 'watcher', WATCH_MONITOR: 'on', DATABASE_URL: postgres.url, SEED_NODES: seedUrls.join(',') },
    ...{ DATA_KEYS_FILE, RELAY_MASTER_KEYS_FILE },
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
  const store = { databaseUrl: postgres.url, redisUrl };
  const dataKeys = DataKeys.parse(await readFile(DATA_KEYS_FILE, 'utf8'));
  return { house: { context, network, rawQueue, store, settings }, dataKeys };
}

async function redis(context: BenchContext): Promise<string | undefined> {
  try {
    return context.add('redis', await startRedis({ appendonly: true }), (server) => server.stop()).url;
  } catch (error) {
    context.tell(`queues live in Postgres: ${(error as Error).message}`);
    return undefined;
  }
}

/** How long until everybody is known, until every node was asked for everybody, and what that weighs. */
async function started({ context, network, settings }: House, bare: number) {
  const before = await network.ask('monitored', undefined);
  const began = performance.now();
  const relay = await MeasuredRelay.start(context, settings);
  await relay.said('this process watches');
  const watching = performance.now();
  await relay.said(KNOWN);
  const knownMs = performance.now() - watching;
  const items = context.subscriptions * NETWORK.nodesPerSwarm;
  await until(async () => (await network.ask('monitored', undefined)) - before >= items);
  const monitoredMs = performance.now() - watching;
  await pause(SETTLING_MS);
  const resident = residentOf(await relay.read());
  const name = `${context.subscriptions.toLocaleString('en-US')} subscriptions`;
  const start: Measurement[] = [
    {
      what: `from the right to watch until all ${name} are known`,
      unit: 'ms',
      runs: [knownMs],
      beside: [aim('ready within', AIMS.readyMs)],
      how:
        `Read from Postgres and opened; the process began ${(watching - began).toFixed(0)} ms before that. After ` +
        `${(monitoredMs / 1_000).toFixed(1)} s all ${NETWORK.nodesPerSwarm} members of every swarm had been asked for ` +
        `everybody, with the nodes on the same cores.`,
    },
    {
      what: `resident memory for each of ${name}`,
      unit: 'bytes',
      runs: [(resident - bare) / context.subscriptions],
      beside: [aim('at most', AIMS.bytes)],
      how:
        `${megabytes(resident)} after everybody was asked for, less the ${megabytes(bare)} of a watcher with nothing to ` +
        `watch. Garbage that was not collected yet counts: the fewer subscriptions, the more it weighs on each.`,
    },
  ];
  return { relay, start };
}

async function bursts({ context, network, rawQueue, store }: House, relay: MeasuredRelay): Promise<Measurement> {
  const runs: number[] = [];
  const limits: number[] = [];
  let collapsed = 0;
  for (let round = 1; round <= context.rounds; round += 1) {
    context.tell(`notices as fast as they come, round ${round} of ${context.rounds}`);
    const { queued } = await rawQueue.ask('drain', {
      store,
      jobs: BURST,
      concurrency: 100,
      from: 100,
      to: BURST - 100,
    });
    limits.push(queued);
    const before = await relay.read();
    const count = Math.min(BURST, context.subscriptions);
    const [began] = await network.ask('tell', { from: 0, to: count, perSecond: Number.POSITIVE_INFINITY });
    await until(async () => handled(await relay.read()) - handled(before) >= count);
    runs.push((1_000 * count) / (performance.timeOrigin + performance.now() - (began ?? 0)));
    collapsed += (await relay.read()).value(events('notices_collapsed')) - before.value(events('notices_collapsed'));
  }
  return {
    what: 'notices, from a node to a queued wake-up, through one watcher',
    unit: '/s',
    runs,
    beside: [limit('the same jobs into the bare queue', limits), aim('at least', AIMS.perSecond)],
    how:
      `${BURST.toLocaleString('en-US')} messages for as many devices, told by ${NETWORK.swarms * NETWORK.nodesPerSwarm} ` +
      `nodes as fast as they can; each is decrypted, read, looked up, marked and booked in Postgres (fsync on) and queued ` +
      `in ${store.redisUrl === undefined ? 'Postgres' : 'Redis'}. ${collapsed} waited together with another. The nodes, ` +
      `the stores and the watcher share the cores.`,
  };
}

/** A watcher that was idle, a worker that takes what is queued, and the clock of this machine for both ends. */
async function calm({ context, network, store }: House, devices: readonly string[]): Promise<Measurement[]> {
  const arrived = new Map<string, number>();
  const worker = await takeAll(context, store, (device) =>
    arrived.set(device, performance.timeOrigin + performance.now()),
  );
  const p50: number[] = [];
  const p99: number[] = [];
  for (let round = 1; round <= context.rounds; round += 1) {
    context.tell(`${CALM_PER_SECOND} notices a second, round ${round} of ${context.rounds}`);
    arrived.clear();
    const from = BURST + (round - 1) * CALM_PER_SECOND * context.seconds;
    const to = Math.min(devices.length, from + CALM_PER_SECOND * context.seconds);
    const told = await network.ask('tell', { from, to, perSecond: CALM_PER_SECOND });
    await until(() => devices.slice(from, to).every((device) => arrived.has(device)));
    const delays = told.map((at, place) => (arrived.get(devices[from + place] ?? '') ?? 0) - at).sort((a, b) => a - b);
    p50.push(delays[Math.floor(delays.length / 2)] ?? Number.NaN);
    p99.push(delays[Math.floor(delays.length * 0.99)] ?? Number.NaN);
  }
  await worker.close();
  const how =
    `${CALM_PER_SECOND} messages a second for as many devices, from the moment a node tells until a worker has the job, ` +
    `so with the time the queue takes to hand it out. The nodes, the stores and the watcher share the cores.`;
  const measured = (name: string, runs: number[], beside: Measurement['beside']): Measurement => ({
    what: `delay from a notice to its wake-up in a worker's hands at ${CALM_PER_SECOND}/s, ${name}`,
    unit: 'ms',
    runs,
    beside,
    how,
  });
  return [measured('p50', p50, []), measured('p99', p99, [aim('at most', AIMS.p99Ms)])];
}

/** Works off what the bursts have left, then tells of each job as it comes. */
async function takeAll(context: BenchContext, store: QueueStore, took: (device: string) => void) {
  const handle = async ({ data }: { data: { deviceId: string } }) => took(data.deviceId);
  const options = { concurrency: 100, removeOnComplete: { count: 0 } };
  const worker =
    store.redisUrl === undefined
      ? (new Worker(
          WAKE_UP_QUEUE,
          handle,
          { ...options, connection: { connectionString: store.databaseUrl, schema: 'bullmq' } },
          createPostgresBackend,
        ) as unknown as Worker)
      : new Worker(WAKE_UP_QUEUE, handle, {
          ...options,
          connection: { url: store.redisUrl, maxRetriesPerRequest: null },
          prefix: 'relay',
        });
  context.add('worker', worker, (one) => one.close());
  await new Promise<void>((resolve) => worker.once('drained', () => resolve()));
  return worker;
}

function handled(reading: RelayReading): number {
  return ['pairs_fresh', 'pairs_known', 'notices_collapsed'].reduce(
    (sum, kind) => sum + reading.value(events(kind)),
    0,
  );
}

function events(kind: string): string {
  return `relay_watcher_events_total{kind="${kind}"}`;
}

function residentOf(reading: RelayReading): number {
  return reading.value('relay_process_resident_memory_bytes');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !(await holds()); await pause(20)) {
    if (Date.now() > deadline) throw new Error('the watcher did not get so far in ten minutes');
  }
}

/** What the watch bench runs against: a telling network, Postgres, a store of queues, and the settings of a watcher. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '../../local/embedded-postgres';
import { keyFiles } from '../../local/key-files';
import { startRedis } from '../../local/redis-server';
import { applyMigrations } from '../../migrations/apply';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import type { QueueStore } from '../../src/platform/queue/queue-store.connection';
import { type Helper, startHelper } from '../helper-process';
import { PostgresCpu } from '../machine';
import type { BenchContext } from '../measurement';
import type { BareQueueCalls } from './bare-queue';
import type { TellingCalls } from './telling-network';

export const NETWORK = { swarms: 10, nodesPerSwarm: 3 };
const PATIENCE_MS = 180_000;
const LOOK_MS = 10;

export interface House {
  readonly context: BenchContext;
  readonly network: Helper<TellingCalls>;
  readonly bareQueue: Helper<BareQueueCalls>;
  readonly store: QueueStore;
  readonly dataKeys: DataKeys;
  readonly postgresCpu: PostgresCpu;
  /** Of a watcher. */
  readonly settings: Readonly<Record<string, string>>;
}

export async function openHouse(context: BenchContext): Promise<House> {
  context.tell(`starting ${NETWORK.swarms * NETWORK.nodesPerSwarm} nodes and Postgres (fsync on)`);
  const scratch = await mkdtemp(join(tmpdir(), 'relay-bench-'));
  context.add('scratch', scratch, (path) => rm(path, { recursive: true, force: true }));
  const { DATA_KEYS_FILE, RELAY_MASTER_KEYS_FILE } = await keyFiles(scratch);
  const postgres = context.add('postgres', await startPostgres({ fsync: true }), (server) => server.stop());
  await applyMigrations(postgres.url);
  const network = context.add('network', startHelper<TellingCalls>('telling-network'), (helper) => helper.stop());
  const bareQueue = context.add('bare queue', startHelper<BareQueueCalls>('bare-queue'), (helper) => helper.stop());
  const { seedUrls } = await network.ask('start', NETWORK);
  const redisUrl = await redis(context);
  const settings: Record<string, string> = {
    ...{ ROLE: 'watcher', WATCH_MONITOR: 'on', DATABASE_URL: postgres.url, SEED_NODES: seedUrls.join(',') },
    ...{ DATA_KEYS_FILE, RELAY_MASTER_KEYS_FILE },
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
  const store = { databaseUrl: postgres.url, redisUrl };
  const dataKeys = DataKeys.parse(await readFile(DATA_KEYS_FILE, 'utf8'));
  const postgresCpu = await PostgresCpu.of(postgres.url);
  return { context, network, bareQueue, store, dataKeys, postgresCpu, settings };
}

async function redis(context: BenchContext): Promise<string | undefined> {
  try {
    return context.add('redis', await startRedis({ appendonly: true }), (server) => server.stop()).url;
  } catch (error) {
    context.tell(`queues live in Postgres: ${(error as Error).message}`);
    return undefined;
  }
}

/** Rejects with what did not come about; a bench that waits for ever says nothing. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !(await holds()); await pause(LOOK_MS)) {
    if (Date.now() > deadline) throw new Error(`not within ${PATIENCE_MS / 1_000} s: ${what}`);
  }
}

export function inWords(count: number): string {
  return count.toLocaleString('en-US');
}

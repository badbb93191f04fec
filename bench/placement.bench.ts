/** What many accounts cost a watcher: to be ready, to be held in memory, and to be placed anew when a node joins. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../local/embedded-postgres';
import { keyFiles } from '../local/key-files';
import { applyMigrations } from '../migrations/apply';
import { DataKeys } from '../src/platform/at-rest/data-keys';
import { MasterKeys } from '../src/subscriptions/master-keys';
import { ACCOUNT, DELEGATION } from '../src/subscriptions/storage/places';
import { startHelper } from './helper-process';
import { MeasuredRelay } from './measured-relay';
import { aim, type Bench, type BenchContext, limit, type Measurement } from './measurement';
import type { NetworkCalls } from './onion/answering-network';
import { fillWithAccounts } from './onion/watched-accounts';
import { type Joined, joinNetwork } from './placement/node-join';

const NETWORK = { swarms: 6, nodesPerSwarm: 5 };
const AIMS = { bytes: 400, joinMs: 1_000, readyMs: 5_000 };
const AT_ONCE = 2_000;

interface House {
  readonly context: BenchContext;
  readonly settings: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly dataKeys: DataKeys;
}

interface Start {
  readonly readyMs: number;
  readonly residentBytes: number;
  /** After a collection. */
  readonly liveBytes: number;
}

export const placementBench: Bench = {
  name: 'placement',
  about: 'start-up, memory per subscription, and a node that joins; --accounts N',
  async run(context) {
    const { accounts } = context;
    const { house, masterKeyId } = await open(context);
    context.tell('starting a watcher that has nothing to watch');
    const idle = await start(house);
    context.tell(`storing ${inWords(accounts)} subscriptions`);
    await fillWithAccounts(house.databaseUrl, house.dataKeys, accounts, masterKeyId);
    const starts: Start[] = [];
    const raws: number[] = [];
    const joins: Joined[] = [];
    for (let round = 1; round <= context.rounds; round += 1) {
      context.tell(`round ${round} of ${context.rounds}`);
      starts.push(await start(house));
      raws.push(await readAndOpen(house));
      joins.push(joinNetwork(accounts));
    }
    return measurementsOf(accounts, { idle, starts, raws, joins });
  },
};

async function open(context: BenchContext): Promise<{ house: House; masterKeyId: string }> {
  const scratch = await mkdtemp(join(tmpdir(), 'relay-bench-'));
  context.add('scratch', scratch, (path) => rm(path, { recursive: true, force: true }));
  const { DATA_KEYS_FILE, RELAY_MASTER_KEYS_FILE } = await keyFiles(scratch);
  const postgres = context.add('postgres', await startPostgres({ fsync: false }), (server) => server.stop());
  await applyMigrations(postgres.url);
  const network = context.add('network', startHelper<NetworkCalls>('network'), (helper) => helper.stop());
  const { seedUrl } = await network.ask('start', NETWORK);
  // Whatever is asked for in the few moments that are measured hardly counts.
  const settings = { DATABASE_URL: postgres.url, SEED_NODES: seedUrl, POLL_INTERVAL_MS: '60000' };
  const dataKeys = DataKeys.parse(await readFile(DATA_KEYS_FILE, 'utf8'));
  const masterKeys = MasterKeys.parse(await readFile(RELAY_MASTER_KEYS_FILE, 'utf8'));
  return {
    house: {
      context,
      databaseUrl: postgres.url,
      dataKeys,
      settings: { ROLE: 'watcher', ...settings, DATA_KEYS_FILE, RELAY_MASTER_KEYS_FILE },
    },
    masterKeyId: masterKeys.current,
  };
}

/** From the list of nodes, which comes over the network, until every account is known. */
async function start({ context, settings }: House): Promise<Start> {
  const relay = await MeasuredRelay.start(context, settings);
  await relay.said('the list of nodes has changed');
  const began = performance.now();
  await relay.said('all accounts are known');
  const readyMs = performance.now() - began;
  const reading = await relay.read();
  const liveBytes = await relay.liveBytes();
  await relay.stop();
  return { readyMs, residentBytes: reading.value('relay_process_resident_memory_bytes'), liveBytes };
}

/** ms to read the same sealed values in the same pages, and to open them: no watcher can be ready sooner. */
async function readAndOpen({ databaseUrl, dataKeys }: House): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const began = performance.now();
  for (let after = '0'; ; ) {
    const { rows } = await client.query<{ id: string; account_sealed: Buffer; delegation_sealed: Buffer }>(
      'SELECT id, account_sealed, delegation_sealed FROM accounts WHERE id > $1 ORDER BY id LIMIT $2',
      [after, AT_ONCE],
    );
    for (const row of rows) {
      dataKeys.open(ACCOUNT, row.account_sealed);
      dataKeys.open(DELEGATION, row.delegation_sealed);
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  const took = performance.now() - began;
  await client.end();
  return took;
}

interface Found {
  readonly idle: Start;
  readonly starts: readonly Start[];
  readonly raws: readonly number[];
  readonly joins: readonly Joined[];
}

function measurementsOf(accounts: number, { idle, starts, raws, joins }: Found): Measurement[] {
  const [{ looked, moved }] = joins as [Joined];
  const nodes = NETWORK.swarms * NETWORK.nodesPerSwarm;
  return [
    {
      what: `a watcher is ready with ${inWords(accounts)} subscriptions`,
      unit: 'ms',
      runs: starts.map((one) => one.readyMs),
      beside: [
        limit('the same sealed values read row by row and opened', raws),
        aim('ready within 5 s at 1,000,000', AIMS.readyMs),
      ],
      how: 'From the first list of nodes until every account is known and the swarms can be taken over.',
    },
    {
      what: 'memory that each subscription holds when ready',
      unit: 'bytes',
      runs: starts.map((one) => (one.liveBytes - idle.liveBytes) / accounts),
      beside: [aim('held per subscription', AIMS.bytes)],
      how: 'Heap in use and what lies outside of it after a collection, less that of a watcher that watches nobody.',
    },
    {
      what: 'resident memory for each subscription when ready',
      unit: 'bytes',
      runs: starts.map((one) => (one.residentBytes - idle.residentBytes) / accounts),
      beside: [aim('resident per subscription', AIMS.bytes)],
      how:
        `Resident memory of the process, less that of one that watches nobody ` +
        `(${(idle.residentBytes / 2 ** 20).toFixed(0)} MiB); garbage that is not collected yet counts.`,
    },
    {
      what: `a node joins ${nodes}, in a new swarm`,
      unit: 'ms',
      runs: joins.map((one) => one.ms),
      beside: [
        limit(
          'finding the swarm of each account looked at',
          joins.map((one) => one.limitMs),
        ),
        aim('placed anew', AIMS.joinMs),
      ],
      how: `Of ${inWords(accounts)} accounts ${inWords(looked)} were looked at and ${inWords(moved)} moved.`,
    },
  ];
}

function inWords(count: number): string {
  return count.toLocaleString('en-US');
}

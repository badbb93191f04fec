/** How long a watcher takes until it knows everybody, and what that weighs. */
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { ACCOUNT } from '../../src/subscriptions/storage/places';
import { MeasuredRelay } from '../measured-relay';
import { aim, limit, type Measurement } from '../measurement';
import { type House, inWords, NETWORK, until } from './house';

const AIMS = { bytes: 400, readyMs: 5_000 };
const SETTLING_MS = 5_000;
const KNOWN = 'all accounts without a delegation are known';
const LIST_IS_HERE = 'the list of nodes has changed';
const SHARED_OUT = 'this process has a new share of the swarms';
const AT_ONCE = 5_000;

/** Of a process that has had a while to settle, in bytes. */
interface Weight {
  /** With the garbage that it has not collected by itself. */
  readonly resident: number;
  /** Heap in use and what lies outside of it, after a collection. */
  readonly live: number;
}

interface Start {
  readonly readyMs: number;
  readonly monitoredMs: number;
  readonly bare: Weight;
  readonly full: Weight;
  readonly raw: { readonly ms: number; readonly openingMs: number };
}

/** A watcher with nothing to watch. */
export async function weighEmpty({ context, settings }: House): Promise<Weight> {
  context.tell('a watcher with nothing to watch, to see what it weighs');
  const empty = await MeasuredRelay.start(context, settings);
  await empty.said(KNOWN);
  const weight = await weigh(empty);
  await empty.stop();
  return weight;
}

/** The watcher goes on. `bare`: what weighEmpty() answered. */
export async function startFull(
  house: House,
  bare: Weight,
): Promise<{ readonly relay: MeasuredRelay; readonly results: Measurement[] }> {
  const { context, network, settings } = house;
  context.tell('reading what a watcher reads when it starts');
  const raw = await readAndOpen(house);
  context.tell('a watcher with all of them');
  const before = await network.ask('monitored', undefined);
  const relay = await MeasuredRelay.start(context, settings);
  await relay.said(LIST_IS_HERE);
  const began = performance.now();
  await relay.said(SHARED_OUT);
  const readyMs = performance.now() - began;
  const items = context.subscriptions * NETWORK.nodesPerSwarm;
  const isAsked = async () => (await network.ask('monitored', undefined)) - before >= items;
  await until('all nodes were asked for everybody', isAsked);
  const monitoredMs = performance.now() - began;
  const full = await weigh(relay);
  return { relay, results: measurementsOf(context.subscriptions, { readyMs, monitoredMs, bare, full, raw }) };
}

function measurementsOf(count: number, { readyMs, monitoredMs, bare, full, raw }: Start): Measurement[] {
  const name = `${inWords(count)} subscriptions`;
  return [
    {
      what: `a watcher is ready with ${name} without a delegation`,
      unit: 'ms',
      runs: [readyMs],
      beside: [
        limit('the same sealed values read row by row and opened', [raw.ms]),
        limit('opening them, and nothing else', [raw.openingMs]),
        aim('ready within 5 s at 1,000,000', AIMS.readyMs),
      ],
      how:
        `From the first list of nodes until every account has been given to the sessions of its swarm. After ` +
        `${(monitoredMs / 1_000).toFixed(1)} s all ${NETWORK.nodesPerSwarm} members of every swarm had been asked for ` +
        `everybody, with the nodes on the same cores.`,
    },
    {
      what: `memory held for each of ${name}`,
      unit: 'bytes',
      runs: [(full.live - bare.live) / count],
      beside: [aim('at most', AIMS.bytes)],
      how:
        `Heap in use and what lies outside of it, after a collection: ${megabytes(full.live)} when everybody had been ` +
        `asked for, less the ${megabytes(bare.live)} of a watcher with nothing to watch.`,
    },
    {
      what: `resident memory for each of ${name}`,
      unit: 'bytes',
      runs: [(full.resident - bare.resident) / count],
      beside: [aim('at most', AIMS.bytes)],
      how:
        `The whole process before that collection, ${megabytes(full.resident)} less ${megabytes(bare.resident)}. ` +
        `Garbage counts: the fewer subscriptions, the more of it falls to each.`,
    },
  ];
}

async function weigh(relay: MeasuredRelay): Promise<Weight> {
  await pause(SETTLING_MS);
  const reading = await relay.read();
  return { resident: reading.value('relay_process_resident_memory_bytes'), live: await relay.liveBytes() };
}

/** ms to read the sealed accounts in the pages of a watcher, and to open them: none can be ready sooner. */
async function readAndOpen({ store, dataKeys }: House): Promise<Start['raw']> {
  const client = new Client({ connectionString: store.databaseUrl });
  await client.connect();
  const began = performance.now();
  let openingMs = 0;
  for (let after = '0'; ; ) {
    const { rows } = await client.query<{ id: string; account_sealed: Buffer }>(
      'SELECT id, account_sealed FROM accounts WHERE id > $1 ORDER BY id LIMIT $2',
      [after, AT_ONCE],
    );
    const opening = performance.now();
    for (const row of rows) dataKeys.open(ACCOUNT, row.account_sealed);
    openingMs += performance.now() - opening;
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  const ms = performance.now() - began;
  await client.end();
  return { ms, openingMs };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
}

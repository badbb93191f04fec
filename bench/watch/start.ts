/** How long a watcher takes until it knows everybody, and what that weighs. */
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { ACCOUNT } from '../../src/subscriptions/storage/places';
import { MeasuredRelay, type RelayReading } from '../measured-relay';
import { aim, limit, type Measurement } from '../measurement';
import { type House, inWords, NETWORK, until } from './house';

const AIMS = { bytes: 400, readyMs: 5_000 };
const SETTLING_MS = 5_000;
const KNOWN = 'all accounts without a delegation are known';
const LIST_IS_HERE = 'the list of nodes has changed';
const AT_ONCE = 10_000;

/** Resident memory of a watcher with nothing to watch, in bytes. */
export async function weighEmpty({ context, settings }: House): Promise<number> {
  context.tell('a watcher with nothing to watch, to see what it weighs');
  const empty = await MeasuredRelay.start(context, settings);
  await empty.said(KNOWN);
  await pause(SETTLING_MS);
  const bytes = residentOf(await empty.read());
  await empty.stop();
  return bytes;
}

/** The watcher goes on. `bare`: what weighEmpty() answered. */
export async function startFull(
  house: House,
  bare: number,
): Promise<{ readonly relay: MeasuredRelay; readonly results: Measurement[] }> {
  const { context, network, settings } = house;
  context.tell('reading what a watcher reads when it starts');
  const rawMs = await readAndOpen(house);
  context.tell('a watcher with all of them');
  const before = await network.ask('monitored', undefined);
  const relay = await MeasuredRelay.start(context, settings);
  await relay.said(LIST_IS_HERE);
  const began = performance.now();
  await relay.said(KNOWN);
  const knownMs = performance.now() - began;
  const items = context.subscriptions * NETWORK.nodesPerSwarm;
  const isAsked = async () => (await network.ask('monitored', undefined)) - before >= items;
  await until('all nodes were asked for everybody', isAsked);
  const monitoredMs = performance.now() - began;
  await pause(SETTLING_MS);
  const resident = residentOf(await relay.read());
  const name = `${inWords(context.subscriptions)} subscriptions`;
  const results: Measurement[] = [
    {
      what: `a watcher knows ${name} without a delegation`,
      unit: 'ms',
      runs: [knownMs],
      beside: [
        limit('the same sealed values read row by row and opened', [rawMs]),
        aim('ready within 5 s at 1,000,000', AIMS.readyMs),
      ],
      how:
        `From the first list of nodes on. After ${(monitoredMs / 1_000).toFixed(1)} s all ${NETWORK.nodesPerSwarm} ` +
        `members of every swarm had been asked for everybody, with the nodes on the same cores.`,
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
  return { relay, results };
}

/** ms to read the sealed accounts in the pages of a watcher, and to open them: none can be ready sooner. */
async function readAndOpen({ store, dataKeys }: House): Promise<number> {
  const client = new Client({ connectionString: store.databaseUrl });
  await client.connect();
  const began = performance.now();
  for (let after = '0'; ; ) {
    const { rows } = await client.query<{ id: string; account_sealed: Buffer }>(
      'SELECT id, account_sealed FROM accounts WHERE id > $1 ORDER BY id LIMIT $2',
      [after, AT_ONCE],
    );
    for (const row of rows) dataKeys.open(ACCOUNT, row.account_sealed);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
  const took = performance.now() - began;
  await client.end();
  return took;
}

function residentOf(reading: RelayReading): number {
  return reading.value('relay_process_resident_memory_bytes');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
}

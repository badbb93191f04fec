/** How many accounts a second one core of a watcher can poll, beside what the cryptography of its onions costs. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '../local/embedded-postgres';
import { keyFiles } from '../local/key-files';
import { applyMigrations } from '../migrations/apply';
import { DataKeys } from '../src/platform/at-rest/data-keys';
import { wrapForNode } from '../src/protocol/onion/wrap';
import { x25519KeyPair } from '../src/protocol/x25519';
import { MasterKeys } from '../src/subscriptions/master-keys';
import { type Helper, startHelper } from './helper-process';
import { machineCpuSeconds, othersNote } from './machine';
import { MeasuredRelay, type RelayReading } from './measured-relay';
import { aim, type Bench, type BenchContext, limit, type Measurement, median } from './measurement';
import type { NetworkCalls } from './onion/answering-network';
import { fillWithAccounts } from './onion/watched-accounts';
import type { CryptoCalls } from './raw-crypto';

/** So many that their poll times, a twentieth of the time they have been quiet, keep the watcher busy throughout. */
const ACCOUNTS = 100_000;
const NETWORK = { swarms: 60, nodesPerSwarm: 5 };
const SHARE_AIMED_AT = 0.6;
const LIMIT_MS = 500;
const HOPS = 3;
/** Sizes of XChaCha20-Poly1305's nonce and tag. */
const SEAL_ADDS = 40;
const PATIENCE_MS = 120_000;

interface House {
  readonly context: BenchContext;
  readonly relay: MeasuredRelay;
  readonly network: Helper<NetworkCalls>;
  readonly crypto: Helper<CryptoCalls>;
}

interface Round {
  /** CPU time of the watcher for each account polled, µs. */
  readonly micros: number;
  /** By the clock. */
  readonly perSecond: number;
  readonly perRequest: number;
  /** Signatures made for each account polled. */
  readonly signatures: number;
  /** µs: what the onions of an account polled cost at least, and one signature. */
  readonly crypto: number;
  readonly signature: number;
  readonly lagMs: number;
  readonly bytes: string;
  /** Cores that were used by programs that have nothing to do with it. */
  readonly others: number;
}

export const onionBench: Bench = {
  name: 'onion',
  about: 'accounts polled per second and core, beside the limit of X25519 and AEAD',
  async run(context) {
    const house = await open(context);
    const rounds: Round[] = [];
    for (let round = 1; round <= context.rounds; round += 1) {
      context.tell(`round ${round} of ${context.rounds}`);
      rounds.push(await measure(house));
    }
    return measurementsOf(rounds);
  },
};

async function open(context: BenchContext): Promise<House> {
  context.tell(`starting ${NETWORK.swarms * NETWORK.nodesPerSwarm} nodes, Postgres and a watcher`);
  const scratch = await mkdtemp(join(tmpdir(), 'relay-bench-'));
  context.add('scratch', scratch, (path) => rm(path, { recursive: true, force: true }));
  const keys = await keyFiles(scratch);
  const postgres = context.add('postgres', await startPostgres({ fsync: false }), (server) => server.stop());
  await applyMigrations(postgres.url);
  const network = context.add('network', startHelper<NetworkCalls>('network'), (helper) => helper.stop());
  const crypto = context.add('crypto', startHelper<CryptoCalls>('crypto'), (helper) => helper.stop());
  const { seedUrl } = await network.ask('start', NETWORK);
  const { DATA_KEYS_FILE, RELAY_MASTER_KEYS_FILE } = keys;
  const relay = await MeasuredRelay.start(context, {
    ...{ ROLE: 'watcher', DATABASE_URL: postgres.url, SEED_NODES: seedUrl, POLL_INTERVAL_MS: '50' },
    ...{ DATA_KEYS_FILE, RELAY_MASTER_KEYS_FILE },
  });
  // Accounts that come later are new to the watcher, and new ones are polled most often.
  await relay.said('all accounts are known');
  context.tell(`giving it ${ACCOUNTS.toLocaleString('en-US')} accounts to watch`);
  const dataKeys = DataKeys.parse(await readFile(DATA_KEYS_FILE, 'utf8'));
  const masterKeys = MasterKeys.parse(await readFile(RELAY_MASTER_KEYS_FILE, 'utf8'));
  await fillWithAccounts(postgres.url, dataKeys, ACCOUNTS, masterKeys.current);
  context.tell('waiting until each was polled at both members');
  await until(
    relay,
    (reading) => reading.value('relay_watcher_accounts') === ACCOUNTS && polled(reading) > 3 * ACCOUNTS,
  );
  return { context, relay, network, crypto };
}

async function measure({ context, relay, network, crypto }: House): Promise<Round> {
  await network.ask('count', undefined);
  const all = machineCpuSeconds();
  const began = performance.now();
  const before = { watcher: await relay.read(), network: await network.ask('count', undefined) };
  await pause(1_000 * context.seconds);
  const after = { watcher: await relay.read(), network: await network.ask('count', undefined) };
  const wallSeconds = (performance.now() - began) / 1_000;
  const cpu = after.watcher.cpuSeconds - before.watcher.cpuSeconds;
  const networkCpu = after.network.cpuSeconds - before.network.cpuSeconds;
  const others = (machineCpuSeconds() - all - cpu - networkCpu) / wallSeconds;
  const accounts = polled(after.watcher) - polled(before.watcher);
  const { batches, retrieves, watched, newlySigned, requestBytes, answerBytes } = after.network;
  const perRequest = retrieves / batches;
  // The watcher goes on meanwhile, so that the machine is as busy as it was.
  const operations = { x25519Base: HOPS, x25519: HOPS, seal: layersOf(requestBytes), open: [answerBytes] };
  const onion = await crypto.ask('cost', { operations, ms: LIMIT_MS });
  const signature = await crypto.ask('cost', { operations: { signatures: 1 }, ms: LIMIT_MS });
  return {
    micros: (1e6 * cpu) / accounts,
    perSecond: accounts / wallSeconds,
    perRequest,
    signatures: newlySigned / watched,
    crypto: onion / perRequest,
    signature,
    lagMs: 1_000 * after.watcher.value('relay_watcher_lag_seconds'),
    bytes: `${requestBytes} and ${answerBytes} bytes`,
    others,
  };
}

/** Bytes that each layer seals, for a request of `payload` bytes inside. */
function layersOf(payload: number): number[] {
  const hop = {
    ed25519: randomBytes(32).toString('hex'),
    x25519: x25519KeyPair(randomBytes(32)).publicKey.toString('hex'),
  };
  const { wire } = wrapForNode(
    Array.from({ length: HOPS }, () => hop),
    Buffer.alloc(payload),
  );
  const around = (wire.length - payload) / HOPS;
  return Array.from({ length: HOPS }, (_, layer) => Math.round(payload + (layer + 1) * around) - SEAL_ADDS);
}

function measurementsOf(rounds: readonly Round[]): Measurement[] {
  const mid = (pick: (round: Round) => number) => median(rounds.map(pick));
  const [last] = rounds.slice(-1);
  const onionsOnly = (round: Round) => round.micros - round.signatures * round.signature;
  const crypto = rounds.map((round) => 1e6 / round.crypto);
  const busy = mid((round) => round.lagMs) > 0 ? 'was always behind, so batches were full' : 'WAS NOT ALWAYS BUSY';
  return [
    {
      what: 'accounts polled, by the CPU time of the whole watcher process',
      unit: '/s per core',
      runs: rounds.map((round) => 1e6 / round.micros),
      beside: [limit('6 X25519 and the AEAD of the same bytes for each request', crypto)],
      how:
        `ROLE=watcher with ${ACCOUNTS.toLocaleString('en-US')} accounts of one namespace, ` +
        `${mid((round) => round.perRequest).toFixed(1)} accounts in each request, ${last?.bytes} inside the onion there ` +
        `and back; the nodes are another process, its time does not count. The watcher ${busy}. ` +
        `CPU for each request: watcher ${micros(mid((one) => one.micros * one.perRequest))}, the limit's operations ` +
        `${micros(mid((one) => one.crypto * one.perRequest))}. ${othersNote(mid((one) => one.others))}`,
    },
    {
      what: 'the same without what the Ed25519 signatures cost',
      unit: '/s per core',
      runs: rounds.map((round) => 1e6 / onionsOnly(round)),
      beside: [
        limit('6 X25519 and the AEAD of the same bytes for each request', crypto),
        aim(`${100 * SHARE_AIMED_AT} % of that limit`, SHARE_AIMED_AT * median(crypto)),
      ],
      how:
        `A signature costs ${micros(mid((one) => one.signature))} of CPU and serves all polls of 64 s; here ` +
        `${signaturesMade(mid((one) => one.signatures))} made. An account that is polled once a ` +
        `minute at each member needs one for every two or three polls.`,
    },
    {
      what: 'accounts polled by the clock, all processes on this machine',
      unit: '/s',
      runs: rounds.map((round) => round.perSecond),
      beside: [],
      how: 'The nodes open three layers for every request on the same cores.',
    },
  ];
}

/** A short run may fall into the time in which the signatures made before it still serve. */
function signaturesMade(perPoll: number): string {
  return perPoll === 0 ? 'none had to be' : `one for every ${(1 / perPoll).toFixed(0)} accounts polled was`;
}

function micros(value: number): string {
  return `${value.toFixed(0)} µs`;
}

function polled(reading: RelayReading): number {
  return reading.value('relay_watcher_events_total{kind="retrieves"}');
}

async function until(relay: MeasuredRelay, holds: (reading: RelayReading) => boolean): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !holds(await relay.read()); await pause(100)) {
    if (Date.now() > deadline) throw new Error('the watcher did not get so far in two minutes');
  }
}

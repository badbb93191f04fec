/** How many subscriptions a second one api process takes, beside what signatures and database allow on this machine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../local/embedded-postgres';
import { type KeyFiles, keyFiles } from '../local/key-files';
import { applyMigrations } from '../migrations/apply';
import { type Helper, startHelper } from './helper-process';
import { machineCpuSeconds, othersNote, PostgresCpu } from './machine';
import { MeasuredRelay } from './measured-relay';
import { aim, type Bench, type BenchContext, limit, type Measurement, median } from './measurement';
import type { CryptoCalls } from './raw-crypto';
import type { PhoneCalls, RunResult } from './subscribe/phones';
import { newestAccount, readRows, upsertRate } from './subscribe/raw-upsert';

const AIM_PER_SECOND = 3_000;
/** As many as a proxy in front holds open when so many phones come at once. */
const CONNECTIONS = 256;
/** What a phone with many groups sends at once; fewer such phones make as much work. */
const ARRAY = 20;
const ARRAY_CONNECTIONS = 32;
/** Answered before anything counts, so that the relay's code is compiled. */
const TO_WARM_UP = { requests: 8_000, seconds: 15 };
/** Requests are signed before the clock starts: so many times what was answered while warming up. */
const TO_SPARE = 2.5;
/** A subscription's own signature, and the delegation's. */
const VERIFICATIONS = 2;
const RAW_BATCHES = [100, 400];
const RAW_CONNECTIONS = 2;
const MOST_RAW_ROWS = 20_000;

interface House {
  readonly context: BenchContext;
  readonly keys: KeyFiles;
  readonly databaseUrl: string;
  /** The same server, the same tables, without the relay's rows. */
  readonly twinUrl: string;
  readonly postgresCpu: PostgresCpu;
  readonly relay: MeasuredRelay;
  readonly phones: Helper<PhoneCalls>;
  readonly crypto: Helper<CryptoCalls>;
}

/** One run with what each side used for it: CPU time in µs for each subscription. */
interface Round {
  readonly connections: number;
  readonly perSecond: number;
  readonly cpu: { readonly relay: number; readonly postgres: number; readonly phones: number };
  readonly latency: RunResult['latency'];
  /** Cores in use, by whomever; and those used by programs that have nothing to do with it. */
  readonly busy: number;
  readonly others: number;
}

/** The most that the machine could do, measured right after a round. */
interface Limits {
  readonly verified: number;
  readonly upserted: number;
}

export const subscribeBench: Bench = {
  name: 'subscribe',
  about: 'subscriptions per second, beside the rates of Ed25519 verification and of Postgres upserts',
  async run(context) {
    const house = await open(context);
    context.tell('warming up');
    await house.phones.ask('prepare', sizesFor(house, 1, TO_WARM_UP.requests));
    const { perSecond } = await drive(house, TO_WARM_UP.seconds);
    const enough = TO_SPARE * perSecond * context.seconds;
    const [single, arrays, renewals]: [Round[], Round[], Round[]] = [[], [], []];
    const [first, again]: [Limits[], Limits[]] = [[], []];
    for (let round = 1; round <= context.rounds; round += 1) {
      context.tell(`round ${round} of ${context.rounds}`);
      const newest = await newestAccount(house.databaseUrl);
      await house.phones.ask('prepare', sizesFor(house, 1, enough));
      single.push(await drive(house, context.seconds));
      first.push(await limitsOf(house, newest));
      await house.phones.ask('prepareRenewals', undefined);
      renewals.push(await drive(house, context.seconds * 0.8));
      again.push(await limitsOf(house, newest));
      await house.phones.ask('prepare', sizesFor(house, ARRAY, enough));
      arrays.push(await drive(house, context.seconds, ARRAY_CONNECTIONS));
    }
    return [
      measurementOf('new subscriptions, one in each request', single, first),
      measurementOf(`new subscriptions, ${ARRAY} in each request`, arrays, first),
      measurementOf('renewals, one in each request', renewals, again),
      undisturbed('relay and Postgres alone on two cores, reckoned from CPU time', single, first),
    ];
  },
};

async function open(context: BenchContext): Promise<House> {
  context.tell('starting Postgres (fsync on), the relay as api, and phones');
  const scratch = await mkdtemp(join(tmpdir(), 'relay-bench-'));
  context.add('scratch', scratch, (path) => rm(path, { recursive: true, force: true }));
  const keys = await keyFiles(scratch);
  const postgres = context.add('postgres', await startPostgres({ fsync: true }), (server) => server.stop());
  await applyMigrations(postgres.url);
  const twinUrl = await makeTwin(postgres.adminUrl, postgres.url);
  // The api role only asks whether Apple is set up; it never reads the key.
  const settings = { ROLE: 'api', DATABASE_URL: postgres.url, APNS_KEY_FILE: '/dev/null', ...keys };
  return {
    context,
    keys,
    databaseUrl: postgres.url,
    twinUrl,
    postgresCpu: await PostgresCpu.of(postgres.url),
    relay: await MeasuredRelay.start(context, settings),
    phones: context.add('phones', startHelper<PhoneCalls>('phones'), (helper) => helper.stop()),
    crypto: context.add('crypto', startHelper<CryptoCalls>('crypto'), (helper) => helper.stop()),
  };
}

async function makeTwin(adminUrl: string, url: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  await client.query('CREATE DATABASE twin OWNER relay').finally(() => client.end());
  const twinUrl = new URL('/twin', url).href;
  await applyMigrations(twinUrl);
  return twinUrl;
}

function sizesFor({ keys }: House, perRequest: number, subscriptions: number) {
  const requests = Math.ceil(subscriptions / perRequest);
  return { masterKeysFile: keys.RELAY_MASTER_KEYS_FILE, requests, perRequest };
}

async function drive(
  { relay, phones, postgresCpu }: House,
  seconds: number,
  connections = CONNECTIONS,
): Promise<Round> {
  const before = { relay: (await relay.read()).cpuSeconds, postgres: postgresCpu.seconds(), all: machineCpuSeconds() };
  const result = await phones.ask('run', { url: relay.publicUrl, seconds, connections });
  const all = machineCpuSeconds() - before.all;
  const postgres = postgresCpu.seconds() - before.postgres;
  const relayCpu = (await relay.read()).cpuSeconds - before.relay;
  const done = result.added + result.updated;
  const each = (cpuSeconds: number) => (1e6 * cpuSeconds) / done;
  return {
    connections,
    perSecond: done / result.wallSeconds,
    cpu: { relay: each(relayCpu), postgres: each(postgres), phones: each(result.cpuSeconds) },
    latency: result.latency,
    busy: all / result.wallSeconds,
    others: (all - relayCpu - postgres - result.cpuSeconds) / result.wallSeconds,
  };
}

async function limitsOf({ crypto, databaseUrl, twinUrl }: House, after: string): Promise<Limits> {
  const micros = await crypto.ask('cost', { operations: { verifications: 1 }, ms: 500 });
  const rows = await readRows(databaseUrl, after, MOST_RAW_ROWS);
  const rates: number[] = [];
  const share = Math.ceil(rows.length / RAW_BATCHES.length);
  for (const [index, batchSize] of RAW_BATCHES.entries()) {
    const part = rows.slice(index * share, (index + 1) * share);
    rates.push(await upsertRate(twinUrl, part, { batchSize, connections: RAW_CONNECTIONS }));
  }
  return { verified: 1e6 / micros / VERIFICATIONS, upserted: Math.max(...rates) };
}

function measurementOf(what: string, rounds: readonly Round[], limits: readonly Limits[]): Measurement {
  const mid = (pick: (round: Round) => number) => median(rounds.map(pick));
  return {
    what,
    unit: '/s',
    runs: rounds.map((round) => round.perSecond),
    beside: [
      limit(`${VERIFICATIONS} Ed25519 verifications for each, on one core`, limitsOfEach(limits, 'verified')),
      limit('the same rows upserted in batches', limitsOfEach(limits, 'upserted')),
      aim('on two cores with everything', AIM_PER_SECOND),
    ],
    how:
      `One api process, Postgres with fsync, and the phones (${rounds[0]?.connections} kept connections, requests ` +
      `signed beforehand) share this machine. ${sharesOf(mid)} Answered within ${mid((one) => one.latency.median).toFixed(1)} ms (median), ` +
      `${mid((one) => one.latency.p99).toFixed(1)} ms (99 of 100). ${othersNote(mid((one) => one.others))}`,
  };
}

/** What each side costs, and how much of the work is not the relay's own but that of those who ask it. */
function sharesOf(mid: (pick: (round: Round) => number) => number): string {
  const { relay, postgres, phones } = {
    relay: mid(({ cpu }) => cpu.relay),
    postgres: mid(({ cpu }) => cpu.postgres),
    phones: mid(({ cpu }) => cpu.phones),
  };
  const each = (micros: number) => `${micros.toFixed(0)} µs (${shareOf(micros, relay + postgres + phones)})`;
  const idle = Math.max(0, availableParallelism() - mid((round) => round.busy));
  return (
    `CPU for each subscription: relay ${each(relay)}, Postgres ${each(postgres)}, phones ${each(phones)}; ` +
    `${idle.toFixed(1)} cores stood idle.`
  );
}

function shareOf(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}

/** What two cores would take at most if relay and Postgres had them for themselves, as when phones are elsewhere. */
function undisturbed(what: string, rounds: readonly Round[], limits: readonly Limits[]): Measurement {
  return {
    what,
    unit: '/s',
    runs: rounds.map(({ cpu }) => (2 * 1e6) / (cpu.relay + cpu.postgres)),
    beside: [
      limit(`${VERIFICATIONS} Ed25519 verifications for each, on one core`, limitsOfEach(limits, 'verified')),
      aim('on two cores with everything', AIM_PER_SECOND),
    ],
    how:
      'No rate that was seen: two cores divided by the CPU time of relay and Postgres above, as if neither phones nor ' +
      'anybody else used them and nobody ever waited. The rate that was measured is the first of this table.',
  };
}

function limitsOfEach(limits: readonly Limits[], name: keyof Limits): number[] {
  return limits.map((one) => one[name]);
}

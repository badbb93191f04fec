/** `npm run bench`: what the relay does, beside the most that this machine could do, measured in the same run. */
import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Closing } from '../local/closing';
import { caseListBench } from './case-list.bench';
import { type Calls, serveCalls } from './helper-process';
import type { Bench } from './measurement';
import { networkCalls } from './onion/answering-network';
import { onionBench } from './onion.bench';
import { placementBench } from './placement.bench';
import { cryptoCalls } from './raw-crypto';
import { type BenchResult, jsonOf, tableOf } from './report';
import { reportsBench } from './reports.bench';
import { phoneCalls } from './subscribe/phones';
import { subscribeBench } from './subscribe.bench';
import { appleCalls } from './wake-up/apple';
import { rawQueueCalls } from './wake-up/raw-queue';
import { wakeUpBench } from './wake-up.bench';
import { bareQueueCalls } from './watch/bare-queue';
import { tellingCalls } from './watch/telling-network';
import { watchBench } from './watch.bench';

const BENCHES: readonly Bench[] = [
  subscribeBench,
  onionBench,
  placementBench,
  watchBench,
  wakeUpBench,
  caseListBench,
  reportsBench,
];

/** The other sides, each in a process of its own. */
const HELPERS: Readonly<Record<string, Calls>> = {
  phones: phoneCalls,
  network: networkCalls,
  crypto: cryptoCalls,
  'telling-network': tellingCalls,
  apple: appleCalls,
  'raw-queue': rawQueueCalls,
  'bare-queue': bareQueueCalls,
};

const USAGE = `npm run bench -- [name…] [--json FILE] [--seconds N] [--rounds N] [--profile DIR] [--subscriptions N]

${BENCHES.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join('\n')}

Without a name all of them run, one after the other.

  --json FILE    writes the results there as well
  --seconds N    how long one number is measured; default 5
  --rounds N     how often each number is measured; what is shown is the median; default 3
  --accounts N   how many subscriptions the placement bench stores; default 100000
  --profile DIR  writes CPU profiles of the relay there; the numbers are then worse
  --subscriptions N  stored subscriptions without a delegation, for watch; default 100000
  --list         names the benches and does nothing
`;

interface Wanted {
  readonly benches: readonly Bench[];
  readonly json?: string;
  readonly seconds: number;
  readonly rounds: number;
  readonly accounts: number;
  readonly profiles?: string;
  readonly subscriptions: number;
}

/** Throws an Error that says what is wrong with the arguments; undefined when only the usage is asked for. */
function readArguments(args: readonly string[]): Wanted | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '3' },
      accounts: { type: 'string', default: '100000' },
      profile: { type: 'string' },
      subscriptions: { type: 'string', default: '100000' },
      list: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.list || values.help) return undefined;
  const benches = positionals.map((name) => {
    const bench = BENCHES.find((one) => one.name === name);
    if (bench === undefined) throw new Error(`there is no bench "${name}"; --list names them`);
    return bench;
  });
  const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
  if (!(seconds > 0 && seconds <= 60)) throw new Error('--seconds must be a number from above 0 to 60');
  if (!(Number.isInteger(rounds) && rounds > 0 && rounds <= 20)) throw new Error('--rounds must be from 1 to 20');
  const accounts = Number(values.accounts);
  if (!(Number.isInteger(accounts) && accounts > 0 && accounts <= 10_000_000)) {
    throw new Error('--accounts must be from 1 to 10000000');
  }
  const subscriptions = Number(values.subscriptions);
  if (!(Number.isInteger(subscriptions) && subscriptions >= 10_000 && subscriptions <= 2_000_000)) {
    throw new Error('--subscriptions must be from 10000 to 2000000');
  }
  return {
    subscriptions,
    benches: benches.length === 0 ? BENCHES : benches,
    json: values.json,
    seconds,
    rounds,
    accounts,
    profiles: values.profile === undefined ? undefined : resolve(values.profile),
  };
}

let closing = new Closing();

async function measure(
  bench: Bench,
  { seconds, rounds, accounts, profiles, subscriptions }: Wanted,
): Promise<BenchResult> {
  closing = new Closing();
  const measurements = await bench.run({
    seconds,
    rounds,
    accounts,
    profiles,
    subscriptions,
    add: (name, value, close) => closing.add(name, value, close),
    tell: (what) => process.stderr.write(`  … ${what}\n`),
  });
  await close();
  return { bench: bench.name, measurements };
}

async function close(): Promise<void> {
  for (const name of await closing.run()) process.stderr.write(`${name} did not close cleanly\n`);
}

async function main(): Promise<void> {
  let wanted: Wanted | undefined;
  try {
    wanted = readArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(1);
  }
  if (wanted === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  const results: BenchResult[] = [];
  for (const bench of wanted.benches) {
    const result = await measure(bench, wanted);
    process.stdout.write(`\n${tableOf(result)}\n`);
    results.push(result);
    const { seconds, rounds } = wanted;
    if (wanted.json !== undefined) await writeFile(wanted.json, jsonOf(results, { seconds, rounds }));
  }
}

function help(name: string | undefined): void {
  const calls = name === undefined ? undefined : HELPERS[name];
  if (calls === undefined) throw new Error('no such helper');
  serveCalls(calls);
}

async function fail(error: unknown): Promise<never> {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  await close();
  process.exit(1);
}

let isEnding = false;

if (process.argv[2] === '--helper') {
  // Ctrl-C reaches every process; who closes what is decided by the one that started us.
  process.on('SIGINT', () => undefined);
  help(process.argv[3]);
} else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isEnding) return;
      isEnding = true;
      void close().finally(() => process.exit(1));
    });
  }
  main().then(
    () => process.exit(0),
    (error) => (isEnding ? undefined : fail(error)),
  );
}

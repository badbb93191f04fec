/** What every page of the console costs when the log is full: 50,000 cases and a million events. */
import { setTimeout } from 'node:timers/promises';
import { CONSOLE_CONTROLLERS } from '../src/console/console.module';
import { routesOf } from '../src/console/frame/door-check.service';
import { aim, type Bench, limit, type Measurement, median } from './measurement';
import { type ConsolePage, consolePages } from './requests/console-pages';
import { firstCount } from './requests/first-count';
import { CASES, type FullLog, openFullLog } from './requests/full-log';
import { publishAll } from './requests/published-quarters';
import { Reader } from './requests/reader';

const AIM_MS = 100;
const OPENED_EACH = 7;

export const caseListBench: Bench = {
  name: 'case-list',
  about: `every page of the console with ${CASES.toLocaleString('en-US')} cases and a million events`,
  async run(context) {
    const log = await openFullLog(context, async (url) => {
      context.tell('publishing every quarter that is over');
      await publishAll(url);
    });
    const reader = await Reader.signedIn(log.relay.consoleUrl, log.databaseUrl);
    context.tell('waiting until the log is counted and its chain checked, as after every start');
    await firstCount(reader);
    await untilChecked(log);
    const pages = await consolePages(routesOf(CONSOLE_CONTROLLERS), log, reader);
    for (const { path } of pages) await reader.open(path);
    const measurements: Measurement[] = [];
    for (const page of pages) measurements.push(await measured(reader, page, context.rounds));
    measurements.sort((one, other) => median(other.runs) - median(one.runs));
    return [...slowestOf(measurements), ...measurements, foldMeasured(log)];
  },
};

async function untilChecked({ relay }: FullLog): Promise<void> {
  const checked = 'relay_chain_checked_timestamp_seconds{chain="case_event"}';
  while ((await relay.read()).value(checked) === 0) await setTimeout(1_000);
}

async function measured(reader: Reader, { route, path }: ConsolePage, rounds: number): Promise<Measurement> {
  const [runs, slowest]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const times: number[] = [];
    for (let time = 0; time < OPENED_EACH; time += 1) times.push((await reader.open(path)).ms);
    runs.push(median(times));
    slowest.push(Math.max(...times));
  }
  return {
    what: path.length > 60 ? `${path.slice(0, 59)}…` : path,
    unit: 'ms',
    runs,
    beside: [aim('any page', AIM_MS), limit(`the slowest of ${OPENED_EACH}`, slowest)],
    how: `${route}, from the request to the last byte, over loopback; one after the other.`,
  };
}

/** First, so that one line says whether the aim is met. */
function slowestOf([slowest, ...others]: readonly Measurement[]): Measurement[] {
  if (slowest === undefined) return [];
  const what = `the slowest of ${others.length + 1} pages: ${slowest.what}`;
  return [{ ...slowest, what, beside: slowest.beside.filter((one) => one.kind === 'aim') }];
}

function foldMeasured({ folded: { readyMs, rawMs } }: FullLog): Measurement {
  return {
    what: 'the list of all cases made anew out of a million events',
    unit: 'ms',
    runs: [readyMs],
    beside: [limit('the same events read and nothing else', [rawMs])],
    how: 'Start of a console whose list is empty, as after the upgrade that brings the list; otherwise each step folds its own case.',
  };
}

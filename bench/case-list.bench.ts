/** What the pages of cases cost when the log is full: 50,000 cases and a million events. */
import { aim, type Bench, limit, type Measurement } from './measurement';
import { CASES, EVENTS_EACH, type FullLog, openFullLog } from './requests/full-log';
import { Reader } from './requests/reader';

const AIM_MS = 100;
const OPENED_EACH = 15;

/** Pages by what they show; `{…}` is filled in with what the log holds. */
const PAGES: readonly (readonly [string, string])[] = [
  ['the first page', '/cases'],
  ['a page in the middle', '/cases?after={middle}'],
  ['by the last day received', '/cases?order=received'],
  ['open cases by deadline', '/cases?flag=open&order=deadline'],
  ['open emergencies', '/cases?flag=open&flag=emergency&order=deadline'],
  ['one quarter, one process, moved last', '/cases?quarter={quarter}&process=ch_prosecutor_order&order=last'],
  ['a filter that lets nothing through', '/cases?country=AQ&logged_by=nobody'],
  ['the same, and no index helps', '/cases?kind=informal_inquiry&outcome=disclosed'],
  ['under secrecy', '/cases?secrecy=any&order=secrecy'],
  ['found by an identifier', '{search}'],
  ['one case', '/cases/{caseId}'],
  ['Today', '/'],
];

export const caseListBench: Bench = {
  name: 'case-list',
  about: `the pages of cases with ${CASES.toLocaleString('en-US')} of them and a million events`,
  async run(context) {
    const house = await openFullLog(context);
    const reader = await Reader.signedIn(house.relay.consoleUrl, house.databaseUrl);
    const pages = await addressesOf(house, reader);
    for (const [, path] of pages) await reader.open(path);
    const measurements: Measurement[] = [];
    for (const [what, path] of pages) {
      const runs: number[] = [];
      const slowest: number[] = [];
      for (let round = 0; round < context.rounds; round += 1) {
        const times: number[] = [];
        for (let time = 0; time < OPENED_EACH; time += 1) times.push((await reader.open(path)).ms);
        runs.push(times.sort((a, b) => a - b)[times.length >> 1] as number);
        slowest.push(times.at(-1) as number);
      }
      measurements.push({
        what,
        unit: 'ms',
        runs,
        beside: [aim('any page', AIM_MS), limit(`the slowest of ${OPENED_EACH}`, slowest)],
        how: 'From the request to the last byte of the page, over loopback; one after the other.',
      });
    }
    return [...measurements, foldMeasured(house)];
  },
};

async function addressesOf({ many }: FullLog, reader: Reader): Promise<(readonly [string, string])[]> {
  const { body } = await reader.open('/cases');
  const token = /name="form_token" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const search = await reader.open('/cases/search', { form_token: token, q: many.identifier });
  const middle = String((CASES >> 1) * EVENTS_EACH);
  const quarter = `${new Date().getUTCFullYear() - 2}-Q2`;
  const filled = (path: string) =>
    path
      .replace('{search}', search.location ?? '')
      .replace('{caseId}', many.caseId)
      .replace('{quarter}', quarter)
      .replace('{middle}', `${middle}~${middle}`);
  return PAGES.map(([what, path]) => [what, filled(path)] as const);
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

/** What the pages of cases cost when the log is full: 50,000 cases and a million events. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres } from '../local/embedded-postgres';
import { keyFiles } from '../local/key-files';
import { applyMigrations } from '../migrations/apply';
import { DataKeys } from '../src/platform/at-rest/data-keys';
import { MeasuredRelay } from './measured-relay';
import { aim, type Bench, type BenchContext, limit, type Measurement } from './measurement';
import { fillWithCases, type ManyCases } from './requests/many-cases';
import { Reader } from './requests/reader';

const CASES = 50_000;
const EVENTS_EACH = 20;
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

interface House {
  readonly context: BenchContext;
  readonly databaseUrl: string;
  readonly relay: MeasuredRelay;
  readonly many: ManyCases;
  readonly folded: { readonly readyMs: number; readonly rawMs: number };
}

export const caseListBench: Bench = {
  name: 'case-list',
  about: `the pages of cases with ${CASES.toLocaleString('en-US')} of them and a million events`,
  async run(context) {
    const house = await open(context);
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

async function open(context: BenchContext): Promise<House> {
  const scratch = await mkdtemp(join(tmpdir(), 'relay-bench-'));
  context.add('scratch', scratch, (path) => rm(path, { recursive: true, force: true }));
  const files = await keyFiles(scratch);
  const postgres = context.add('postgres', await startPostgres({ fsync: false }), (server) => server.stop());
  await applyMigrations(postgres.url);
  context.tell(`writing ${(CASES * EVENTS_EACH).toLocaleString('en-US')} events`);
  const keys = DataKeys.parse(await readFile(files.DATA_KEYS_FILE, 'utf8'));
  const many = await fillWithCases(postgres.url, keys, { cases: CASES, eventsEach: EVENTS_EACH });
  context.tell('starting the console, which makes the list of cases');
  const began = performance.now();
  const { DATA_KEYS_FILE } = files;
  const relay = await MeasuredRelay.start(context, { ROLE: 'console', DATABASE_URL: postgres.url, DATA_KEYS_FILE });
  const readyMs = performance.now() - began;
  return { context, databaseUrl: postgres.url, relay, many, folded: { readyMs, rawMs: await readAll(postgres.url) } };
}

/** ms to read every event, in pages, and do nothing with them: no list can be made sooner. */
async function readAll(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const began = performance.now();
  for (let after = 0; after < CASES * EVENTS_EACH; after += 10_000) {
    await client.query('SELECT entry FROM case_event WHERE seq > $1 AND seq <= $2', [after, after + 10_000]);
  }
  const took = performance.now() - began;
  // As autovacuum would by now.
  await client.query('VACUUM ANALYZE case_board');
  await client.end();
  return took;
}

async function addressesOf({ many }: House, reader: Reader): Promise<(readonly [string, string])[]> {
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

function foldMeasured({ folded: { readyMs, rawMs } }: House): Measurement {
  return {
    what: 'the list of all cases made anew out of a million events',
    unit: 'ms',
    runs: [readyMs],
    beside: [limit('the same events read and nothing else', [rawMs])],
    how: 'Start of a console whose list is empty, as after the upgrade that brings the list; otherwise each step folds its own case.',
  };
}

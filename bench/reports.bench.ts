/** What the workbench of reports costs when the log is full: after a start, and again after each event. */
import { Client } from 'pg';
import { aim, type Bench, limit, type Measurement, median } from './measurement';
import { firstCount } from './requests/first-count';
import { openFullLog } from './requests/full-log';
import { appendEvent, someCase } from './requests/later-events';
import { publishAll } from './requests/published-quarters';
import { Reader } from './requests/reader';

const AIM_MS = 100;
const OPENED_EACH = 7;

const EVENTS = [
  ['a note on a recent case', 'recent', 'note'],
  ['another country of a recent case', 'recent', 'country'],
  ['another country of a case closed long ago', 'closed long ago', 'country'],
  ['a note on a case open for years', 'open for years', 'note'],
  ['another country of a case open for years', 'open for years', 'country'],
] as const;

export const reportsBench: Bench = {
  name: 'reports',
  about: 'the workbench of reports after a start and after events, with 50,000 cases and a million events',
  async run(context) {
    const { relay, databaseUrl, folded } = await openFullLog(context, async (url) => {
      context.tell('publishing every quarter that is over');
      await publishAll(url);
    });
    const reader = await Reader.signedIn(relay.consoleUrl, databaseUrl);
    const resident = async () => (await relay.read()).value('relay_process_resident_memory_bytes') / 1_048_576;
    const first = await firstCount(reader);
    const [peak, live] = [await resident(), (await relay.liveBytes()) / 1_048_576];
    const measurements = [...startMeasured(first, folded.rawMs), ...memoryMeasured(peak, live, await resident())];
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const quarter = `/reports/${new Date().getUTCFullYear() - 2}-q2`;
    for (const [what, kind, event] of EVENTS) {
      const caseId = await someCase(client, kind);
      for (const path of [
        '/reports',
        quarter,
        `${quarter}?as-of=${quarter.slice(9, 13)}-07-20T09:00`,
        '/reports/keys',
      ]) {
        const times: number[] = [];
        for (let time = 0; time < OPENED_EACH; time += 1) {
          await appendEvent(client, caseId, event);
          times.push((await reader.open(path)).ms);
        }
        measurements.push({
          what: `${path}, after ${what}`,
          unit: 'ms',
          runs: [median(times)],
          beside: [aim('any page', AIM_MS), limit(`the slowest of ${OPENED_EACH}`, [Math.max(...times)])],
          how: 'At once after the event, from the request to the last byte, over loopback.',
        });
      }
    }
    await client.end();
    return measurements;
  },
};

function startMeasured(first: Awaited<ReturnType<typeof firstCount>>, rawMs: number): Measurement[] {
  return [
    {
      what: 'until figures are there after a start',
      unit: 'ms',
      runs: [first.readyMs],
      beside: [limit('the same events read and nothing else', [rawMs])],
      how: 'A million events are folded and every published quarter is compared, in the background, while the chain is checked.',
    },
    {
      what: 'a page meanwhile, at most',
      unit: 'ms',
      runs: [first.slowestMs],
      beside: [aim('any page', AIM_MS), limit('the first page with figures', [first.firstMs])],
      how: 'The list of cases, and the page that says that figures are being counted.',
    },
  ];
}

function memoryMeasured(peak: number, live: number, settled: number): Measurement[] {
  return [
    {
      what: 'memory of the console with all cases folded',
      unit: 'MiB',
      runs: [settled],
      beside: [limit('of that in use', [live]), limit('before garbage was collected', [peak])],
      how: 'Resident memory of the process once its garbage is collected.',
    },
  ];
}

/** What the workbench of reports costs when the log is full: opened first, and again after each event. */
import { Client } from 'pg';
import { aim, type Bench, limit, type Measurement } from './measurement';
import { openFullLog } from './requests/full-log';
import { appendEvent, someCase } from './requests/later-events';
import { publishAll } from './requests/published-quarters';
import { Reader } from './requests/reader';

const AIM_MS = 100;
const OPENED_EACH = 7;

export const reportsBench: Bench = {
  name: 'reports',
  about: 'the list of reports and the page of a quarter with 50,000 cases and a million events',
  async run(context) {
    const { relay, databaseUrl, folded } = await openFullLog(context, async (url) => {
      context.tell('publishing every quarter that is over');
      await publishAll(url);
    });
    const reader = await Reader.signedIn(relay.consoleUrl, databaseUrl);
    const memory = async () => (await relay.read()).value('relay_process_resident_memory_bytes') / 1_048_576;
    const before = await memory();
    const first = (await reader.open('/reports')).ms;
    const after = await memory();
    const raw = limit('the same events read and nothing else', [folded.rawMs]);
    const measurements: Measurement[] = [
      {
        what: 'the list of reports, first opened after a start',
        unit: 'ms',
        runs: [first],
        beside: [raw],
        how: 'Folds a million events and compares every published quarter.',
      },
      {
        what: 'memory of the console with all cases folded',
        unit: 'MiB',
        runs: [after],
        beside: [limit('before', [before])],
        how: 'Resident memory of the process.',
      },
    ];
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const year = new Date().getUTCFullYear() - 2;
    const recent = await someCase(client, { received: 'last' });
    const old = await someCase(client, { received: 'middle' });
    const quarters = ['/reports', `/reports/${year}-q2`, `/reports/${year}-q2?as-of=${year}-07-20T09:00`];
    for (const [what, caseId] of [
      ['nothing new', undefined],
      ['an event of a recent case', recent],
      ['an event of a case closed years ago', old],
    ] as const) {
      for (const path of quarters) {
        await reader.open(path);
        const times: number[] = [];
        for (let time = 0; time < OPENED_EACH; time += 1) {
          if (caseId !== undefined) await appendEvent(client, caseId);
          times.push((await reader.open(path)).ms);
        }
        times.sort((a, b) => a - b);
        measurements.push({
          what: `${path}, after ${what}`,
          unit: 'ms',
          runs: [times[times.length >> 1] as number],
          beside: [aim('any page', AIM_MS), limit(`the slowest of ${OPENED_EACH}`, [times.at(-1) as number]), raw],
          how: 'From the request to the last byte of the page, over loopback.',
        });
      }
    }
    await client.end();
    return measurements;
  },
};

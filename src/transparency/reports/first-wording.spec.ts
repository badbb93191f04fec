/** What was published by the first wording of the rules still holds, shows, and is corrected without news about new figures. */
import fc from 'fast-check';
import { canonicalJson, sha256 } from '../../platform/canonical-json';
import { someEvents } from '../counting/history.fixture';
import { ALL_RULES } from '../counting-rules';
import { logAsOf } from '../log-as-of';
import { dsaCsv } from '../pages/files/dsa-csv';
import { figuresCsv } from '../pages/files/figures-csv';
import { changesJson } from '../pages/files/json-files';
import { ledgerCsv } from '../pages/files/ledger-csv';
import { reportPage } from '../pages/report.page';
import { type PublishedReport, publishedReport, type ReportVersion } from '../published-report';
import { asQuarter, endOf } from '../quarter';
import { countQuarter } from '../quarter-count';
import { quarterDifference } from '../quarter-drift';
import { draftReport, ledgerOf, publishedJson } from './report-content';
import { verifyReports } from './verify-reports';

const Q = asQuarter('2026-Q1');
const AS_OF = endOf(Q) + 20 * 86_400_000;
const dataAsOf = new Date(AS_OF).toISOString();

type Events = Parameters<typeof countQuarter>[0]['events'];

/** As it was made before there were categories: the same, without what only the second wording counts. */
function byFirstWording(events: Events): ReportVersion {
  const count = countQuarter({ events, declared: [] }, Q, AS_OF);
  const ledger = count.ledger.map(({ categories: _asked, categoriesDisclosed: _given, ...line }) => line);
  const breakdowns = count.breakdowns.filter((row) => row.dimension !== 'category');
  const facts = { publisher: 'A foundation', dataAsOf, reason: 'first', declared: null } as const;
  const { substance, ledgerNdjson } = draftReport({ ...facts, count: { ...count, ledger, breakdowns } });
  const { id, sha256: hash } = ALL_RULES[0] as (typeof ALL_RULES)[number];
  const old = { ...substance, rules: { id, sha256: hash } };
  const json = publishedJson(old, { publishedAt: dataAsOf, previousReportSha256: null });
  return { report: publishedReport.parse(JSON.parse(json)), json, sha256: sha256(json), ledgerNdjson, signature: '' };
}

const foundOf = ({ report, json, ledgerNdjson }: ReportVersion) => {
  const lines = ledgerOf(ledgerNdjson);
  return {
    name: 'v1',
    json: Buffer.from(json),
    ledgerNdjson,
    figuresCsv: figuresCsv([report]),
    ledgerCsv: ledgerCsv(lines, report.rules.id),
    changesJson: changesJson(report),
    dsaCsv: dsaCsv(report, lines),
  };
};

it('holds, counted again, with the tables it was published with', () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      const old = byFirstWording(events);
      const found = foundOf(old);
      expect(verifyReports([found], undefined, true)).toEqual([]);
      expect(`${found.ledgerCsv}${found.figuresCsv}${old.json}`).not.toContain('categor');
    }),
    { numRuns: 20 },
  );
});

it('shows as it did, without an empty table of categories', () => {
  const shown = byFirstWording([]);
  const html = reportPage('en', { shown, versions: [shown], latest: [shown], isNewestAddress: true });
  expect(html).not.toContain('category of data');
});

it('is not what is counted no more because categories are counted now', () => {
  fc.assert(
    fc.property(someEvents, (events) => {
      const published = byFirstWording(events);
      const history = { events, declared: [] };
      const facts = { published, count: countQuarter(history, Q, AS_OF), log: logAsOf(history, AS_OF) };
      expect(quarterDifference(facts)).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});

it('is followed by a version that counts them, and names only what changed otherwise', () => {
  const request = fc.sample(someEvents, { numRuns: 1, seed: 11 })[0] ?? [];
  const before = byFirstWording(request.slice(0, 6));
  const count = countQuarter({ events: request, declared: [] }, Q, AS_OF);
  const { substance } = draftReport({
    ...{ count, publisher: 'A foundation', dataAsOf, reason: 'late_arrival', declared: null },
    before,
  });
  expect(substance.breakdowns.some((row) => row.dimension === 'category')).toBe(true);
  expect(substance.rules.id).toBe('counting-rules-2');
  const told = canonicalJson(substance.changes);
  expect(told).not.toContain('categor');
  expect(substance.changes.every((change: PublishedReport['changes'][number]) => change.from !== change.to)).toBe(true);
});

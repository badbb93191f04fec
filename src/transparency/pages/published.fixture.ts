/** Published versions for tests: folded by the real counting from a history, so that pages show what they would show. */
import { canonicalHash, canonicalJson, sha256 } from '../canonical-json';
import type { History } from '../case-event';
import { historyOfFile } from '../import';
import { publishedReport, type ReportVersion, SECRECY_STATEMENT, type VersionReason } from '../published-report';
import { PublishedReports } from '../published-reports';
import { dueDate, firstDay, lastDay, type Quarter } from '../quarter';
import { countQuarter } from '../quarter-count';
import { toMs } from '../zurich-time';

export interface Publication {
  readonly quarter: string;
  readonly asOf: string;
  readonly reason?: VersionReason;
}

export class FixedReports extends PublishedReports {
  constructor(private readonly versions: readonly ReportVersion[]) {
    super();
  }

  async latest(): Promise<ReportVersion[]> {
    const newest = new Map(this.versions.map((one) => [one.report.quarter, one]));
    return [...newest.values()].sort((a, b) => (a.report.quarter < b.report.quarter ? -1 : 1));
  }

  async versionsOf(quarter: Quarter): Promise<ReportVersion[]> {
    return this.versions.filter((one) => one.report.quarter === quarter);
  }

  async all(): Promise<ReportVersion[]> {
    return [...this.versions];
  }
}

/** Publishes one after the other, each naming the one before. */
export function published(history: History, publications: readonly Publication[]): ReportVersion[] {
  const versions: ReportVersion[] = [];
  for (const publication of publications) versions.push(nextVersion(history, publication, versions));
  return versions;
}

function nextVersion(history: History, publication: Publication, versions: readonly ReportVersion[]): ReportVersion {
  const quarter = publication.quarter as Quarter;
  const count = countQuarter(history, quarter, toMs(publication.asOf));
  const before = versions.filter((one) => one.report.quarter === quarter).at(-1);
  const ledgerNdjson = count.ledger.map((line) => `${canonicalJson(line)}\n`).join('');
  const report = publishedReport.parse({
    $schema: 'https://relay.example/data/schema/report-1.json',
    publisher: 'The foundation',
    quarter,
    periodStart: firstDay(quarter),
    periodEnd: lastDay(quarter),
    timeZone: 'Europe/Zurich',
    version: (before?.report.version ?? 0) + 1,
    dataAsOf: publication.asOf,
    publishedAt: publication.asOf,
    dueAt: dueDate(quarter),
    legacy: count.legacy,
    rules: { id: 'rules/1', sha256: sha256('rules') },
    figures: count.figures,
    flow: count.flow,
    breakdowns: count.breakdowns,
    unknown: count.unknown,
    notApplicable: [],
    reason: publication.reason ?? 'first',
    changes: before === undefined ? [] : changesBetween(before.report.figures, count.figures),
    ledgerSha256: sha256(ledgerNdjson),
    commitmentRoot: null,
    previousReportSha256: versions.at(-1)?.sha256 ?? null,
    supersedesSha256: before?.sha256 ?? null,
    statement: { secrecy: SECRECY_STATEMENT, declared: count.legacy ? 'Published as a total.' : null },
  });
  const json = canonicalJson(report);
  const signature = `untrusted comment: a signature\n${canonicalHash(report)}\n`;
  return { report, json, sha256: sha256(json), ledgerNdjson, signature };
}

function changesBetween(before: Readonly<Record<string, { value: number | null }>>, now: typeof before) {
  return Object.keys(now)
    .filter((name) => before[name]?.value !== now[name]?.value)
    .map((name) => ({ path: `/figures/${name}/value`, from: before[name]?.value ?? null, to: now[name]?.value ?? null }));
}

const LEGACY = { '2023-Q2': 6, '2023-Q3': 19, '2023-Q4': 3, '2024-Q1': 5, '2024-Q2': 12, '2024-Q3': 5, '2024-Q4': 8 };

const OUTCOMES = ['rejected', 'no_data', 'rejected', undefined, 'disclosed'] as const;

/** `count` requests received in the first quarter of 2026, from several countries, some still open. */
export function someHistory(count = 5): History {
  const requests = Array.from({ length: count }, (_, index) => {
    const outcome = OUTCOMES[index % OUTCOMES.length];
    const ref = `request${'abcdefghijklmnopqrstuvwxyz'[index % 26]}${String(index).padStart(4, '0')}`;
    const items = outcome === 'disclosed' ? ['disclosed', 'no_data'] : [outcome];
    return {
      ref,
      kind: index % 6 === 5 ? 'informal_inquiry' : 'information_demand',
      country: ['CH', 'DE', 'FR', 'US'][index % 4],
      process: index % 2 === 0 ? 'ch_prosecutor_order' : 'foreign_direct',
      receivedAt: `2026-02-${String((index % 27) + 1).padStart(2, '0')}T10:00:00+01:00`,
      loggedAt: `2026-02-${String((index % 27) + 1).padStart(2, '0')}T12:00:00+01:00`,
      precision: 'minute',
      targets: [`05${String(index).padStart(64, '0')}`],
      events: outcome === undefined ? [] : [{ at: '2026-03-10T10:00:00+01:00', type: 'close', items }],
    };
  });
  const declared = Object.entries(LEGACY).map(([quarter, received]) => ({ quarter, received, statement: 'A total.' }));
  return historyOfFile(JSON.stringify({ format: 'requests/1', timeZone: 'Europe/Zurich', declared, requests }));
}

/** Seven totals of a predecessor, a gap, two versions of one quarter and a quarter after it. */
export const SOME_PUBLICATIONS: readonly Publication[] = [
  ...Object.keys(LEGACY).map((quarter) => ({ quarter, asOf: '2026-04-01T09:00:00+02:00' })),
  { quarter: '2026-Q1', asOf: '2026-03-05T09:00:00+01:00' },
  { quarter: '2026-Q1', asOf: '2026-04-20T09:00:00+02:00', reason: 'matured' as const },
  { quarter: '2026-Q2', asOf: '2026-07-20T09:00:00+02:00' },
];

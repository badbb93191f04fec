/** Published versions for tests: folded by the real counting from a history, so that pages show what they would show. */
import { sha256 } from '../../platform/canonical-json';
import type { History } from '../case-event';
import { historyOfFile } from '../import';
import { publishedReport, type ReportVersion, type VersionReason } from '../published-report';
import { PublishedReports } from '../published-reports';
import { asQuarter, type Quarter } from '../quarter';
import { countQuarter } from '../quarter-count';
import { newSigningKey, sign } from '../reports/minisign';
import { draftReport, publishedJson } from '../reports/report-content';
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

  stated(): Promise<ReportVersion[]> {
    return this.latest();
  }

  statedOf(quarter: Quarter): Promise<ReportVersion[]> {
    return this.versionsOf(quarter);
  }

  async ledger(sha256: string): Promise<string> {
    return this.versions.find((one) => one.sha256 === sha256)?.ledgerNdjson ?? '';
  }
}

/** Publishes one after the other, each naming the one before. */
export function published(history: History, publications: readonly Publication[]): ReportVersion[] {
  const versions: ReportVersion[] = [];
  for (const publication of publications) versions.push(nextVersion(history, publication, versions));
  return versions;
}

const KEY = newSigningKey(Buffer.alloc(40, 7));

function nextVersion(history: History, publication: Publication, versions: readonly ReportVersion[]): ReportVersion {
  const quarter = asQuarter(publication.quarter);
  const { asOf: dataAsOf, reason = 'first' } = publication;
  const { substance, ledgerNdjson } = draftReport({
    count: countQuarter(history, quarter, toMs(dataAsOf)),
    publisher: 'The foundation',
    dataAsOf,
    reason,
    declared: history.declared.find((one) => one.quarter === quarter)?.statement ?? null,
    before: versions.filter((one) => one.report.quarter === quarter).at(-1),
  });
  const previousReportSha256 = versions.at(-1)?.sha256 ?? null;
  const json = publishedJson(substance, { publishedAt: dataAsOf, previousReportSha256 });
  const report = publishedReport.parse(JSON.parse(json));
  return { report, json, sha256: sha256(json), ledgerNdjson, signature: sign(KEY, Buffer.from(json), 'a test') };
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

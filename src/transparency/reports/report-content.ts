/** From counts to the bytes of a report, and from bytes back: everything of a report but the moment it is published. */
import { canonicalJson, sha256 } from '../../platform/canonical-json';
import { CURRENT_RULES } from '../counting-rules';
import { type LedgerLine, ledgerLine, ledgerText } from '../ledger';
import {
  type PublishedReport,
  publishedReport,
  type ReportVersion,
  SECRECY_STATEMENT,
  type VersionReason,
} from '../published-report';
import { dueDate, firstDay, lastDay } from '../quarter';
import type { QuarterCount } from '../quarter-count';
import { changesBetween } from './changes';

export const SCHEMA = '/data/schema/report-1.json';

/** A report as it is drafted and approved; only its publication gives it the two missing fields. */
export type ReportSubstance = Omit<PublishedReport, 'publishedAt' | 'previousReportSha256'>;

export interface DraftFacts {
  readonly count: QuarterCount;
  readonly publisher: string;
  /** ISO instant. */
  readonly dataAsOf: string;
  readonly reason: VersionReason;
  /** What the predecessor stated, for a legacy quarter. */
  readonly declared: string | null;
  /** The version this one supersedes. */
  readonly before?: { readonly report: PublishedReport; readonly sha256: string; readonly ledgerNdjson: string };
}

export interface DraftedReport {
  readonly substance: ReportSubstance;
  readonly ledgerNdjson: string;
}

export function draftReport(facts: DraftFacts): DraftedReport {
  const { count, before } = facts;
  const ledgerNdjson = ndjsonOf(count.ledger);
  const counted = {
    figures: count.figures,
    flow: count.flow,
    breakdowns: count.breakdowns,
  } as unknown as Pick<PublishedReport, 'figures' | 'flow' | 'breakdowns'>;
  const substance: ReportSubstance = {
    $schema: SCHEMA,
    publisher: facts.publisher,
    quarter: count.quarter,
    periodStart: firstDay(count.quarter),
    periodEnd: lastDay(count.quarter),
    timeZone: 'Europe/Zurich',
    version: (before?.report.version ?? 0) + 1,
    dataAsOf: facts.dataAsOf,
    dueAt: dueDate(count.quarter),
    legacy: count.legacy,
    rules: { id: CURRENT_RULES.id, sha256: CURRENT_RULES.sha256 },
    ...counted,
    unknown: [...count.unknown],
    notApplicable: [],
    reason: facts.reason,
    changes:
      before === undefined
        ? []
        : changesBetween({ ...before.report, ledgerNdjson: before.ledgerNdjson }, { ...counted, ledgerNdjson }),
    ledgerSha256: sha256(ledgerNdjson),
    commitmentRoot: null,
    supersedesSha256: before?.sha256 ?? null,
    statement: { secrecy: SECRECY_STATEMENT, declared: facts.declared },
  };
  return { substance, ledgerNdjson };
}

/** The bytes that are published and signed. */
export function publishedJson(
  substance: ReportSubstance,
  moment: Pick<PublishedReport, 'publishedAt' | 'previousReportSha256'>,
): string {
  return canonicalJson(publishedReport.parse({ ...substance, ...moment }));
}

/** The bytes of ledger.ndjson: each line canonical, with its end. */
export function ndjsonOf(lines: readonly LedgerLine[]): string {
  return lines.map((line) => `${ledgerText(line)}\n`).join('');
}

/** Throws an Error for a line that is none. */
export function ledgerOf(ndjson: string): LedgerLine[] {
  return ndjson
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ledgerLine.parse(JSON.parse(line)));
}

/** A version never changes: its lines are read once, and forgotten with it. */
const LINES = new WeakMap<ReportVersion, readonly LedgerLine[]>();

/** Throws when a line does not have the shape of the ledger. */
export function linesOf(version: ReportVersion): readonly LedgerLine[] {
  const lines = LINES.get(version) ?? ledgerOf(version.ledgerNdjson);
  LINES.set(version, lines);
  return lines;
}

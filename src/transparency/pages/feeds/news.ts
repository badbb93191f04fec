/** What the feeds tell: publications, corrections, overdue reports. */
import type { ReportVersion } from '../../published-report';
import { laterDate, startOfZurichDay } from '../../zurich-time';
import { disclosedIn, numberOf } from '../figures';
import type { QuarterOnShow } from '../series';
import type { Texts } from '../texts';
import { quarterPath, versionPath } from '../words';
import type { Entry } from './atom';

/** `all`: every version in the order of publication. The newest entry first. */
export function newsEntries(texts: Texts, all: readonly ReportVersion[], series: readonly QuarterOnShow[]): Entry[] {
  const overdue = series.filter((one) => one.isOverdue).map((one) => overdueEntry(texts, one));
  return newestFirst([...all.map((one) => versionEntry(texts, one)), ...overdue]);
}

export function correctionEntries(texts: Texts, all: readonly ReportVersion[]): Entry[] {
  return newestFirst(correctionsAmong(all).map((one) => versionEntry(texts, one)));
}

/** Versions that followed another one, the newest first. */
export function correctionsAmong(all: readonly ReportVersion[]): ReportVersion[] {
  return all.filter((one) => one.report.version > 1).reverse();
}

function versionEntry(texts: Texts, { report, sha256 }: ReportVersion): Entry {
  const { feed, topLine, topLineTotal, pdfHash } = texts.reports;
  const isFirst = report.version === 1;
  const title = (isFirst ? feed.published : feed.corrected)(texts.quarter(report.quarter), report.version);
  const [from, to] = [texts.date(report.periodStart), texts.date(report.periodEnd)];
  const received = numberOf(report, 'received') ?? 0;
  const disclosed = disclosedIn(report);
  const line = disclosed === null ? topLineTotal(from, to, received) : topLine(from, to, received, disclosed);
  const changes = report.changes.map((change) => `${change.path}: ${said(change.from)} → ${said(change.to)}`);
  const why = isFirst ? [] : [`${texts.codes.reasons[report.reason]}.`, ...changes];
  return {
    path: versionPath(report),
    title,
    updated: report.publishedAt,
    text: [line, ...why, `${pdfHash}: ${sha256}`].join('\n'),
  };
}

function said(value: unknown): string {
  return value === undefined ? '–' : JSON.stringify(value);
}

function overdueEntry(texts: Texts, { quarter, due }: QuarterOnShow): Entry {
  const { feed } = texts.reports;
  return {
    path: `${quarterPath(quarter)}#overdue`,
    title: feed.overdue(texts.quarter(quarter)),
    updated: new Date(startOfZurichDay(laterDate(due))).toISOString(),
    text: feed.overdueText(texts.date(due)),
  };
}

function newestFirst(entries: Entry[]): Entry[] {
  return entries.sort((a, b) => Date.parse(b.updated) - Date.parse(a.updated) || a.path.localeCompare(b.path));
}

/** The row of quarters that a reader expects: published ones, gaps, and what is due. */
import type { DeclaredQuarter } from '../case-event';
import { DECLARED_QUARTERS } from '../declared-quarters';
import type { ReportVersion } from '../published-report';
import { asQuarter, dueDate, lastDay, nextQuarter, type Quarter, quarterOfDate } from '../quarter';

export interface QuarterOnShow {
  readonly quarter: Quarter;
  /** The newest version; undefined when nothing is published. */
  readonly newest?: ReportVersion;
  /** What a publisher before us stated, where we have not published it ourselves. */
  readonly declared?: number;
  readonly due: string;
  /** Not published although the day on which it was due is over. */
  readonly isOverdue: boolean;
}

/** The quarter whose report is to be expected next: one that is over and not overdue yet, or the one that goes on. */
export function nextDue(series: readonly QuarterOnShow[], today: string): { quarter: Quarter; due: string } {
  const expected = series.find((one) => one.newest === undefined && one.declared === undefined && !one.isOverdue);
  const quarter = expected?.quarter ?? quarterOfDate(today);
  return { quarter, due: dueDate(quarter) };
}

/** From the first declared or published quarter to the last that is over, gaps included. `today` is the day in Zurich. */
export function seriesOf(
  latest: readonly ReportVersion[],
  today: string,
  declared: readonly DeclaredQuarter[] = DECLARED_QUARTERS,
): QuarterOnShow[] {
  const byQuarter = new Map(latest.map((one) => [asQuarter(one.report.quarter), one]));
  const stated = new Map(declared.map((one) => [asQuarter(one.quarter), one.received]));
  const current = quarterOfDate(today);
  const first = [...byQuarter.keys(), ...stated.keys()].sort()[0] ?? current;
  const series: QuarterOnShow[] = [];
  for (let quarter = first; quarter <= current; quarter = nextQuarter(quarter)) {
    const newest = byQuarter.get(quarter);
    const known = newest === undefined ? stated.get(quarter) : undefined;
    const isMissing = newest === undefined && known === undefined;
    if (isMissing && lastDay(quarter) >= today) continue;
    const due = dueDate(quarter);
    series.push({ quarter, newest, declared: known, due, isOverdue: isMissing && today > due });
  }
  return series;
}

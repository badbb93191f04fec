/** The row of quarters that a reader expects: published ones, gaps, and what is due. */
import type { ReportVersion } from '../published-report';
import { dueDate, lastDay, nextQuarter, type Quarter, quarterOfDate } from '../quarter';

export interface QuarterOnShow {
  readonly quarter: Quarter;
  /** The newest version; undefined when nothing is published. */
  readonly newest?: ReportVersion;
  readonly due: string;
  /** Not published although the day on which it was due is over. */
  readonly isOverdue: boolean;
}

/**
 * From the first published quarter to the last that is over, gaps included. `today` is the day in Zurich.
 * Before anything is published there is only the last quarter that is over.
 */
export function seriesOf(latest: readonly ReportVersion[], today: string): QuarterOnShow[] {
  const byQuarter = new Map(latest.map((one) => [one.report.quarter as Quarter, one]));
  const current = quarterOfDate(today);
  const first = [...byQuarter.keys()].sort()[0];
  const series: QuarterOnShow[] = [];
  for (let quarter = first ?? current; quarter <= current; quarter = nextQuarter(quarter)) {
    const newest = byQuarter.get(quarter);
    if (newest === undefined && lastDay(quarter) >= today) continue;
    const due = dueDate(quarter);
    series.push({ quarter, newest, due, isOverdue: newest === undefined && today > due });
  }
  return series;
}

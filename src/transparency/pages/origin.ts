/** Origin over four quarters: what the published reports of a quarter and of the three before it state, added up (R17). */
import type { PublishedReport } from '../published-report';
import { asQuarter, type Quarter, shifted } from '../quarter';

export type Counted = Pick<PublishedReport, 'quarter' | 'version' | 'legacy' | 'breakdowns'>;

export interface Origin {
  /** The first and the last of the four. */
  readonly from: Quarter;
  readonly to: Quarter;
  /** The reports that were added up, the oldest first. */
  readonly of: readonly Counted[];
  /** Quarters of which no counted report is published: with any of them the sums are not known. */
  readonly missing: readonly Quarter[];
  /** In the order of codes; empty where something is missing. */
  readonly countries: readonly { readonly code: string; readonly received: number }[];
}

/**
 * Out of what is public alone, so that it tells nothing that the reports do not. `shown` stands for its own quarter,
 * `latest` are the newest versions of the others.
 */
export function originOf(shown: Counted, latest: readonly Counted[]): Origin {
  const to = asQuarter(shown.quarter);
  const quarters = [-3, -2, -1, 0].map((by) => shifted(to, by));
  const counted = [shown, ...latest.filter((one) => one.quarter !== to)].filter((one) => !one.legacy);
  const of = quarters.flatMap((quarter) => counted.find((one) => one.quarter === quarter) ?? []);
  const missing = quarters.filter((quarter) => !of.some((one) => one.quarter === quarter));
  return { from: quarters[0] ?? to, to, of, missing, countries: missing.length === 0 ? sums(of) : [] };
}

function sums(reports: readonly Counted[]): Origin['countries'] {
  const received = new Map<string, number>();
  for (const row of reports.flatMap((one) => one.breakdowns)) {
    if (row.dimension === 'country') received.set(row.code, (received.get(row.code) ?? 0) + row.received);
  }
  return [...received].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, count]) => ({ code, received: count }));
}

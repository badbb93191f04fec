/** SQL of how the ledger stands, for people: each service's counters and what it is owed, in one snapshot. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { LedgerKind } from '../wake-up-figures';

export interface Standing {
  readonly service: string;
  /** Since the beginning. */
  readonly counted: Readonly<Partial<Record<LedgerKind, number>>>;
  /** Pairs of a message and a device that move by themselves. */
  readonly pairs: number;
  /** Devices that are owed a wake-up, and those among them that the vendor put off. */
  readonly owed: number;
  readonly retrying: number;
  /** Since when the oldest of them is owed. */
  readonly oldest: Date | null;
  /** Pairs that the vendor refused. */
  readonly kept: number;
}

/** Whoever is owed something has been counted. Reads what is owed, not what there is. */
const STANDINGS = `
  WITH counted AS (
    SELECT service, jsonb_object_agg(outcome, value) AS counted
      FROM (SELECT service, outcome, sum(value) AS value FROM wake_up_counters GROUP BY service, outcome) AS sums
     GROUP BY service
  ), owed AS (
    SELECT service, sum(waits::integer + under_way::integer)::float8 AS pairs, count(*)::float8 AS owed,
           count(*) FILTER (WHERE attempts > 0)::float8 AS retrying, min(owed_since) AS oldest
      FROM devices WHERE owed_since IS NOT NULL GROUP BY service
  ), kept AS (
    SELECT service, count(*)::float8 AS kept FROM devices WHERE refused_at IS NOT NULL GROUP BY service
  )
  SELECT service, counted, COALESCE(pairs, 0) AS pairs, COALESCE(owed, 0) AS owed, COALESCE(retrying, 0) AS retrying,
         oldest, COALESCE(kept, 0) AS kept
    FROM counted LEFT JOIN owed USING (service) LEFT JOIN kept USING (service) ORDER BY service`;

@Injectable()
export class BoardRepository {
  constructor(private readonly database: Database) {}

  standings(): Promise<Standing[]> {
    return this.database.query<Standing>(STANDINGS);
  }
}

/** SQL of how the ledger stands, for people: each service's counters and what it is owed, in one snapshot. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { Standing } from '../wake-up-standing';

/** Whoever is owed something has been counted. Reads what is owed, not what there is. */
const STANDINGS = `
  WITH counted AS (
    SELECT service, jsonb_object_agg(outcome, value) AS counted
      FROM (SELECT service, outcome, sum(value) AS value FROM wake_up_counters GROUP BY service, outcome) AS sums
     GROUP BY service
  ), owed AS (
    SELECT service, sum(waits::integer + under_way::integer)::float8 AS pairs, count(*)::float8 AS owed,
           count(*) FILTER (WHERE attempts > 0)::float8 AS retrying,
           count(*) FILTER (WHERE owed_since < $1::timestamptz - interval '1 minute')::float8 AS late, min(owed_since) AS oldest
      FROM devices WHERE owed_since IS NOT NULL GROUP BY service
  ), kept AS (
    SELECT service, count(*)::float8 AS kept FROM devices WHERE refused_at IS NOT NULL GROUP BY service
  )
  SELECT service, counted, COALESCE(pairs, 0) AS pairs, COALESCE(owed, 0) AS owed, COALESCE(retrying, 0) AS retrying,
         COALESCE(late, 0) AS late, oldest, COALESCE(kept, 0) AS kept
    FROM counted LEFT JOIN owed USING (service) LEFT JOIN kept USING (service) ORDER BY service`;

@Injectable()
export class BoardRepository {
  constructor(private readonly database: Database) {}

  standings(now: Date): Promise<Standing[]> {
    return this.database.query<Standing>(STANDINGS, [now]);
  }
}

/** The port by which pages and files read what is published; transparency's database stands behind it. */

import type { ReportVersion, StatedReport } from './published-report';
import type { Quarter } from './quarter';

export abstract class PublishedReports {
  /** The newest version of every quarter, oldest quarter first. */
  abstract latest(): Promise<ReportVersion[]>;
  /** Every version of a quarter, first to last; empty when nothing is published of it. */
  abstract versionsOf(quarter: Quarter): Promise<ReportVersion[]>;
  /** Every version of every quarter, in the order in which they were published. */
  abstract all(): Promise<ReportVersion[]>;
  /** What the newest version of every quarter states, oldest quarter first. */
  abstract stated(): Promise<StatedReport[]>;
  /** What every version of a quarter states, first to last. */
  abstract statedOf(quarter: Quarter): Promise<StatedReport[]>;
  /** ledger.ndjson of the version with this hash of its report. Throws an Error when there is none. */
  abstract ledger(sha256: string): Promise<string>;
}

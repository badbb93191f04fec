/** SQL of accounts that are watched without a delegation, and of the signatures that allow it. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';

export interface MonitoredRow {
  readonly id: string;
  readonly account_sealed: Buffer;
  /** When the last of its subscriptions ends, in seconds: a Date for each of a million takes longer than all the rest. */
  readonly ends_at: number;
}

export interface SignatureRow {
  readonly account_id: string;
  readonly namespaces: number[];
  readonly signed_at: Date;
  readonly monitor_sealed: Buffer;
}

/** Signatures of one account that are looked at, newest first: one is enough, the others are there if it is refused. */
const MOST_SIGNATURES = 16;

/**
 * `accounts` chooses rows of accounts; $1 the namespaces that wake, $2 now. Account by account: a join of both tables
 * reads the subscriptions from the first one on for every page.
 */
const MONITORED = (accounts: string) => `
  SELECT a.id, a.account_sealed, extract(epoch FROM s.ends_at)::float8 AS ends_at
    FROM accounts a
   CROSS JOIN LATERAL (
      SELECT max(expires_at) AS ends_at FROM subscriptions
       WHERE account_id = a.id AND expires_at > $2 AND namespaces && $1::smallint[]
   ) AS s
   WHERE (a.delegation_sealed IS NULL OR a.delegation_revoked_at IS NOT NULL) AND ${accounts}
     AND s.ends_at IS NOT NULL`;

const PAGE = `${MONITORED('a.id > $3')} ORDER BY a.id LIMIT $4`;
const SOME = MONITORED('a.id = ANY($3::bigint[])');

const SIGNATURES = `
  SELECT s.account_id, s.namespaces, s.signed_at, s.monitor_sealed
    FROM unnest($3::bigint[]) AS a(id)
   CROSS JOIN LATERAL (
      SELECT * FROM subscriptions
       WHERE account_id = a.id AND expires_at > $2 AND namespaces && $1::smallint[]
       ORDER BY signed_at DESC LIMIT ${MOST_SIGNATURES}
   ) AS s`;

@Injectable()
export class MonitoredRepository {
  constructor(private readonly database: Database) {}

  /** In the order of ids, after the id `after`. Throws DatabaseAway, as all here. */
  page(after: string, limit: number, namespaces: readonly number[], now: Date): Promise<MonitoredRow[]> {
    return this.database.query<MonitoredRow>(PAGE, [namespaces, now, after, limit]);
  }

  some(accountIds: readonly string[], namespaces: readonly number[], now: Date): Promise<MonitoredRow[]> {
    return this.database.query<MonitoredRow>(SOME, [namespaces, now, accountIds]);
  }

  /** Of each account the newest first. */
  signatures(accountIds: readonly string[], namespaces: readonly number[], now: Date): Promise<SignatureRow[]> {
    return this.database.query<SignatureRow>(SIGNATURES, [namespaces, now, accountIds]);
  }
}

/** SQL of accounts that are watched without a delegation, and of the signatures that allow it. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import { END_ELEMENT, MONITORED_ELEMENT, readMonitoredPage, type StoredMonitored } from './monitored-page';

export interface MonitoredPage {
  /** The last id that was looked at; undefined when there are no more. */
  readonly last: string | undefined;
  readonly accounts: readonly StoredMonitored[];
}

interface PageRow {
  readonly last: string | null;
  readonly accounts: Buffer | null;
  readonly ends: Buffer | null;
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
 * $1 is the namespaces that wake, $2 now; `ids` chooses accounts by `id`, `of` their subscriptions by `account_id`. What
 * is looked at is bounded however few of the accounts are monitored, and each table is read in one go: a join that looks
 * for the subscriptions of each account takes three times as long.
 */
const MONITORED = (ids: string, of: string) => `
  WITH looked AS MATERIALIZED (
    SELECT id, account_sealed, delegation_sealed IS NULL OR delegation_revoked_at IS NOT NULL AS is_monitored
      FROM accounts WHERE ${ids}
  )
  SELECT (SELECT max(id) FROM looked) AS last,
         (SELECT string_agg(${MONITORED_ELEMENT}, ''::bytea) FROM looked WHERE is_monitored) AS accounts,
         (SELECT string_agg(${END_ELEMENT}, ''::bytea) FROM subscriptions
           WHERE expires_at > $2 AND namespaces && $1::smallint[] AND ${of}
             AND (SELECT bool_or(is_monitored) FROM looked)) AS ends`;

const PAGE = MONITORED(
  'id > $3 ORDER BY id LIMIT $4',
  'account_id > $3 AND account_id <= (SELECT max(id) FROM looked)',
);
const SOME = MONITORED('id = ANY($3::bigint[])', 'account_id = ANY($3::bigint[])');

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

  /** Of the first accounts after the id `after` those that are monitored. Throws DatabaseAway, as all here. */
  page(after: string, limit: number, namespaces: readonly number[], now: Date): Promise<MonitoredPage> {
    return this.read(PAGE, [namespaces, now, after, limit]);
  }

  async some(ids: readonly string[], namespaces: readonly number[], now: Date): Promise<readonly StoredMonitored[]> {
    return (await this.read(SOME, [namespaces, now, ids])).accounts;
  }

  /** Of each account the newest first. */
  signatures(accountIds: readonly string[], namespaces: readonly number[], now: Date): Promise<SignatureRow[]> {
    return this.database.query<SignatureRow>(SIGNATURES, [namespaces, now, accountIds]);
  }

  private async read(text: string, parameters: unknown[]): Promise<MonitoredPage> {
    const [row] = await this.database.query<PageRow>(text, parameters);
    const { last = null, accounts, ends } = row ?? {};
    return { last: last ?? undefined, accounts: accounts && ends ? readMonitoredPage(accounts, ends) : [] };
  }
}

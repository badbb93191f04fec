/** SQL of what is watched and of who is woken for it. */
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.service';
import { readWatchPage, SPACE_ELEMENT, type StoredWatch, WATCH_ELEMENT } from './watch-page';

export interface WatchPage {
  /** The last id that was looked at; undefined when there are no more. */
  readonly last: string | undefined;
  readonly watches: readonly StoredWatch[];
}

export interface RecipientOf {
  /** Place of the message in the list that was asked about. */
  readonly index: number;
  readonly deviceId: string;
}

interface DelegationRow {
  readonly delegation_sealed: Buffer;
  readonly delegation_signed_at: Date;
}

/** `accounts` chooses rows of accounts; $1 the namespaces that wake, $2 now. One row: all of the page in one value. */
const WATCHES = (accounts: string) => `
  WITH page AS MATERIALIZED (
    SELECT id, account_sealed, delegation_sealed, delegation_signed_at FROM accounts
     WHERE delegation_sealed IS NOT NULL AND delegation_revoked_at IS NULL AND ${accounts}
  ), watched AS (
    SELECT account_id, string_agg(${SPACE_ELEMENT}, ''::bytea ORDER BY namespace) AS spaces
      FROM (SELECT s.account_id, n.namespace, min(n.since) AS since
              FROM page p JOIN subscriptions s ON s.account_id = p.id,
                   unnest(s.namespaces, s.namespaces_since) AS n(namespace, since)
             WHERE s.expires_at > $2 AND n.namespace = ANY($1::smallint[])
             GROUP BY s.account_id, n.namespace) AS each
     GROUP BY account_id
  )
  SELECT (SELECT max(id) FROM page) AS last,
         (SELECT string_agg(${WATCH_ELEMENT}, ''::bytea) FROM page p JOIN watched w ON w.account_id = p.id) AS watches`;

const PAGE = WATCHES('id > $3 ORDER BY id LIMIT $4');
const SOME = WATCHES('id = ANY($3::bigint[])');

const RECIPIENTS = `
  SELECT m.index::integer, s.device_id
    FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[]) WITH ORDINALITY
           AS m(account_id, namespace, stored_at, index)
    JOIN subscriptions s ON s.account_id = m.account_id
   WHERE s.expires_at > $4 AND s.namespaces_since[array_position(s.namespaces, m.namespace)] <= m.stored_at`;

@Injectable()
export class WatchRepository {
  constructor(private readonly database: Database) {}

  /** Accounts with a living delegation after the id `after`; some may have no namespace to watch and are left out. */
  page(after: string, limit: number, namespaces: readonly number[], now: Date): Promise<WatchPage> {
    return this.read(PAGE, [namespaces, now, after, limit]);
  }

  async some(accountIds: readonly string[], namespaces: readonly number[], now: Date): Promise<readonly StoredWatch[]> {
    return (await this.read(SOME, [namespaces, now, accountIds])).watches;
  }

  async recipients(
    sql: Sql,
    messages: readonly { readonly accountId: string; readonly namespace: number; readonly storedAt: number }[],
    now: Date,
  ): Promise<RecipientOf[]> {
    const rows = await sql.query<{ index: number; device_id: string }>(RECIPIENTS, [
      messages.map((message) => message.accountId),
      messages.map((message) => message.namespace),
      messages.map((message) => new Date(message.storedAt)),
      now,
    ]);
    return rows.map((row) => ({ index: row.index - 1, deviceId: row.device_id }));
  }

  /** The delegation of an account, if it has one that was not revoked, locked. */
  async lockDelegation(sql: Sql, accountId: string): Promise<DelegationRow | undefined> {
    const rows = await sql.query<DelegationRow>(
      `SELECT delegation_sealed, delegation_signed_at FROM accounts
        WHERE id = $1 AND delegation_sealed IS NOT NULL AND delegation_revoked_at IS NULL FOR NO KEY UPDATE`,
      [accountId],
    );
    return rows[0];
  }

  async markRevoked(sql: Sql, accountId: string, now: Date): Promise<void> {
    await sql.query('UPDATE accounts SET delegation_revoked_at = $2 WHERE id = $1', [accountId, now]);
  }

  private async read(text: string, parameters: unknown[]): Promise<WatchPage> {
    const [row] = await this.database.query<{ last: string | null; watches: Buffer | null }>(text, parameters);
    return { last: row?.last ?? undefined, watches: row?.watches ? readWatchPage(row.watches) : [] };
  }
}

/** SQL of what is watched and of who is woken for it. */
import { Injectable } from '@nestjs/common';
import { Database, Prepared, type Sql } from '../../platform/database/database.service';
import {
  ACCOUNT_ELEMENT,
  LISTED_ELEMENT,
  type ListedWatch,
  readListedPage,
  readWatchPage,
  type StoredWatch,
  SUBSCRIPTION_ELEMENT,
} from './watch-page';

export interface WatchPage {
  /** The last id that was looked at; undefined when there are no more. */
  readonly last: string | undefined;
  readonly watches: readonly ListedWatch[];
}

export interface RecipientOf {
  /** Place of the message in the list that was asked about. */
  readonly index: number;
  readonly deviceId: string;
}

interface PageRow {
  readonly last: string | null;
  readonly accounts: Buffer | null;
  readonly subscriptions: Buffer | null;
}

interface DelegationRow {
  readonly delegation_sealed: Buffer;
  readonly delegation_signed_at: Date;
}

export interface DelegationOf extends DelegationRow {
  readonly id: string;
}

/** $1 is now; `ids` chooses accounts by `id`, `of` their subscriptions by `account_id`; `element` is what is told of each. */
const WATCHES = (element: string, ids: string, of: string) => `
  WITH page AS MATERIALIZED (
    SELECT id, account_sealed, delegation_sealed, delegation_signed_at FROM accounts
     WHERE delegation_sealed IS NOT NULL AND delegation_revoked_at IS NULL AND ${ids}
  )
  SELECT (SELECT max(id) FROM page) AS last,
         (SELECT string_agg(${element}, ''::bytea) FROM page) AS accounts,
         (SELECT string_agg(${SUBSCRIPTION_ELEMENT}, ''::bytea) FROM subscriptions
           WHERE expires_at > $1 AND ${of}) AS subscriptions`;

const PAGE = WATCHES(
  LISTED_ELEMENT,
  'id > $2 ORDER BY id LIMIT $3',
  'account_id > $2 AND account_id <= (SELECT max(id) FROM page)',
);
const SOME = WATCHES(ACCOUNT_ELEMENT, 'id = ANY($2::bigint[])', 'account_id = ANY($2::bigint[])');

const RECIPIENTS = new Prepared(`
  SELECT m.index::integer, s.device_id
    FROM unnest($1::bigint[], $2::smallint[], $3::timestamptz[]) WITH ORDINALITY
           AS m(account_id, namespace, stored_at, index)
    JOIN subscriptions s ON s.account_id = m.account_id
   WHERE s.expires_at > $4 AND s.namespaces_since[array_position(s.namespaces, m.namespace)] <= m.stored_at`);

@Injectable()
export class WatchRepository {
  constructor(private readonly database: Database) {}

  /** Accounts with a living delegation after the id `after`; some may have no namespace to watch and are left out. */
  async page(after: string, limit: number, namespaces: readonly number[], now: Date): Promise<WatchPage> {
    const { last, accounts, subscriptions } = await this.read(PAGE, [now, after, limit]);
    const isEmpty = accounts === null || subscriptions === null;
    return { last: last ?? undefined, watches: isEmpty ? [] : readListedPage(accounts, subscriptions, namespaces) };
  }

  async some(accountIds: readonly string[], namespaces: readonly number[], now: Date): Promise<readonly StoredWatch[]> {
    const { accounts, subscriptions } = await this.read(SOME, [now, accountIds]);
    return accounts === null || subscriptions === null ? [] : readWatchPage(accounts, subscriptions, namespaces);
  }

  /** The living delegations of these accounts. */
  delegations(accountIds: readonly string[]): Promise<DelegationOf[]> {
    return this.database.query<DelegationOf>(
      `SELECT id, delegation_sealed, delegation_signed_at FROM accounts
        WHERE id = ANY($1::bigint[]) AND delegation_sealed IS NOT NULL AND delegation_revoked_at IS NULL`,
      [accountIds],
    );
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

  private async read(text: string, parameters: unknown[]): Promise<PageRow> {
    const [row] = await this.database.query<PageRow>(text, parameters);
    return row ?? { last: null, accounts: null, subscriptions: null };
  }
}

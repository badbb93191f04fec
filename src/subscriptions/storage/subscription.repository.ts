/**
 * SQL of accounts and their subscriptions. Whoever changes them locks the accounts first, in the order of their lookups,
 * then the devices, in the order of their ids: no two transactions wait for each other in a ring, and nothing that is
 * being subscribed to can be swept away underneath.
 */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { byteaArray } from '../../platform/database/bytea-array';
import type { Sql } from '../../platform/database/database.service';

/** Another process made one of the accounts at the same moment; the transaction is to be tried again. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
  /** Postgres's number for a transaction that lost a race, which Database.transaction() tries again. */
  readonly code = '40001';
}

/** The lookups in the database were made under another key than ours: our key file is too old, or too new. */
export class WrongLookupKey extends Error {
  override readonly name = 'WrongLookupKey';
}

export interface AccountRow {
  readonly id: string;
  readonly lookup: Buffer;
  readonly delegation_sealed: Buffer | null;
  readonly delegation_signed_at: Date | null;
  readonly revoked: boolean;
}

/** One (account, device) that was asked for. */
export interface PairRow {
  /** Null for an account that is not there. */
  readonly account_id: string | null;
  readonly token_lookup: Buffer;
  /** Whether the account has any living subscription. */
  readonly living: boolean;
  /** Null when the device is not there. */
  readonly device_id: string | null;
  /** Null, with the rest, when there is no such living subscription. */
  readonly signed_at: Date | null;
  readonly namespaces: number[] | null;
  readonly namespaces_since: Date[] | null;
}

export interface NewAccount {
  readonly lookup: Buffer;
  readonly sealed: Buffer;
  readonly delegation?: { readonly sealed: Buffer; readonly signedAt: Date };
}

export interface SubscriptionRow {
  readonly accountId: string;
  readonly deviceId: string;
  readonly namespaces: readonly number[];
  readonly since: readonly number[];
  readonly signedAt: Date;
  readonly expiresAt: Date;
  readonly monitorSealed: Buffer;
}

const LOCK_BY_LOOKUP = `
  SELECT id, lookup, delegation_sealed, delegation_signed_at, delegation_revoked_at IS NOT NULL AS revoked
    FROM accounts WHERE lookup = ANY($1::bytea[]) ORDER BY lookup FOR NO KEY UPDATE`;

// LIMIT keeps the planner from joining whole tables when it has no statistics yet: each row is looked up by its key.
const PAIRS = `
  SELECT k.key_id, w.account_id, w.token_lookup, d.id AS device_id, s.signed_at, s.namespaces, s.namespaces_since,
         s.signed_at IS NOT NULL
           OR EXISTS (SELECT FROM subscriptions o WHERE o.account_id = w.account_id AND o.expires_at > $3) AS living
    FROM lookup_key k
    LEFT JOIN unnest($1::bigint[], $2::bytea[]) AS w(account_id, token_lookup) ON true
    LEFT JOIN LATERAL (SELECT id FROM devices WHERE token_lookup = w.token_lookup LIMIT 1) AS d ON true
    LEFT JOIN LATERAL (
      SELECT signed_at, namespaces, namespaces_since FROM subscriptions
       WHERE account_id = w.account_id AND device_id = d.id AND expires_at > $3 LIMIT 1
    ) AS s ON true`;

const INSERT_ACCOUNTS = `
  INSERT INTO accounts (lookup, account_sealed, delegation_sealed, delegation_signed_at)
  SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::timestamptz[])
  ON CONFLICT (lookup) DO NOTHING
  RETURNING id, lookup`;

const WRITE_DELEGATIONS = `
  UPDATE accounts a SET delegation_sealed = n.sealed, delegation_signed_at = n.signed_at, delegation_revoked_at = NULL
    FROM unnest($1::bigint[], $2::bytea[], $3::timestamptz[]) AS n(id, sealed, signed_at) WHERE a.id = n.id`;

const WRITE_SUBSCRIPTIONS = `
  INSERT INTO subscriptions
    (account_id, device_id, namespaces, namespaces_since, signed_at, expires_at, monitor_sealed)
  SELECT account_id, device_id, namespaces::smallint[], since::timestamptz[], signed_at, expires_at, monitor_sealed
    FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::bytea[])
      AS n(account_id, device_id, namespaces, since, signed_at, expires_at, monitor_sealed)
  ON CONFLICT (account_id, device_id) DO UPDATE
    SET namespaces = excluded.namespaces, namespaces_since = excluded.namespaces_since,
        signed_at = excluded.signed_at, expires_at = excluded.expires_at, monitor_sealed = excluded.monitor_sealed`;

@Injectable()
export class SubscriptionRepository {
  constructor(private readonly keys: DataKeys) {}

  /** The accounts there are of those asked for, locked against every other change of them. */
  lockAccounts(sql: Sql, lookups: readonly Buffer[]): Promise<AccountRow[]> {
    return sql.query<AccountRow>(LOCK_BY_LOOKUP, [byteaArray(lookups)]);
  }

  /** What is stored for pairs of a locked (or unknown) account and the lookup of a device. Throws WrongLookupKey. */
  async readPairs(
    sql: Sql,
    pairs: readonly { readonly accountId?: string; readonly tokenLookup: Buffer }[],
    now: Date,
  ): Promise<PairRow[]> {
    const rows = await sql.query<PairRow & { key_id: number }>(PAIRS, [
      pairs.map((pair) => pair.accountId ?? null),
      byteaArray(pairs.map((pair) => pair.tokenLookup)),
      now,
    ]);
    if (rows[0]?.key_id !== this.keys.currentLookupKeyId) throw new WrongLookupKey('the lookup key was rotated');
    return rows;
  }

  /** Ids by lookup (hex). Throws Overtaken when one of them is there already. */
  async insertAccounts(sql: Sql, accounts: readonly NewAccount[]): Promise<Map<string, string>> {
    if (accounts.length === 0) return new Map();
    const sorted = [...accounts].sort((a, b) => Buffer.compare(a.lookup, b.lookup));
    const rows = await sql.query<{ id: string; lookup: Buffer }>(INSERT_ACCOUNTS, [
      byteaArray(sorted.map((one) => one.lookup)),
      byteaArray(sorted.map((one) => one.sealed)),
      byteaArray(sorted.map((one) => one.delegation?.sealed ?? null)),
      sorted.map((one) => one.delegation?.signedAt ?? null),
    ]);
    if (rows.length !== sorted.length) throw new Overtaken('an account was made at the same moment');
    return new Map(rows.map((row) => [row.lookup.toString('hex'), row.id]));
  }

  /** Replaces the delegations of locked accounts; without `delegation` it is forgotten. */
  async writeDelegations(
    sql: Sql,
    accounts: readonly { readonly id: string; readonly delegation?: { sealed: Buffer; signedAt: Date } }[],
  ): Promise<void> {
    if (accounts.length === 0) return;
    await sql.query(WRITE_DELEGATIONS, [
      accounts.map((one) => one.id),
      byteaArray(accounts.map((one) => one.delegation?.sealed ?? null)),
      accounts.map((one) => one.delegation?.signedAt ?? null),
    ]);
  }

  /** The wake-up ledger locks devices in the order of ids; renewing them by token must not cross it. */
  async lockDevices(sql: Sql, deviceIds: readonly string[]): Promise<void> {
    if (deviceIds.length === 0) return;
    await sql.query('SELECT FROM devices WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', [deviceIds]);
  }

  async writeSubscriptions(sql: Sql, rows: readonly SubscriptionRow[]): Promise<void> {
    await sql.query(WRITE_SUBSCRIPTIONS, [
      rows.map((row) => row.accountId),
      rows.map((row) => row.deviceId),
      rows.map((row) => `{${row.namespaces.join(',')}}`),
      rows.map((row) => `{${row.since.map((ms) => new Date(ms).toISOString()).join(',')}}`),
      rows.map((row) => row.signedAt),
      rows.map((row) => row.expiresAt),
      byteaArray(rows.map((row) => row.monitorSealed)),
    ]);
  }
}

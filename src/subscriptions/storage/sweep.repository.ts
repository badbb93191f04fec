/** SQL of taking away: subscriptions that ended, then accounts and devices that nobody subscribes with any more. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { Devices } from '../../push/devices.service';

export interface Pair {
  readonly accountId: string;
  readonly deviceId: string;
}

interface PairRow {
  readonly account_id: string;
  readonly device_id: string;
}

const LOCK_BY_ID = 'SELECT id FROM accounts WHERE id = ANY($1::bigint[]) ORDER BY lookup FOR NO KEY UPDATE';

@Injectable()
export class SweepRepository {
  constructor(private readonly devices: Devices) {}

  /** Locks accounts as subscribing does; answers those that (still) exist. */
  async lockAccounts(sql: Sql, accountIds: readonly string[]): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(LOCK_BY_ID, [accountIds]);
    return rows.map((row) => row.id);
  }

  async accountsOf(sql: Sql, deviceId: string): Promise<string[]> {
    const rows = await sql.query<PairRow>('SELECT account_id FROM subscriptions WHERE device_id = $1', [deviceId]);
    return rows.map((row) => row.account_id);
  }

  /** Some accounts with a subscription that ran out; no more than `limit`. */
  async expiredAccounts(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.query<PairRow>(
      `SELECT DISTINCT account_id
         FROM (SELECT account_id FROM subscriptions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2) AS ended`,
      [now, limit],
    );
    return rows.map((row) => row.account_id);
  }

  async deleteExpired(sql: Sql, accountIds: readonly string[], now: Date): Promise<Pair[]> {
    const rows = await sql.query<PairRow>(
      `DELETE FROM subscriptions WHERE account_id = ANY($1::bigint[]) AND expires_at <= $2
       RETURNING account_id, device_id`,
      [accountIds, now],
    );
    return rows.map(pairOf);
  }

  /** Deletes the subscriptions of locked accounts that `pairs` name; answers those there were. */
  async deletePairs(sql: Sql, pairs: readonly Pair[]): Promise<Pair[]> {
    const rows = await sql.query<PairRow>(
      `DELETE FROM subscriptions s USING unnest($1::bigint[], $2::uuid[]) AS n(account_id, device_id)
        WHERE s.account_id = n.account_id AND s.device_id = n.device_id RETURNING s.account_id, s.device_id`,
      [pairs.map((pair) => pair.accountId), pairs.map((pair) => pair.deviceId)],
    );
    return rows.map(pairOf);
  }

  /** Deletes those of the locked accounts that nobody subscribes to, and their delegations with them. */
  async sweepAccounts(sql: Sql, accountIds: readonly string[]): Promise<number> {
    if (accountIds.length === 0) return 0;
    const rows = await sql.query(
      `DELETE FROM accounts a WHERE a.id = ANY($1::bigint[])
          AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.account_id = a.id) RETURNING a.id`,
      [accountIds],
    );
    return rows.length;
  }

  /**
   * Forgets those of the devices that nobody subscribes with. They are locked before they are looked at: a subscription
   * that is being made holds the lock of its device, and is seen once it lets go.
   */
  async sweepDevices(sql: Sql, deviceIds: readonly string[]): Promise<number> {
    if (deviceIds.length === 0) return 0;
    await sql.query('SELECT FROM devices WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [deviceIds]);
    const unused = await sql.query<{ id: string }>(
      `SELECT d.id FROM devices d WHERE d.id = ANY($1::uuid[])
          AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.device_id = d.id)`,
      [deviceIds],
    );
    if (unused.length === 0) return 0;
    const forgotten = await this.devices.forget(
      sql,
      unused.map((row) => row.id),
      'expired',
    );
    return forgotten.length;
  }

  /** Accounts after `after` that nobody subscribes to, in the order of ids. */
  async unusedAccounts(sql: Sql, after: string, limit: number): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `SELECT a.id FROM accounts a WHERE a.id > $1
          AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.account_id = a.id) ORDER BY a.id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Devices after `after` that nobody subscribes with, in the order of ids. */
  async unusedDevices(sql: Sql, after: string, limit: number): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `SELECT d.id FROM devices d WHERE d.id > $1
          AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.device_id = d.id) ORDER BY d.id LIMIT $2`,
      [after, limit],
    );
    return rows.map((row) => row.id);
  }
}

function pairOf(row: PairRow): Pair {
  return { accountId: row.account_id, deviceId: row.device_id };
}

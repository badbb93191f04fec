/** SQL of failures to sign in, by a keyed hash of the name or address: several processes count them together. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import type { Tries } from './pauses';

@Injectable()
export class TriesRepository {
  /** Whoever counts for the same key waits until the end of this transaction. */
  async lock(sql: Sql, key: Buffer): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [key.readBigInt64BE().toString()]);
  }

  async find(sql: Sql, key: Buffer): Promise<Tries | undefined> {
    const [row] = await sql.query<{ failures: number; failed_at: Date }>(
      'SELECT failures, failed_at FROM staff_tries WHERE key_hash = $1',
      [key],
    );
    return row === undefined ? undefined : { failures: row.failures, lastFailedAtMs: row.failed_at.getTime() };
  }

  async note(sql: Sql, key: Buffer, { failures, lastFailedAtMs }: Tries): Promise<void> {
    await sql.query(
      `INSERT INTO staff_tries (key_hash, failures, failed_at) VALUES ($1, $2, $3)
       ON CONFLICT (key_hash) DO UPDATE SET failures = excluded.failures, failed_at = excluded.failed_at`,
      [key, failures, new Date(lastFailedAtMs)],
    );
  }

  async forget(sql: Sql, key: Buffer): Promise<void> {
    await sql.query('DELETE FROM staff_tries WHERE key_hash = $1', [key]);
  }

  async forgetOlder(sql: Sql, than: Date): Promise<void> {
    await sql.query('DELETE FROM staff_tries WHERE failed_at < $1', [than]);
  }
}

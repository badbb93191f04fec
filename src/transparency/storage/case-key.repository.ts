/** The keys of cases and of reporting years, sealed under the keys of DATA_KEYS_FILE; removing one erases what it opens. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import type { Sql } from '../../platform/database/database.service';
import { NotAllowed } from '../approval';
import { KEY_BYTES } from '../chain/case-cipher';

const CASE_KEY = 'case_key.key';
const HASH_KEY = 'hash_key.key';

export interface KeyOfYear {
  readonly year: number;
  readonly destroyedAt: Date | undefined;
}

@Injectable()
export class CaseKeyRepository {
  constructor(private readonly keys: DataKeys) {}

  /** New keys for new cases, by case. */
  async create(sql: Sql, caseIds: readonly string[]): Promise<Map<string, Buffer>> {
    const made = new Map(caseIds.map((id) => [id, randomBytes(KEY_BYTES)]));
    await sql.query('INSERT INTO case_key (case_id, key_sealed) SELECT * FROM unnest($1::uuid[], $2::bytea[])', [
      [...made.keys()],
      [...made.values()].map((key) => this.keys.seal(CASE_KEY, key)),
    ]);
    return made;
  }

  /** Undefined when the case was erased. Throws SealError. */
  async of(sql: Sql, caseId: string): Promise<Buffer | undefined> {
    const [row] = await sql.query<{ key_sealed: Buffer }>('SELECT key_sealed FROM case_key WHERE case_id = $1', [
      caseId,
    ]);
    return row === undefined ? undefined : this.keys.open(CASE_KEY, row.key_sealed);
  }

  /** What is sealed in the case opens no more; of its papers not even the sealed bytes stay. */
  async destroy(sql: Sql, caseId: string): Promise<void> {
    await sql.query('DELETE FROM case_key WHERE case_id = $1', [caseId]);
    await sql.query('DELETE FROM case_document_body WHERE case_id = $1', [caseId]);
  }

  /** The keys of every year that still has one, to look for a text in all of them. Throws SealError. */
  async hashKeys(sql: Sql): Promise<Buffer[]> {
    const rows = await sql.query<{ key_sealed: Buffer }>(
      'SELECT key_sealed FROM hash_key WHERE key_sealed IS NOT NULL ORDER BY year',
    );
    return rows.map((row) => this.keys.open(HASH_KEY, row.key_sealed));
  }

  /**
   * The key with which the identifiers of a year are hashed; made when the year first needs one. Throws NotAllowed once
   * it is destroyed.
   */
  async hashKeyOf(sql: Sql, year: number): Promise<Buffer> {
    const key = await this.hashKeyIfKept(sql, year);
    if (key === undefined) {
      throw new NotAllowed(
        `the key that compares the identifiers of ${year} is destroyed: a request of that year takes no more of them`,
      );
    }
    return key;
  }

  /** Every year that has or had a key, the oldest first. */
  async hashKeyYears(sql: Sql): Promise<KeyOfYear[]> {
    const rows = await sql.query<{ year: number; destroyed_at: Date | null }>(
      'SELECT year, destroyed_at FROM hash_key ORDER BY year',
    );
    return rows.map((row) => ({ year: row.year, destroyedAt: row.destroyed_at ?? undefined }));
  }

  async destroyHashKey(sql: Sql, year: number, at: Date): Promise<void> {
    await sql.query('UPDATE hash_key SET key_sealed = NULL, destroyed_at = $2 WHERE year = $1', [year, at]);
  }

  /** The same, but undefined once it is destroyed. */
  async hashKeyIfKept(sql: Sql, year: number): Promise<Buffer | undefined> {
    await sql.query('INSERT INTO hash_key (year, key_sealed) VALUES ($1, $2) ON CONFLICT (year) DO NOTHING', [
      year,
      this.keys.seal(HASH_KEY, randomBytes(KEY_BYTES)),
    ]);
    const [row] = await sql.query<{ key_sealed: Buffer | null }>('SELECT key_sealed FROM hash_key WHERE year = $1', [
      year,
    ]);
    const sealed = row?.key_sealed ?? null;
    return sealed === null ? undefined : this.keys.open(HASH_KEY, sealed);
  }
}

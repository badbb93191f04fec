/** The keys of cases and of reporting years, sealed under the keys of DATA_KEYS_FILE; removing one erases what it opens. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import type { Sql } from '../../platform/database/database.service';
import { KEY_BYTES } from '../chain/case-cipher';

const CASE_KEY = 'case_key.key';
const HASH_KEY = 'hash_key.key';

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

  /** The keys of every year that has one, to look for a text in all of them. Throws SealError. */
  async hashKeys(sql: Sql): Promise<Buffer[]> {
    const rows = await sql.query<{ key_sealed: Buffer }>('SELECT key_sealed FROM hash_key ORDER BY year');
    return rows.map((row) => this.keys.open(HASH_KEY, row.key_sealed));
  }

  /** The key with which the identifiers of a year are hashed; made when the year first needs one. */
  async hashKeyOf(sql: Sql, year: number): Promise<Buffer> {
    await sql.query('INSERT INTO hash_key (year, key_sealed) VALUES ($1, $2) ON CONFLICT (year) DO NOTHING', [
      year,
      this.keys.seal(HASH_KEY, randomBytes(KEY_BYTES)),
    ]);
    const [row] = await sql.query<{ key_sealed: Buffer }>('SELECT key_sealed FROM hash_key WHERE year = $1', [year]);
    return this.keys.open(HASH_KEY, (row as { key_sealed: Buffer }).key_sealed);
  }
}

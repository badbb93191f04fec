/**
 * SQL by which the database knows its keys: a keyed hash of nothing in particular for the lookup key, and a sealed
 * nothing for each data key under which values may be stored. A key file of another database, or one in which a key is
 * missing, is found out before anything is read or written with it.
 */
import { Injectable } from '@nestjs/common';
import { LOCKS } from '../database/advisory-locks';
import { Database, type Sql } from '../database/database.service';
import { StartUpError } from '../start-up-error';
import type { DataKeys } from './data-keys';

const LOOKUP_CHECK = 'lookup_key.check';
const DATA_CHECK = 'data_key_checks.check';

const YOUR_FILE = 'start with the DATA_KEYS_FILE that belongs to this database; it is in the back-up of the key files';

@Injectable()
export class KeyChecks {
  constructor(private readonly database: Database) {}

  /**
   * Notes the current keys if they are new to the database. Throws StartUpError when one of them is not what the
   * database was written with, or a data key that is still in use is missing; then nothing is noted. Throws DatabaseAway.
   */
  verify(keys: DataKeys): Promise<void> {
    return this.database.transaction(async (sql) => {
      // Two processes that start first must not both note their keys.
      await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCKS.keyChecks]);
      await this.verifyLookupKey(sql, keys);
      await this.verifyDataKeys(sql, keys);
      await sql.query('INSERT INTO lookup_key (key_id, check_value) VALUES ($1, $2) ON CONFLICT (one) DO NOTHING', [
        keys.currentLookupKeyId,
        lookupCheck(keys),
      ]);
      await sql.query('INSERT INTO data_key_checks (key_id, check_value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
        keys.currentDataKeyId,
        keys.seal(DATA_CHECK, Buffer.alloc(0)),
      ]);
    });
  }

  /** Throws StartUpError when the current lookup key is another one than the lookups were made with. */
  async verifyLookupKey(sql: Sql, keys: DataKeys): Promise<void> {
    const [row] = await sql.query<{ key_id: number; check_value: Buffer }>(
      'SELECT key_id, check_value FROM lookup_key',
    );
    const mine = keys.currentLookupKeyId;
    if (row !== undefined && row.key_id !== mine) {
      throw new StartUpError(
        `The database was written with lookup key ${row.key_id}, but the current one of DATA_KEYS_FILE is ${mine}; ` +
          'rotate it with "npm run relay -- keys rotate-lookup", or start with the file that has that key as its current one',
      );
    }
    if (row !== undefined && !row.check_value.equals(lookupCheck(keys))) {
      throw new StartUpError(`The database was written with another lookup key ${mine}; ${YOUR_FILE}`);
    }
  }

  /** Throws StartUpError when a data key under which values may be stored is missing, or is another one. */
  async verifyDataKeys(sql: Sql, keys: DataKeys): Promise<void> {
    const rows = await sql.query<{ key_id: number; check_value: Buffer }>(
      'SELECT key_id, check_value FROM data_key_checks ORDER BY key_id',
    );
    for (const { key_id, check_value } of rows) {
      if (!keys.hasDataKey(key_id)) {
        throw new StartUpError(
          `The database may hold values under data key ${key_id}, which is not in DATA_KEYS_FILE; put the key back and ` +
            'run "npm run relay -- keys reseal" before it leaves the file',
        );
      }
      if (!opens(keys, check_value)) {
        throw new StartUpError(`The database was written with another data key ${key_id}; ${YOUR_FILE}`);
      }
    }
  }

  /** From now on the lookups are made with the current lookup key of `keys`. */
  async replaceLookupKey(sql: Sql, keys: DataKeys): Promise<void> {
    await sql.query(
      `INSERT INTO lookup_key (key_id, check_value) VALUES ($1, $2)
       ON CONFLICT (one) DO UPDATE SET key_id = excluded.key_id, check_value = excluded.check_value`,
      [keys.currentLookupKeyId, lookupCheck(keys)],
    );
  }

  /** Nothing is stored under older data keys any more: they need not be at hand. */
  async retireOlderDataKeys(keys: DataKeys): Promise<void> {
    await this.database.query('DELETE FROM data_key_checks WHERE key_id <> $1', [keys.currentDataKeyId]);
  }
}

function lookupCheck(keys: DataKeys): Buffer {
  return keys.lookup(LOOKUP_CHECK);
}

function opens(keys: DataKeys, sealed: Buffer): boolean {
  try {
    keys.open(DATA_CHECK, sealed);
    return true;
  } catch {
    return false;
  }
}

/** Moves what is stored under new keys: sealed values row by row while all runs, lookups in one go while nothing does. */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../platform/at-rest/data-keys';
import { KeyChecks } from '../platform/at-rest/key-checks.repository';
import { Database, type Sql } from '../platform/database/database.service';
import { DELEGATION } from './storage/places';
import { LOOKUP_COLUMNS, type LookupColumn, SEALED_COLUMNS, type SealedColumn } from './storage/sealed-columns';
import { readDelegation } from './storage/stored-delegation';

export interface Resealed {
  /** `table.column`. */
  readonly column: string;
  readonly resealed: number;
  /** Values that none of the keys opens; they were left as they are. */
  readonly unreadable: number;
}

/** The lookups cannot be moved; nothing was changed. The message names no value. */
export class RotationRefused extends Error {
  override readonly name = 'RotationRefused';
}

const AT_ONCE = 500;

@Injectable()
export class Rotation {
  private readonly checks: KeyChecks;

  constructor(private readonly database: Database) {
    this.checks = new KeyChecks(database);
  }

  /**
   * Seals every value anew that is sealed under an older data key than the current one of `keys`, which must hold the
   * older ones too. Everything may go on running, with this key file. When every value could be sealed anew the older
   * keys may leave the file. Throws StartUpError for other keys than the database's, and DatabaseAway; what was done
   * stays done.
   */
  async resealAll(keys: DataKeys): Promise<Resealed[]> {
    await this.checks.verify(keys);
    const results: Resealed[] = [];
    for (const column of SEALED_COLUMNS) results.push(await this.reseal(column, keys));
    if (results.every(({ unreadable }) => unreadable === 0)) await this.checks.retireOlderDataKeys(keys);
    return results;
  }

  /**
   * Rewrites every lookup from the current lookup key of `before` to that of `after`, in one transaction under which
   * nothing else reads or writes; the services have to be stopped and started with `after`. Throws RotationRefused, or
   * StartUpError for other keys than the database's.
   */
  async rotateLookups(before: DataKeys, after: DataKeys): Promise<{ rewritten: number }> {
    if (before.currentLookupKeyId === after.currentLookupKeyId) {
      throw new RotationRefused('the new key file has the same current lookup key as the old one');
    }
    return this.database.transaction(async (sql) => {
      await sql.query('LOCK TABLE lookup_key, accounts, devices IN ACCESS EXCLUSIVE MODE');
      await this.checks.verifyLookupKey(sql, before);
      await this.checks.verifyDataKeys(sql, after);
      let rewritten = 0;
      for (const column of LOOKUP_COLUMNS) rewritten += await rewrite(sql, column, before, after);
      await this.checks.replaceLookupKey(sql, after);
      return { rewritten };
    });
  }

  /**
   * How many accounts have a living delegation under each master key, by its id: a key that none is under may be
   * dropped from the file. Throws StartUpError for other keys than the database's.
   */
  async masterKeyUse(keys: DataKeys): Promise<Map<string, number>> {
    await this.checks.verify(keys);
    const use = new Map<string, number>();
    let after = '0';
    for (;;) {
      const rows = await this.database.query<{ id: string; delegation_sealed: Buffer }>(
        `SELECT id, delegation_sealed FROM accounts
          WHERE id > $1 AND delegation_sealed IS NOT NULL AND delegation_revoked_at IS NULL ORDER BY id LIMIT $2`,
        [after, AT_ONCE],
      );
      const last = rows.at(-1);
      if (last === undefined) return use;
      after = last.id;
      for (const row of rows) {
        const { masterKeyId } = readDelegation(keys.open(DELEGATION, row.delegation_sealed));
        use.set(masterKeyId, (use.get(masterKeyId) ?? 0) + 1);
      }
    }
  }

  private async reseal(column: SealedColumn, keys: DataKeys): Promise<Resealed> {
    const current = Buffer.alloc(2);
    current.writeUInt16BE(keys.currentDataKeyId);
    let resealed = 0;
    let unreadable = 0;
    let after: readonly string[] = column.first;
    for (;;) {
      const rows = await this.database.query<SealedRow>(staleRows(column), [...after, current, AT_ONCE]);
      const last = rows.at(-1);
      if (last === undefined) return { column: `${column.table}.${column.column}`, resealed, unreadable };
      after = last.key;
      const renewed = rows.flatMap((row) => {
        const sealed = sealedAnew(keys, column.place, row.sealed);
        return sealed === undefined ? [] : [{ key: row.key, before: row.sealed, sealed }];
      });
      unreadable += rows.length - renewed.length;
      const done = await this.database.query(replaceRows(column), [
        ...column.key.map((_name, place) => renewed.map((row) => row.key[place])),
        renewed.map((row) => row.before),
        renewed.map((row) => row.sealed),
      ]);
      resealed += done.length;
    }
  }
}

interface SealedRow {
  readonly key: string[];
  readonly sealed: Buffer;
}

function staleRows({ table, column, key, types }: SealedColumn): string {
  const from = key.map((_name, place) => `$${place + 1}::${types[place]}`).join(', ');
  return `
    SELECT ARRAY[${key.map((name) => `${name}::text`).join(', ')}] AS key, ${column} AS sealed FROM ${table}
     WHERE (${key.join(', ')}) > (${from}) AND substring(${column} FROM 2 FOR 2) <> $${key.length + 1}
     ORDER BY ${key.join(', ')} LIMIT $${key.length + 2}`;
}

/** Only where the value is still the one that was read: whoever wrote a newer one used the current key. */
function replaceRows({ table, column, key, types }: SealedColumn): string {
  const lists = [...types.map((type, place) => `$${place + 1}::${type}[]`)];
  lists.push(`$${key.length + 1}::bytea[]`, `$${key.length + 2}::bytea[]`);
  return `
    UPDATE ${table} AS t SET ${column} = n.sealed
      FROM unnest(${lists.join(', ')}) AS n(${key.join(', ')}, before, sealed)
     WHERE ${key.map((name) => `t.${name} = n.${name}`).join(' AND ')} AND t.${column} = n.before RETURNING 1`;
}

function sealedAnew(keys: DataKeys, place: string, sealed: Buffer): Buffer | undefined {
  try {
    return keys.seal(place, keys.open(place, sealed));
  } catch {
    return undefined;
  }
}

async function rewrite(sql: Sql, column: LookupColumn, before: DataKeys, after: DataKeys): Promise<number> {
  const { table, lookup, sealed, service, type, place } = column;
  let rewritten = 0;
  let last = column.first;
  for (;;) {
    const rows = await sql.query<{ id: string; lookup: Buffer; sealed: Buffer; service: string }>(
      `SELECT id, ${lookup} AS lookup, ${sealed} AS sealed, ${service} AS service FROM ${table}
        WHERE id > $1 ORDER BY id LIMIT $2`,
      [last, AT_ONCE],
    );
    if (rows.length === 0) return rewritten;
    last = rows.at(-1)?.id ?? last;
    const lookups = rows.map((row) => {
      const parts = column.parts(after.open(place, row.sealed), row.service);
      if (!before.lookup(place, ...parts).equals(row.lookup)) {
        throw new RotationRefused(`a lookup in ${table} was not made with the old file's key`);
      }
      return after.lookup(place, ...parts);
    });
    await sql.query(
      `UPDATE ${table} AS t SET ${lookup} = n.lookup FROM unnest($1::${type}[], $2::bytea[]) AS n(id, lookup)
        WHERE t.id = n.id`,
      [rows.map((row) => row.id), lookups],
    );
    rewritten += rows.length;
  }
}

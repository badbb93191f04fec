/** Joins the live schema with what is written about its columns, and finds what does not match. */
import { createHash } from 'node:crypto';
import { HELD_COLUMNS, type HeldColumn } from './held-columns';

export interface LiveColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

export interface HeldTable {
  readonly table: string;
  readonly columns: readonly { readonly column: string; readonly type: string; readonly held?: HeldColumn }[];
}

export interface HeldData {
  readonly tables: readonly HeldTable[];
  /** SHA-256 over the lines `table.column type`, sorted. */
  readonly schemaSha256: string;
}

/** Columns nobody has explained are shown all the same: what is there is never hidden. */
export function heldData(live: readonly LiveColumn[], explained = HELD_COLUMNS): HeldData {
  const tables = [...new Set(live.map((one) => one.table))].map((table) => ({
    table,
    columns: live
      .filter((one) => one.table === table)
      .map(({ column, type }) => ({ column, type, held: explained[table]?.[column] })),
  }));
  const lines = live.map(({ table, column, type }) => `${table}.${column} ${type}\n`).sort();
  return { tables, schemaSha256: createHash('sha256').update(lines.join('')).digest('hex') };
}

/** Columns without an explanation, and explanations without a column; one line each. */
export function mismatches(live: readonly LiveColumn[], explained = HELD_COLUMNS): string[] {
  const named = (table: string, column: string) => `${table}.${column}`;
  const there = new Set(live.map((one) => named(one.table, one.column)));
  const told = new Set(
    Object.entries(explained).flatMap(([table, columns]) => Object.keys(columns).map((column) => named(table, column))),
  );
  return [
    ...[...there].filter((one) => !told.has(one)).map((one) => `${one} has no explanation in held-columns.ts`),
    ...[...told].filter((one) => !there.has(one)).map((one) => `${one} is explained in held-columns.ts but not there`),
  ];
}

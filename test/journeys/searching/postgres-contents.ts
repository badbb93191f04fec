/** Everything that stands in a Postgres: every table of every schema but the system's, its views of work, and its files. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Pool } from 'pg';
import { filesIn } from './files';
import type { Heap } from './secret-search';

interface TableName {
  readonly schema: string;
  readonly name: string;
  readonly quoted: string;
}

export interface Table {
  readonly name: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

const TABLES = `
  SELECT n.nspname AS schema, c.relname AS name, format('%I.%I', n.nspname, c.relname) AS quoted
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
   ORDER BY 1, 2`;

/** `admin`: a superuser in the database in question, so that nothing is out of sight. */
export async function postgresTables(admin: Pool): Promise<Table[]> {
  const { rows: names } = await admin.query<TableName>(TABLES);
  const tables: Table[] = [];
  for (const { schema, name, quoted } of names) {
    tables.push({ name: `${schema}.${name}`, rows: (await admin.query(`SELECT * FROM ${quoted}`)).rows });
  }
  return tables;
}

/** Each row as SQL prints it and, where a value is bytes or JSON, as that too. */
export function heapOf({ name, rows }: Table): Heap {
  const parts = rows.flatMap((row) => Object.values(row).flatMap(bytesOf));
  return { place: `table ${name}`, bytes: Buffer.concat(parts.flatMap((part) => [part, Buffer.of(0)])) };
}

/** What the server remembers of statements: texts that are running or ran last. */
export async function postgresStatements(admin: Pool): Promise<Heap> {
  const { rows } = await admin.query<{ query: string }>('SELECT query FROM pg_stat_activity WHERE query IS NOT NULL');
  return { place: 'statements of Postgres', bytes: Buffer.from(rows.map((row) => row.query).join('\n')) };
}

/** The files of the cluster after everything was written out, with its journal and its log. */
export async function postgresFiles(admin: Pool): Promise<Heap[]> {
  await admin.query('CHECKPOINT');
  const { rows } = await admin.query<{ data_directory: string }>('SHOW data_directory');
  const data = rows[0]?.data_directory as string;
  const log = { place: 'log of Postgres', bytes: await readFile(join(dirname(data), 'server.log')) };
  return [log, ...(await filesIn(data, 'Postgres file'))];
}

function bytesOf(value: unknown): Buffer[] {
  if (value === null || value === undefined) return [];
  if (Buffer.isBuffer(value)) return [value, Buffer.from(value.toString('hex'))];
  if (value instanceof Date) return [Buffer.from(value.toISOString())];
  return [Buffer.from(typeof value === 'object' ? JSON.stringify(value) : String(value))];
}

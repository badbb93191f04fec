/** The limit that Postgres sets: the very rows that the relay wrote, upserted in batches by the shortest way there is. */
import { Client } from 'pg';

/** What one subscription leaves in the database: an account, a device and the pair of both. */
interface Row {
  readonly id: string;
  readonly lookup: Buffer;
  readonly account_sealed: Buffer;
  readonly delegation_sealed: Buffer;
  readonly delegation_signed_at: Date;
  readonly device_id: string;
  readonly service: string;
  readonly token_lookup: Buffer;
  readonly token_sealed: Buffer;
  readonly renewed_at: Date;
  readonly namespaces: number[];
  readonly namespaces_since: Date[];
  readonly signed_at: Date;
  readonly expires_at: Date;
  readonly monitor_sealed: Buffer;
}

/** One batch as Postgres takes it: a text for each column. */
type Batch = readonly string[];

const READ = `
  SELECT a.id, a.lookup, a.account_sealed, a.delegation_sealed, a.delegation_signed_at, d.id AS device_id, d.service,
         d.token_lookup, d.token_sealed, d.renewed_at, s.namespaces, s.namespaces_since, s.signed_at, s.expires_at,
         s.monitor_sealed
    FROM (SELECT * FROM accounts WHERE id > $1 ORDER BY id LIMIT $2) AS a
    JOIN subscriptions s ON s.account_id = a.id
    JOIN devices d ON d.id = s.device_id`;

const UPSERT = `
  WITH n AS MATERIALIZED (
    SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::timestamptz[], $5::uuid[], $6::text[], $7::bytea[],
                         $8::bytea[], $9::timestamptz[], $10::text[], $11::text[], $12::timestamptz[],
                         $13::timestamptz[], $14::bytea[])
      AS n(lookup, account_sealed, delegation_sealed, delegation_signed_at, device_id, service, token_lookup,
           token_sealed, renewed_at, namespaces, since, signed_at, expires_at, monitor_sealed)
  ), a AS (
    INSERT INTO accounts (lookup, account_sealed, delegation_sealed, delegation_signed_at)
    SELECT lookup, account_sealed, delegation_sealed, delegation_signed_at FROM n
    ON CONFLICT (lookup) DO UPDATE
      SET delegation_sealed = excluded.delegation_sealed, delegation_signed_at = excluded.delegation_signed_at
    RETURNING id, lookup
  ), d AS (
    INSERT INTO devices (id, service, token_lookup, token_sealed, renewed_at)
    SELECT DISTINCT ON (token_lookup) device_id, service, token_lookup, token_sealed, renewed_at FROM n
    ON CONFLICT (token_lookup) DO UPDATE SET renewed_at = excluded.renewed_at
    RETURNING id, token_lookup
  )
  INSERT INTO subscriptions
    (account_id, device_id, namespaces, namespaces_since, signed_at, expires_at, monitor_sealed)
  SELECT a.id, d.id, n.namespaces::smallint[], n.since::timestamptz[], n.signed_at, n.expires_at, n.monitor_sealed
    FROM n JOIN a USING (lookup) JOIN d USING (token_lookup)
  ON CONFLICT (account_id, device_id) DO UPDATE
    SET namespaces = excluded.namespaces, namespaces_since = excluded.namespaces_since,
        signed_at = excluded.signed_at, expires_at = excluded.expires_at, monitor_sealed = excluded.monitor_sealed`;

/** Rows that the relay wrote, those after `after` (an account's id) first. */
export async function readRows(url: string, after: string, limit: number): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(READ, [after, limit])).rows);
}

/** Newest account of the database; '0' when there is none. */
export function newestAccount(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ newest: string }>('SELECT coalesce(max(id), 0) AS newest FROM accounts');
    return rows[0]?.newest ?? '0';
  });
}

/** Upserts all rows once, `connections` batches at a time, each a transaction; answers rows per second. */
export async function upsertRate(
  url: string,
  rows: readonly Row[],
  { batchSize, connections }: { batchSize: number; connections: number },
): Promise<number> {
  const batches: Batch[] = [];
  for (let from = 0; from < rows.length; from += batchSize) batches.push(batchOf(rows.slice(from, from + batchSize)));
  const clients = Array.from({ length: connections }, () => new Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    let next = 0;
    const began = performance.now();
    const work = async (client: Client) => {
      for (let batch = batches[next]; batch !== undefined; batch = batches[next]) {
        next += 1;
        await client.query({ name: 'upsert', text: UPSERT, values: [...batch] });
      }
    };
    await Promise.all(clients.map(work));
    return (1_000 * rows.length) / (performance.now() - began);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** Ready before the clock starts: what it costs to write these texts is not Postgres's work. */
function batchOf(rows: readonly Row[]): Batch {
  const instants = (dates: readonly Date[]) => `{${dates.map((date) => date.toISOString()).join(',')}}`;
  return [
    arrayOf(rows.map((row) => bytea(row.lookup))),
    arrayOf(rows.map((row) => bytea(row.account_sealed))),
    arrayOf(rows.map((row) => bytea(row.delegation_sealed))),
    instants(rows.map((row) => row.delegation_signed_at)),
    arrayOf(rows.map((row) => row.device_id)),
    arrayOf(rows.map((row) => row.service)),
    arrayOf(rows.map((row) => bytea(row.token_lookup))),
    arrayOf(rows.map((row) => bytea(row.token_sealed))),
    instants(rows.map((row) => row.renewed_at)),
    arrayOf(rows.map((row) => `{${row.namespaces.join(',')}}`)),
    arrayOf(rows.map((row) => instants(row.namespaces_since))),
    instants(rows.map((row) => row.signed_at)),
    instants(rows.map((row) => row.expires_at)),
    arrayOf(rows.map((row) => bytea(row.monitor_sealed))),
  ];
}

function bytea(bytes: Buffer): string {
  return `\\\\x${bytes.toString('hex')}`;
}

function arrayOf(values: readonly string[]): string {
  return `{${values.map((value) => `"${value}"`).join(',')}}`;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return work(client).finally(() => client.end());
}

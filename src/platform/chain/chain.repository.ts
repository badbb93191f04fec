/** SQL of a hash chain: links are added at its end, one writer at a time, and read in their order. */
import { setImmediate } from 'node:timers/promises';
import type { Sql } from '../database/database.service';
import { ChainCheck, type ChainResult, type StoredLink } from './chain-check';
import { type ChainShape, type Head, type Link, linksAfter, type Numbered } from './link';

export interface ChainTable<Entry extends Numbered> extends ChainShape<Entry> {
  /** With the columns seq, entry, prev_hash and hash, and triggers that refuse every change. */
  readonly table: string;
  /** One of LOCKS: whoever holds it is the only one to add to this chain. */
  readonly lock: number;
  /** The types of the columns that `repeated` fills, by name. */
  readonly columns: Readonly<Record<string, string>>;
}

/** What a check may know beforehand. */
export interface CheckOptions {
  /** What an outside place remembers of the chain. */
  readonly known?: readonly Head[];
  /** The head of the last check that found it whole: what lies before is not read again. */
  readonly since?: Head;
  /** Aborted when nobody waits for the result any more. */
  readonly signal?: AbortSignal;
}

/** A chain for whoever does not write it. */
export type ReadableChain = Pick<ChainRepository<Numbered>, 'head' | 'check'>;

const READ_AT_ONCE = 250;
/** Few enough that hashing them does not hold up whoever opens a page: many things wait for each other there. */
const CHECKED_AT_ONCE = 25;
const WRITTEN_AT_ONCE = 500;

export class ChainRepository<Entry extends Numbered> {
  private readonly columns: readonly string[];
  private readonly extra: readonly string[];

  constructor(private readonly chain: ChainTable<Entry>) {
    this.extra = Object.keys(chain.columns);
    this.columns = ['seq', 'entry', 'prev_hash', 'hash', ...this.extra];
  }

  /** Until the end of the transaction nobody else adds to the chain. */
  async lock(sql: Sql): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [this.chain.lock]);
  }

  /**
   * Adds entries at the end of the chain; takes the lock, so `sql` must be a transaction. Throws a ZodError for an
   * entry that is none.
   */
  async append(sql: Sql, entries: readonly Omit<Entry, 'seq'>[]): Promise<Link<Entry>[]> {
    await this.lock(sql);
    const links = linksAfter(this.chain, await this.head(sql), entries);
    for (let from = 0; from < links.length; from += WRITTEN_AT_ONCE) {
      await this.insert(sql, links.slice(from, from + WRITTEN_AT_ONCE));
    }
    return links;
  }

  async head(sql: Sql): Promise<Head | undefined> {
    const [row] = await sql.query<{ seq: string; hash: Buffer }>(
      `SELECT seq, hash FROM ${this.chain.table} ORDER BY seq DESC LIMIT 1`,
    );
    return row === undefined ? undefined : { seq: Number(row.seq), hash: row.hash.toString('hex') };
  }

  /** Goes along the chain, from its first link or from where the last check ended. */
  async check(sql: Sql, { known = [], since, signal }: CheckOptions = {}): Promise<ChainResult> {
    if (since !== undefined && !(await this.has(sql, since))) {
      const reason = `the ${this.chain.noun} is missing, or another one than when it was checked last`;
      return { fault: { seq: since.seq, reason }, head: undefined };
    }
    const check = new ChainCheck(this.chain, known, since);
    for await (const link of this.links(sql, since?.seq ?? 0)) {
      const fault = check.next(link);
      if (fault !== undefined) return { fault, head: check.head };
      if (link.seq % CHECKED_AT_ONCE === 0) await setImmediate();
      signal?.throwIfAborted();
    }
    return { fault: check.end(), head: check.head };
  }

  /** Whether this link is in the chain as it was. */
  async has(sql: Sql, { seq, hash }: Head): Promise<boolean> {
    const rows = await sql.query(`SELECT FROM ${this.chain.table} WHERE seq = $1 AND hash = $2`, [
      seq,
      Buffer.from(hash, 'hex'),
    ]);
    return rows.length > 0;
  }

  /** Every link after `seq` in order, as it is stored. */
  private async *links(sql: Sql, seq: number): AsyncGenerator<StoredLink> {
    let after: number | string = seq;
    for (;;) {
      const rows: Row[] = await sql.query<Row>(
        `SELECT ${this.columns.join(', ')} FROM ${this.chain.table} WHERE seq > $1 ORDER BY seq LIMIT $2`,
        [after, READ_AT_ONCE],
      );
      for (const row of rows) yield this.storedLink(row);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.seq;
    }
  }

  private async insert(sql: Sql, links: readonly Link<Entry>[]): Promise<void> {
    const bytes = (hex: string | null) => (hex === null ? null : Buffer.from(hex, 'hex'));
    const types = ['bigint', 'jsonb', 'bytea', 'bytea', ...Object.values(this.chain.columns)];
    const arrays = types.map((type, index) => `$${index + 1}::${type}[]`);
    const repeated = links.map(({ entry }) => this.chain.repeated(entry));
    await sql.query(
      `INSERT INTO ${this.chain.table} (${this.columns.join(', ')}) SELECT * FROM unnest(${arrays.join(', ')})`,
      [
        links.map(({ entry }) => entry.seq),
        links.map(({ entry }) => JSON.stringify(entry)),
        links.map(({ prevHash }) => bytes(prevHash)),
        links.map(({ hash }) => bytes(hash)),
        ...this.extra.map((column) => repeated.map((values) => values[column])),
      ],
    );
  }

  private storedLink(row: Row): StoredLink {
    return {
      seq: Number(row.seq),
      entry: row.entry,
      prevHash: row.prev_hash?.toString('hex') ?? null,
      hash: row.hash.toString('hex'),
      repeated: Object.fromEntries(this.extra.map((column) => [column, row[column] as string | null])),
    };
  }
}

interface Row {
  readonly seq: string;
  readonly entry: unknown;
  readonly prev_hash: Buffer | null;
  readonly hash: Buffer;
  readonly [column: string]: unknown;
}

/** SQL of the chain: links are added at its end, one writer at a time, and read in their order. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { type Entry, entry as entryShape, type Link, linkHash } from '../chain/entry';
import type { KnownHead, StoredLink } from '../chain/verify-chain';
import { BoardFoldRepository } from './board-fold.repository';

/** Any number that nothing else locks: whoever holds it is the only one to write the chain or to publish. */
const LOCK = 7_300_412;
const AT_ONCE = 1_000;
const ROWS_AT_ONCE = 500;

export type NewEntry = Omit<Entry, 'seq'>;

interface Row {
  readonly seq: string;
  readonly case_id: string | null;
  readonly entry: unknown;
  readonly prev_hash: Buffer | null;
  readonly hash: Buffer;
}

@Injectable()
export class CaseEventRepository {
  constructor(private readonly board: BoardFoldRepository) {}

  /** Until the end of the transaction nobody else adds to the chain, or publishes. */
  async lock(sql: Sql): Promise<void> {
    await sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  }

  /**
   * Adds entries at the end of the chain and folds them into the list of cases; takes the lock. Throws a ZodError for an
   * entry that is none.
   */
  async append(sql: Sql, entries: readonly NewEntry[]): Promise<Link[]> {
    await this.lock(sql);
    const head = await this.head(sql);
    let seq = head?.seq ?? 0;
    let prevHash = head?.hash ?? null;
    const links = entries.map((one): Link => {
      seq += 1;
      // Through JSON, so that what is hashed is what the database will give back.
      const entry = entryShape.parse(JSON.parse(JSON.stringify({ ...one, seq })));
      const link = { entry, prevHash, hash: linkHash(entry, prevHash) };
      prevHash = link.hash;
      return link;
    });
    for (let from = 0; from < links.length; from += ROWS_AT_ONCE) {
      await insert(sql, links.slice(from, from + ROWS_AT_ONCE));
    }
    await this.board.catchUp(sql);
    return links;
  }

  async head(sql: Sql): Promise<KnownHead | undefined> {
    const [row] = await sql.query<{ seq: string; hash: Buffer }>(
      'SELECT seq, hash FROM case_event ORDER BY seq DESC LIMIT 1',
    );
    return row === undefined ? undefined : { seq: Number(row.seq), hash: row.hash.toString('hex') };
  }

  /** Every link in order, as it is stored; for checking. */
  async *links(sql: Sql): AsyncGenerator<StoredLink> {
    let after = '0';
    for (;;) {
      const rows = await sql.query<Row>(
        'SELECT seq, case_id, entry, prev_hash, hash FROM case_event WHERE seq > $1 ORDER BY seq LIMIT $2',
        [after, AT_ONCE],
      );
      for (const row of rows) yield storedLink(row);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.seq;
    }
  }

  /** Every entry in order. */
  async entries(sql: Sql): Promise<Entry[]> {
    const rows = await sql.query<{ entry: Entry }>('SELECT entry FROM case_event ORDER BY seq');
    return rows.map((row) => row.entry);
  }

  async entriesOf(sql: Sql, caseId: string): Promise<Entry[]> {
    const rows = await sql.query<{ entry: Entry }>('SELECT entry FROM case_event WHERE case_id = $1 ORDER BY seq', [
      caseId,
    ]);
    return rows.map((row) => row.entry);
  }

  async entriesOfCases(sql: Sql, caseIds: readonly string[]): Promise<Entry[]> {
    const rows = await sql.query<{ entry: Entry }>(
      'SELECT entry FROM case_event WHERE case_id = ANY($1::uuid[]) ORDER BY seq',
      [caseIds],
    );
    return rows.map((row) => row.entry);
  }

  /** One case's links in order, with their hashes. */
  async linksOf(sql: Sql, caseId: string): Promise<Link[]> {
    const rows = await sql.query<Pick<Row, 'prev_hash' | 'hash'> & { entry: Entry }>(
      'SELECT entry, prev_hash, hash FROM case_event WHERE case_id = $1 ORDER BY seq',
      [caseId],
    );
    return rows.map(({ entry, prev_hash, hash }) => ({
      entry,
      prevHash: prev_hash?.toString('hex') ?? null,
      hash: hash.toString('hex'),
    }));
  }

  async isImported(sql: Sql, fileSha256: string): Promise<boolean> {
    const rows = await sql.query("SELECT FROM case_event WHERE entry #>> '{source,fileSha256}' = $1 LIMIT 1", [
      fileSha256,
    ]);
    return rows.length > 0;
  }
}

async function insert(sql: Sql, links: readonly Link[]): Promise<void> {
  const bytes = (hex: string | null) => (hex === null ? null : Buffer.from(hex, 'hex'));
  await sql.query(
    `INSERT INTO case_event (seq, case_id, entry, prev_hash, hash)
     SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::jsonb[], $4::bytea[], $5::bytea[])`,
    [
      links.map(({ entry }) => entry.seq),
      links.map(({ entry }) => entry.caseId),
      links.map(({ entry }) => JSON.stringify(entry)),
      links.map(({ prevHash }) => bytes(prevHash)),
      links.map(({ hash }) => bytes(hash)),
    ],
  );
}

function storedLink(row: Row): StoredLink {
  return {
    seq: Number(row.seq),
    caseId: row.case_id,
    entry: row.entry,
    prevHash: row.prev_hash?.toString('hex') ?? null,
    hash: row.hash.toString('hex'),
  };
}

/** SQL of the case log: its chain, and the events of one case. */
import { Injectable } from '@nestjs/common';
import { ChainRepository } from '../../platform/chain/chain.repository';
import type { Link } from '../../platform/chain/link';
import { LOCKS } from '../../platform/database/advisory-locks';
import type { Sql } from '../../platform/database/database.service';
import { type Entry, entry } from '../chain/entry';
import { BoardFoldRepository } from './board-fold.repository';

export type NewEntry = Omit<Entry, 'seq'>;

/** Whoever holds its lock is also the only one to publish. */
@Injectable()
export class CaseEventRepository extends ChainRepository<Entry> {
  constructor(private readonly board: BoardFoldRepository) {
    super({
      table: 'case_event',
      noun: 'event',
      lock: LOCKS.caseLog,
      entry,
      columns: { case_id: 'uuid' },
      repeated: ({ caseId }) => ({ case_id: caseId }),
    });
  }

  /** Folds them into the list of cases too. */
  override async append(sql: Sql, entries: readonly NewEntry[]): Promise<Link<Entry>[]> {
    const links = await super.append(sql, entries);
    await this.board.catchUp(sql);
    return links;
  }

  /** Every entry in order. */
  async entries(sql: Sql): Promise<Entry[]> {
    const rows = await sql.query<{ entry: Entry }>('SELECT entry FROM case_event ORDER BY seq');
    return rows.map((row) => row.entry);
  }

  /** At most `limit` links after `seq`, in order. */
  async after(sql: Sql, seq: number, limit: number): Promise<Pick<Link<Entry>, 'entry' | 'hash'>[]> {
    const rows = await sql.query<{ entry: Entry; hash: Buffer }>(
      'SELECT entry, hash FROM case_event WHERE seq > $1 ORDER BY seq LIMIT $2',
      [seq, limit],
    );
    return rows.map(({ entry, hash }) => ({ entry, hash: hash.toString('hex') }));
  }

  /** The first instant after another at which anything of these cases was written down; undefined when nothing was. */
  async firstKnown(sql: Sql, caseIds: readonly string[], afterMs: number): Promise<number | undefined> {
    const [row] = await sql.query<{ first: Date | null }>(
      `SELECT min(known) AS first
         FROM (SELECT greatest((entry->>'at')::timestamptz, (entry->>'recordedAt')::timestamptz) AS known
                 FROM case_event WHERE case_id = ANY($1::uuid[])) AS times
        WHERE known > $2`,
      [caseIds, new Date(afterMs)],
    );
    return row?.first?.getTime();
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
  async linksOf(sql: Sql, caseId: string): Promise<Link<Entry>[]> {
    const rows = await sql.query<{ entry: Entry; prev_hash: Buffer | null; hash: Buffer }>(
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

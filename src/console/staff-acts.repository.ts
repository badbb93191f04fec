/** SQL of the acts of staff: their chain, and what an auditor searches in it. */
import { Injectable } from '@nestjs/common';
import { ChainRepository } from '../platform/chain/chain.repository';
import { LOCKS } from '../platform/database/advisory-locks';
import type { Sql } from '../platform/database/database.service';
import { type ActEntry, type ActSearch, actEntry, type FoundAct } from './audit/act';

export interface ActPage {
  readonly order: 'newest first' | 'oldest first';
  /** The number of the last act of the page before. */
  readonly after?: number;
  readonly limit: number;
}

@Injectable()
export class StaffActs extends ChainRepository<ActEntry> {
  constructor() {
    super({
      table: 'staff_act',
      noun: 'act',
      lock: LOCKS.staffActs,
      entry: actEntry,
      columns: {},
      repeated: () => ({}),
    });
  }

  async find(sql: Sql, search: ActSearch, { order, after, limit }: ActPage): Promise<FoundAct[]> {
    const values: unknown[] = [];
    const conditions = Object.entries(CONDITIONS).flatMap(([name, condition]) => {
      const value = search[name as keyof ActSearch];
      return value === undefined ? [] : [`${condition} $${values.push(value)}`];
    });
    const isNewest = order === 'newest first';
    if (after !== undefined) conditions.push(`seq ${isNewest ? '<' : '>'} $${values.push(after)}`);
    const rows = await sql.query<{ entry: ActEntry; hash: Buffer; prev_hash: Buffer | null }>(
      `SELECT entry, hash, prev_hash FROM staff_act WHERE ${['true', ...conditions].join(' AND ')}
       ORDER BY seq ${isNewest ? 'DESC' : 'ASC'} LIMIT $${values.push(limit)}`,
      values,
    );
    return rows.map((row) => ({
      entry: row.entry,
      hash: row.hash.toString('hex'),
      prevHash: row.prev_hash?.toString('hex') ?? null,
    }));
  }
}

const CONDITIONS: Readonly<Record<keyof ActSearch, string>> = {
  by: "entry ->> 'by' =",
  kind: "entry ->> 'kind' =",
  subject: "entry ->> 'subject' =",
  from: `entry ->> 'at' COLLATE "C" >=`,
  to: `entry ->> 'at' COLLATE "C" <`,
};

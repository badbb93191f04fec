/**
 * SQL of what has been told already. A mark stands for one message and one device: what a member says of a message's
 * age decides which devices it wakes, so a mark for the message alone would let a lie silence it for the others.
 */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { Database, type Sql } from '../../platform/database/database.service';

export interface ToldPair {
  readonly accountId: string;
  readonly namespace: number;
  readonly hash: string;
  readonly deviceId: string;
  /** ms since 1970 by our clock. */
  readonly rememberUntil: number;
}

const PLACE = 'recent_messages.mark';
/** Half of a keyed hash: nobody can find two messages of one account that share it. */
const MARK_BYTES = 16;

/** Accounts are held while they are written to: one that is unsubscribed meanwhile must not spoil the others' batch. */
const MARK = `
  INSERT INTO recent_messages (account_id, mark, expires_at)
  SELECT a.id, t.mark, t.expires_at
    FROM unnest($1::bigint[], $2::bytea[], $3::timestamptz[]) AS t(account_id, mark, expires_at)
    JOIN accounts a ON a.id = t.account_id
   ORDER BY a.id, t.mark FOR KEY SHARE OF a
  ON CONFLICT DO NOTHING
  RETURNING account_id, mark`;

/**
 * More than any account of people has told of it in a month. A member that invents messages without end would fill the
 * disk; forgetting the marks of such an account costs its phones at most a wake-up, which that member can cause anyway.
 */
const MOST_MARKS = 10_000;
/** Counting costs, so an account's marks are counted after about so many new ones. */
const COUNTED_EVERY = 256;

const SHED = `
  WITH flooded AS MATERIALIZED (
    SELECT t.id FROM unnest($1::bigint[]) AS t(id)
     WHERE (SELECT count(*) FROM (SELECT FROM recent_messages m WHERE m.account_id = t.id LIMIT $2) AS counted) = $2
  )
  DELETE FROM recent_messages r USING flooded f WHERE r.account_id = f.id`;

/** Another process that forgets at the same time is passed by. */
const FORGET = `
  DELETE FROM recent_messages r USING (
    SELECT account_id, mark FROM recent_messages WHERE expires_at <= $1
     ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ) AS expired
   WHERE r.account_id = expired.account_id AND r.mark = expired.mark
  RETURNING 1`;

@Injectable()
export class RecentMessages {
  constructor(
    private readonly keys: DataKeys,
    private readonly database: Database,
  ) {}

  /**
   * Marks pairs as told, in the caller's transaction. Answers for each whether it is told for the first time; of two
   * equal ones the first counts.
   */
  async mark(sql: Sql, pairs: readonly ToldPair[]): Promise<boolean[]> {
    if (pairs.length === 0) return [];
    const marks = pairs.map((pair) => this.markOf(pair));
    const rows = await sql.query<{ account_id: string; mark: Buffer }>(MARK, [
      pairs.map((pair) => pair.accountId),
      marks,
      pairs.map((pair) => new Date(pair.rememberUntil)),
    ]);
    await this.shedSome(sql, rows);
    const written = new Set(rows.map((row) => keyOf(row.account_id, row.mark)));
    return pairs.map((pair, index) => written.delete(keyOf(pair.accountId, marks[index] as Buffer)));
  }

  /** Forgets at most `limit` marks that expired before `now`; answers how many. Throws DatabaseAway. */
  async forgetExpired(now: Date, limit: number): Promise<number> {
    return (await this.database.query(FORGET, [now, limit])).length;
  }

  /** Sees to it that no account has many more marks than it may have. */
  private async shedSome(sql: Sql, written: readonly { readonly account_id: string }[]): Promise<void> {
    const suspects = new Set(written.map((row) => row.account_id).filter(() => Math.random() * COUNTED_EVERY < 1));
    if (suspects.size > 0) await sql.query(SHED, [[...suspects], MOST_MARKS]);
  }

  private markOf({ namespace, hash, deviceId }: ToldPair): Buffer {
    const space = Buffer.allocUnsafe(2);
    space.writeInt16BE(namespace);
    const mark = this.keys.lookup(PLACE, space, Buffer.from(hash, 'latin1'), Buffer.from(deviceId, 'latin1'));
    return mark.subarray(0, MARK_BYTES);
  }
}

function keyOf(accountId: string, mark: Buffer): string {
  return `${accountId}/${mark.toString('latin1')}`;
}

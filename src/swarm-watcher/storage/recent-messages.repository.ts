/**
 * SQL of what has been told already. A mark stands for one message and one device: what a member says of a message's
 * age decides which devices it wakes, so a mark for the message alone would let a lie silence it for the others.
 * Nothing but the key tells whose it is: no account, no device, no time but a day.
 */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { byteaArray } from '../../platform/database/bytea-array';
import { Database, Prepared, type Sql } from '../../platform/database/database.service';
import { dateOf, dayOf, lastDayOf, MarkBudget, REMEMBERED_A_DAY } from './mark-budget';

export interface ToldPair {
  readonly accountId: string;
  readonly namespace: number;
  readonly hash: string;
  readonly deviceId: string;
  /** ms since 1970 by our clock. */
  readonly rememberUntil: number;
}

export interface Marked {
  /** For each pair, in order, whether it is told for the first time; of two equal ones the first counts. */
  readonly isNew: readonly boolean[];
  /** The account of each message that was marked for the first time; to be handed to `spend` after the commit. */
  readonly spent: readonly string[];
}

/** A pair with its mark. */
interface Told {
  readonly pair: ToldPair;
  readonly mark: Buffer;
  readonly key: string;
  /** The message that it is a pair of. */
  readonly message: string;
}

const PLACE = 'recent_messages.mark';
/** Half of a keyed hash: nobody can find two pairs that share it. */
const MARK_BYTES = 16;

/** In one order, so that two transactions that tell the same never wait for each other in a ring. */
const MARK = new Prepared(`
  INSERT INTO recent_messages (mark, expires_on)
  SELECT mark, expires_on FROM unnest($1::bytea[], $2::date[]) AS t(mark, expires_on) ORDER BY mark
  ON CONFLICT DO NOTHING
  RETURNING mark`);

/** Another process that forgets at the same time is passed by. */
const FORGET = `
  DELETE FROM recent_messages r USING (
    SELECT mark FROM recent_messages WHERE expires_on <= $1::date
     ORDER BY expires_on LIMIT $2 FOR UPDATE SKIP LOCKED
  ) AS expired
   WHERE r.mark = expired.mark
  RETURNING 1`;

@Injectable()
export class RecentMessages {
  private readonly budget = new MarkBudget();

  constructor(
    private readonly keys: DataKeys,
    private readonly database: Database,
  ) {}

  /** Marks pairs as told, in the caller's transaction; what the budget of an account does not allow stays unmarked. */
  async mark(sql: Sql, pairs: readonly ToldPair[], now: number): Promise<Marked> {
    if (pairs.length === 0) return { isNew: [], spent: [] };
    const told = pairs.map((pair) => this.toldOf(pair));
    const known = this.isScarce(told, now) ? await this.known(sql, told) : NONE;
    const fresh = [...new Map(told.map((one) => [one.key, one])).values()].filter(({ key }) => !known.has(key));
    const { marks, unmarked } = this.plan(fresh, now);
    const written = await keysOf(
      sql.query<{ mark: Buffer }>(MARK, [
        byteaArray(marks.map(({ told }) => told.mark)),
        marks.map(({ day }) => dateOf(day)),
      ]),
    );
    const messages = new Map(fresh.filter(({ key }) => written.has(key)).map((one) => [one.message, one.pair]));
    const isNew = new Set([...written, ...unmarked]);
    return {
      isNew: told.map(({ key }) => isNew.delete(key)),
      spent: [...messages.values()].map(({ accountId }) => accountId),
    };
  }

  /** What was marked is committed. */
  spend({ spent }: Marked, now: number): void {
    for (const accountId of spent) this.budget.spend(accountId, now);
  }

  /** Forgets at most `limit` marks whose day has come; answers how many. Throws DatabaseAway. */
  async forgetExpired(now: number, limit: number): Promise<number> {
    return (await this.database.query(FORGET, [dateOf(dayOf(now)), limit])).length;
  }

  /** Whether some account may have more new messages than are remembered, so that the known ones must not count. */
  private isScarce(told: readonly Told[], now: number): boolean {
    const messages = new Map(told.map(({ message, pair }) => [message, pair.accountId]));
    const counts = new Map<string, number>();
    for (const accountId of messages.values()) {
      const count = counts.get(accountId) ?? this.budget.markedToday(accountId, now);
      if (count >= REMEMBERED_A_DAY) return true;
      counts.set(accountId, count + 1);
    }
    return false;
  }

  private known(sql: Sql, told: readonly Told[]): Promise<Set<string>> {
    const marks = told.map(({ mark }) => mark);
    return keysOf(sql.query('SELECT mark FROM recent_messages WHERE mark = ANY($1::bytea[])', [byteaArray(marks)]));
  }

  /** Until which day each is marked, and the keys of those that are not. */
  private plan(fresh: readonly Told[], now: number) {
    const places = new Map<string, number>();
    const counts = new Map<string, number>();
    const marks: { readonly told: Told; readonly day: number }[] = [];
    const unmarked: string[] = [];
    for (const told of fresh) {
      const { accountId, rememberUntil } = told.pair;
      let place = places.get(told.message);
      if (place === undefined) {
        place = counts.get(accountId) ?? this.budget.markedToday(accountId, now);
        places.set(told.message, place);
        counts.set(accountId, place + 1);
      }
      const day = lastDayOf(place, rememberUntil, now);
      if (day === undefined) unmarked.push(told.key);
      else marks.push({ told, day });
    }
    return { marks, unmarked };
  }

  private toldOf(pair: ToldPair): Told {
    const mark = markOf(this.keys, pair);
    return { pair, mark, key: mark.toString('latin1'), message: `${pair.accountId}/${pair.namespace}/${pair.hash}` };
  }
}

/** 16 bytes that say nothing without the key. */
export function markOf(keys: DataKeys, pair: Omit<ToldPair, 'rememberUntil'>): Buffer {
  const { accountId, namespace, hash, deviceId } = pair;
  const parts = [accountId, String(namespace), hash, deviceId].map((part) => Buffer.from(part, 'latin1'));
  return keys.lookup(PLACE, ...parts).subarray(0, MARK_BYTES);
}

const NONE: ReadonlySet<string> = new Set();

async function keysOf(rows: Promise<readonly { readonly mark: Buffer }[]>): Promise<Set<string>> {
  return new Set((await rows).map(({ mark }) => mark.toString('latin1')));
}

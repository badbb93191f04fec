/**
 * SQL that keeps the list of cases what the events say. It is written in the transaction that adds the events, by
 * folding each case they belong to; the list knows up to which event it is folded, so what another program added is
 * caught up with as well.
 */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import type { CaseNumber } from '../case-number';
import { type CaseState, foldCase } from '../case-state';
import { marksOf, summaryOf } from '../case-summary';
import { type Entry, historyOf } from '../chain/entry';
import { toMs, zurichDate } from '../zurich-time';
import { BOARD_COLUMNS, type BoardRecord, boardRecord } from './board-record';

const CASES_AT_ONCE = 500;

/** Cases with events after the last that is folded; new ones in the order in which they were logged. */
const BEHIND = `
  SELECT case_id FROM case_event
   WHERE seq > (SELECT folded_to FROM case_board_head) AND case_id IS NOT NULL
   GROUP BY case_id ORDER BY min(seq) FILTER (WHERE entry #>> '{body,type}' = 'received')`;

const columns = BOARD_COLUMNS.join(', ');
const changeable = BOARD_COLUMNS.filter((name) => !['case_id', 'logged_seq', 'year', 'number'].includes(name));
const UPSERT = `
  INSERT INTO case_board (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::case_board, $1::jsonb)
  ON CONFLICT (case_id) DO UPDATE SET ${changeable.map((name) => `${name} = excluded.${name}`).join(', ')}`;

@Injectable()
export class BoardFoldRepository {
  /** Whoever calls it holds the lock of the chain. */
  async catchUp(sql: Sql): Promise<void> {
    const behind = (await sql.query<{ case_id: string }>(BEHIND)).map((row) => row.case_id);
    const numbers = new Numbers(sql);
    for (let from = 0; from < behind.length; from += CASES_AT_ONCE) {
      await fold(sql, behind.slice(from, from + CASES_AT_ONCE), numbers);
    }
    await sql.query('UPDATE case_board_head SET folded_to = coalesce((SELECT max(seq) FROM case_event), 0)');
  }

  /** Throws the list away and makes it anew; answers whether it was another one. Like catchUp(), under the lock. */
  async rebuild(sql: Sql): Promise<boolean> {
    const before = await digest(sql);
    await sql.query('DELETE FROM case_board');
    await sql.query('UPDATE case_board_head SET folded_to = 0');
    await this.catchUp(sql);
    return before !== (await digest(sql));
  }
}

async function digest(sql: Sql): Promise<string | null> {
  const [row] = await sql.query<{ digest: string | null }>(
    "SELECT md5(string_agg(md5(board::text), '' ORDER BY case_id)) AS digest FROM case_board board",
  );
  return row?.digest ?? null;
}

async function fold(sql: Sql, ids: readonly string[], numbers: Numbers): Promise<void> {
  const entries = new Map<string, Entry[]>(ids.map((id) => [id, []]));
  const rows = await sql.query<{ case_id: string; entry: Entry }>(
    'SELECT case_id, entry FROM case_event WHERE case_id = ANY($1::uuid[]) ORDER BY seq',
    [ids],
  );
  for (const row of rows) entries.get(row.case_id)?.push(row.entry);
  await numbers.learn(ids);
  const records: BoardRecord[] = [];
  for (const own of entries.values()) {
    const state = foldCase(historyOf(own).events);
    if (state !== undefined) records.push(await recordOf(state, own, numbers));
  }
  if (records.length > 0) await sql.query(UPSERT, [JSON.stringify(records)]);
}

async function recordOf(state: CaseState, entries: readonly Entry[], numbers: Numbers): Promise<BoardRecord> {
  const logged = entries.find((one) => one.body.type === 'received') as Entry;
  const number = await numbers.of(state.id, Number(zurichDate(toMs(logged.recordedAt)).slice(0, 4)));
  return boardRecord(summaryOf(state, entries, number), marksOf(state), logged.seq);
}

/** Which case has which number; a new case gets the next one of its year. */
class Numbers {
  private readonly known = new Map<string, CaseNumber>();
  private readonly last = new Map<number, number>();

  constructor(private readonly sql: Sql) {}

  async learn(ids: readonly string[]): Promise<void> {
    const rows = await this.sql.query<CaseNumber & { case_id: string }>(
      'SELECT case_id, year, number FROM case_board WHERE case_id = ANY($1::uuid[])',
      [ids],
    );
    for (const { case_id, year, number } of rows) this.known.set(case_id, { year, number });
  }

  async of(caseId: string, year: number): Promise<CaseNumber> {
    const known = this.known.get(caseId);
    if (known !== undefined) return known;
    const next = { year, number: (this.last.get(year) ?? (await this.lastOf(year))) + 1 };
    this.last.set(year, next.number);
    return next;
  }

  private async lastOf(year: number): Promise<number> {
    const [row] = await this.sql.query<{ last: number | null }>(
      'SELECT max(number) AS last FROM case_board WHERE year = $1',
      [year],
    );
    return row?.last ?? 0;
  }
}

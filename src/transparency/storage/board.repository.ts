/** SQL that reads the list of cases: pages of it, its counts, and cases that look alike. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import type { CaseOrder, Place } from '../case-query';
import type { CaseSummary } from '../case-summary';
import { beyond, type Conditions, ORDERINGS } from './board-query';
import { SUMMARY_COLUMNS, type SummaryRow, summaryOfRow } from './board-record';

/** A line with the place it has in the order that was asked for. */
export interface PlacedSummary {
  readonly summary: CaseSummary;
  readonly place: Place;
}

/** What a case has in common with what was asked about. */
export interface Alike {
  readonly summary: CaseSummary;
  readonly sameReference: boolean;
  readonly sameTarget: boolean;
  readonly sameDocument: boolean;
}

export interface AlikeMarks {
  readonly references: readonly string[];
  readonly targets: readonly string[];
  readonly documents: readonly string[];
}

const MOST_ALIKE = 50;

@Injectable()
export class BoardRepository {
  /** At most `limit` lines next to the place; `backwards` those before it. Always in the order that was asked for. */
  async page(
    sql: Sql,
    conditions: Conditions,
    { order, place, backwards, limit }: { order: CaseOrder; place?: Place; backwards?: boolean; limit: number },
  ): Promise<PlacedSummary[]> {
    const { expression, direction } = ORDERINGS[order];
    const isBack = place !== undefined && backwards === true;
    if (place !== undefined) beyond(conditions, order, place, isBack);
    const way = (direction === 'ASC') === isBack ? 'DESC' : 'ASC';
    const rows = await sql.query<SummaryRow & { place: string }>(
      `SELECT ${SUMMARY_COLUMNS}, ${placeOf(order)} AS place FROM case_board ${conditions.where}
       ORDER BY ${expression} ${way}, logged_seq ${way} LIMIT ${limit}`,
      conditions.parameters,
    );
    const lines = rows.map((row) => ({ summary: summaryOfRow(row), place: { value: row.place, seq: row.logged_seq } }));
    return isBack ? lines.reverse() : lines;
  }

  async count(sql: Sql, conditions: Conditions): Promise<number> {
    const [row] = await sql.query<{ count: string }>(
      `SELECT count(*) FROM case_board ${conditions.where}`,
      conditions.parameters,
    );
    return Number(row?.count);
  }

  /** How many cases wait for what; nothing for what no case waits for. */
  async waiting(sql: Sql): Promise<Map<CaseSummary['waitingFor'], number>> {
    const rows = await sql.query<{ waiting_for: CaseSummary['waitingFor']; count: string }>(
      "SELECT waiting_for, count(*) FROM case_board WHERE waiting_for <> 'nobody' GROUP BY waiting_for",
    );
    return new Map(rows.map((row) => [row.waiting_for, Number(row.count)]));
  }

  /** How many cases name which authority of the directory. */
  async countsByAuthority(sql: Sql): Promise<Map<string, number>> {
    const rows = await sql.query<{ authority_id: string; count: string }>(
      'SELECT authority_id, count(*) FROM case_board WHERE authority_id IS NOT NULL GROUP BY authority_id',
    );
    return new Map(rows.map((row) => [row.authority_id, Number(row.count)]));
  }

  async many(sql: Sql, caseIds: readonly string[]): Promise<CaseSummary[]> {
    const rows = await sql.query<SummaryRow>(
      `SELECT ${SUMMARY_COLUMNS} FROM case_board WHERE case_id = ANY($1::uuid[]) ORDER BY logged_seq`,
      [caseIds],
    );
    return rows.map(summaryOfRow);
  }

  async mergedInto(sql: Sql, caseId: string): Promise<CaseSummary[]> {
    const rows = await sql.query<SummaryRow>(
      `SELECT ${SUMMARY_COLUMNS} FROM case_board WHERE merged_into = $1 ORDER BY logged_seq`,
      [caseId],
    );
    return rows.map(summaryOfRow);
  }

  /** The newest cases that have any of the marks; never `exceptId` itself. */
  async alike(sql: Sql, marks: AlikeMarks, exceptId: string | null): Promise<Alike[]> {
    const bytes = (hex: readonly string[]) => hex.map((one) => Buffer.from(one, 'hex'));
    const rows = await sql.query<SummaryRow & { reference: boolean; target: boolean; document: boolean }>(
      `SELECT ${SUMMARY_COLUMNS}, coalesce(reference_hash = ANY($1::bytea[]), false) AS reference,
              target_hashes && $2::bytea[] AS target, document_hashes && $3::bytea[] AS document
         FROM case_board
        WHERE (reference_hash = ANY($1::bytea[]) OR target_hashes && $2::bytea[] OR document_hashes && $3::bytea[])
          AND case_id IS DISTINCT FROM $4::uuid
        ORDER BY logged_seq DESC LIMIT ${MOST_ALIKE}`,
      [bytes(marks.references), bytes(marks.targets), bytes(marks.documents), exceptId],
    );
    return rows.map((row) => ({
      summary: summaryOfRow(row),
      sameReference: row.reference,
      sameTarget: row.target,
      sameDocument: row.document,
    }));
  }
}

/** In full: what is rounded would skip or repeat a line. */
function placeOf(order: CaseOrder): string {
  const { expression, type } = ORDERINGS[order];
  if (type !== 'timestamptz') return `(${expression})::text`;
  const text = `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  return `CASE WHEN isfinite(${expression}) THEN ${text} ELSE 'infinity' END`;
}

/** From what is asked of the list of cases to SQL; every value is a parameter. */

import { readCaseNumber } from '../case-number';
import {
  type CaseFilter,
  type CaseFlag,
  type CaseOrder,
  DEADLINE_SOON_DAYS,
  type Place,
  SECRECY_SOON_DAYS,
  type Secrecy,
} from '../case-query';
import { laterDate, zurichDate } from '../zurich-time';

const DAY_MS = 86_400_000;

/** A value to order by, as it is compared and as it is given out in a place. Newest first, but deadlines first come. */
interface Ordering {
  readonly expression: string;
  readonly type: 'bigint' | 'date' | 'timestamptz';
  readonly direction: 'ASC' | 'DESC';
}

export const ORDERINGS: Readonly<Record<CaseOrder, Ordering>> = {
  logged: { expression: 'logged_seq', type: 'bigint', direction: 'DESC' },
  // The name alone would be the text of it that is selected, which no index has.
  received: { expression: 'case_board.received_date', type: 'date', direction: 'DESC' },
  deadline: { expression: "coalesce(deadline_at, 'infinity')", type: 'timestamptz', direction: 'ASC' },
  last: { expression: 'last_event_at', type: 'timestamptz', direction: 'DESC' },
  secrecy: { expression: "coalesce(hold_until, 'infinity')", type: 'date', direction: 'ASC' },
};

/** What a text to search for may stand for. */
export interface SearchMarks {
  readonly text: string;
  /** Keyed hashes of the text as a reference, and as an identifier, under the key of every year. */
  readonly references: readonly string[];
  readonly targets: readonly string[];
}

export class Conditions {
  private readonly parts: string[] = [];
  private readonly values: unknown[] = [];

  get parameters(): unknown[] {
    return this.values;
  }

  get where(): string {
    return this.parts.length === 0 ? '' : `WHERE ${this.parts.join(' AND ')}`;
  }

  /** The placeholder of a value. */
  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  add(condition: string): void {
    this.parts.push(condition);
  }

  equal(column: string, value: unknown): void {
    if (value !== undefined) this.add(`${column} = ${this.value(value)}`);
  }
}

export function filtered(filter: CaseFilter, search: SearchMarks | undefined, nowMs: number): Conditions {
  const conditions = new Conditions();
  conditions.equal('waiting_for', filter.waitingFor);
  conditions.equal('step', filter.step);
  conditions.equal('kind', filter.kind);
  conditions.equal('requester', filter.requester);
  conditions.equal('process', filter.process);
  conditions.equal('outcome', filter.outcome);
  conditions.equal('country', filter.country);
  conditions.equal('authority_id', filter.authority);
  conditions.equal('quarter', filter.quarter);
  conditions.equal('logged_by', filter.loggedBy);
  for (const flag of filter.flags ?? []) conditions.add(flagged(conditions, flag, nowMs));
  if (filter.secrecy !== undefined) conditions.add(secret(conditions, filter.secrecy, nowMs));
  if (search !== undefined) conditions.add(searched(conditions, search));
  return conditions;
}

const WAITS = "waiting_for <> 'nobody'";

function flagged(conditions: Conditions, flag: CaseFlag, nowMs: number): string {
  const dueBefore = (ms: number) => `${WAITS} AND deadline_at < ${conditions.value(new Date(ms).toISOString())}`;
  switch (flag) {
    case 'open':
      return WAITS;
    case 'unverified':
      return `NOT is_verified AND ${WAITS}`;
    case 'due_soon':
      return dueBefore(nowMs + DEADLINE_SOON_DAYS * DAY_MS);
    case 'overdue':
      return dueBefore(nowMs);
    default:
      return flag;
  }
}

function secret(conditions: Conditions, secrecy: Secrecy, nowMs: number): string {
  const standing = "hold_scopes <> '{}'";
  const today = zurichDate(nowMs);
  switch (secrecy) {
    case 'any':
      return standing;
    case 'none':
      return "hold_scopes = '{}'";
    case 'ending':
      return `${standing} AND hold_until <= ${conditions.value(laterDate(today, SECRECY_SOON_DAYS))}`;
    case 'expired':
      return `${standing} AND hold_until < ${conditions.value(today)}`;
    default:
      return `${conditions.value(secrecy)} = ANY(hold_scopes)`;
  }
}

function searched(conditions: Conditions, { text, references, targets }: SearchMarks): string {
  const bytes = (hex: readonly string[]) => conditions.value(hex.map((one) => Buffer.from(one, 'hex')));
  const ways = [`reference_hash = ANY(${bytes(references)}::bytea[])`, `target_hashes && ${bytes(targets)}::bytea[]`];
  const number = readCaseNumber(text);
  if (number !== undefined) {
    ways.push(`(year = ${conditions.value(number.year)} AND number = ${conditions.value(number.number)})`);
  }
  const id = text.trim().toLowerCase();
  if (/^[a-z2-7]{16}$/.test(id)) ways.push(`public_id = ${conditions.value(id)}`);
  if (/^[0-9a-f]{64}$/.test(id)) ways.push(`document_hashes && ${bytes([id])}::bytea[]`);
  return `(${ways.join(' OR ')})`;
}

/** Lines beyond a place, in the order or against it. */
export function beyond(conditions: Conditions, order: CaseOrder, place: Place, backwards: boolean): void {
  const { expression, type, direction } = ORDERINGS[order];
  const sign = (direction === 'ASC') === backwards ? '<' : '>';
  const [value, seq] = [conditions.value(place.value), conditions.value(place.seq)];
  conditions.add(`(${expression}, logged_seq) ${sign} (${value}::${type}, ${seq}::bigint)`);
}

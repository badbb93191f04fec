/** What figures are counted from: what every case is at an instant, and what a publisher before us declared. */
import type { DeclaredQuarter, History } from './case-event';
import { type CaseState, casesAsOf } from './case-state';

export interface LogAsOf {
  readonly asOfMs: number;
  readonly cases: readonly CaseState[];
  readonly declared: readonly DeclaredQuarter[];
  /** Whether all hashes of identifiers compare with one another: those of a file are made without a key. */
  readonly isComparable?: boolean;
}

/** Events dated after the instant have no part in it. */
export function logAsOf({ events, declared, isComparable = false }: History, asOfMs: number): LogAsOf {
  return { asOfMs, cases: casesAsOf(events, asOfMs), declared, isComparable };
}

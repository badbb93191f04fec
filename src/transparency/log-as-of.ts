/** What figures are counted from: what every case is at an instant, and what a publisher before us declared. */
import type { DeclaredQuarter, History } from './case-event';
import { type CaseState, casesAsOf } from './case-state';

export interface LogAsOf {
  readonly asOfMs: number;
  readonly cases: readonly CaseState[];
  readonly declared: readonly DeclaredQuarter[];
}

/** Events dated after the instant have no part in it. */
export function logAsOf({ events, declared }: History, asOfMs: number): LogAsOf {
  return { asOfMs, cases: casesAsOf(events, asOfMs), declared };
}

/** Whether what is published still is what is counted, and whether only an order of secrecy makes the difference. */

import { canonicalHash } from '../../platform/canonical-json';
import { holdInForce } from '../case-holds';
import type { CaseState } from '../case-state';
import type { LedgerLine } from '../ledger';

/** The refs of lines whose request is under an order of existence now; sorted. */
export function secretRefs(lines: readonly LedgerLine[], cases: readonly CaseState[], nowMs: number): string[] {
  const shown = new Set(lines.map((line) => line.ref));
  return cases
    .filter((state) => holdInForce(state.holds, 'existence', nowMs) && shown.has(state.facts.publicId))
    .map((state) => state.facts.publicId)
    .sort();
}

/** What two people decide on when published requests are to disappear. */
export function disappearanceHash(quarter: string, refs: readonly string[]): string {
  return canonicalHash({ quarter, disappear: refs });
}

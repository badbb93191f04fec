/** Whether what is published still is what is counted, and whether only an order of secrecy makes the difference. */

import { canonicalHash } from '../../platform/canonical-json';
import { holdInForce } from '../case-holds';
import type { CaseState } from '../case-state';
import type { LedgerLine } from '../ledger';

/** The bytes of ledger.ndjson, or the lines that become it. */
type Ledger = string | readonly LedgerLine[];

/** Of the cases those under an order of existence now that the ledger shows; `cases` are at least all under one. */
export function secretIn(ledger: Ledger, cases: readonly CaseState[], nowMs: number): CaseState[] {
  const held = cases.filter((state) => holdInForce(state.holds, 'existence', nowMs));
  // Mostly there is none: then nothing need be read.
  const shown = held.length === 0 ? new Set() : refsIn(ledger);
  return held.filter((state) => shown.has(state.facts.publicId));
}

/** The refs of lines whose request is under an order of existence now; sorted. */
export function secretRefs(ledger: Ledger, cases: readonly CaseState[], nowMs: number): string[] {
  return secretIn(ledger, cases, nowMs)
    .map((state) => state.facts.publicId)
    .sort();
}

/** Canonical JSON has no spaces, and no other field of a line has this name. */
const REF = /"ref":"([^"\\]*)"/g;

function refsIn(ledger: Ledger): Set<string> {
  if (typeof ledger !== 'string') return new Set(ledger.map((line) => line.ref));
  return new Set(Array.from(ledger.matchAll(REF), ([, ref]) => ref as string));
}

/** What two people decide on when published requests are to disappear. */
export function disappearanceHash(quarter: string, refs: readonly string[]): string {
  return canonicalHash({ quarter, disappear: refs });
}

/** What figures take of a case, and what they leave: most of what is done to a case changes no figure. */
import type { CaseState } from '../case-state';

/** Whether any figure, ledger line or their comparison depends on it. */
const COUNTS = {
  id: false,
  version: false,
  facts: true,
  loggedAtMs: false,
  loggedBy: false,
  kind: true,
  country: true,
  process: true,
  quarter: true,
  step: false,
  isOpen: true,
  outcome: true,
  // Drafted decisions count once the case is closed by them.
  items: false,
  turns: true,
  holds: true,
  holdsEndedMs: true,
  isImpostor: true,
  mergedInto: true,
  disclosed: true,
  disclosedCategories: true,
  notices: true,
  confirmedAtMs: true,
  verifiedBy: false,
  checks: false,
  documents: false,
  lookups: true,
  narrative: false,
  isErased: false,
} as const satisfies Readonly<Record<keyof CaseState, boolean>>;

const COUNTING = (Object.keys(COUNTS) as (keyof CaseState)[]).filter((name) => COUNTS[name]);

/** Of two states of one case, one made of the other by an event: false when figures may differ. */
export function countsAlike(one: CaseState, other: CaseState): boolean {
  return COUNTING.every((name) => one[name] === other[name]);
}

const NONE: readonly never[] = [];

/** The case without what is on paper and in words, which takes memory and no part in any figure. */
export function ofFigures(state: CaseState): CaseState {
  const { documents, checks, narrative } = state;
  const isBare = documents.length === 0 && checks.length === 0 && narrative === null;
  return isBare ? state : { ...state, documents: NONE, checks: NONE, narrative: null };
}

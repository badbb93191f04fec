/** What the predecessor, OPTF, published of its last quarters as PDFs: requests received, and nothing else (R16). */
import type { DeclaredQuarter } from './case-event';

const RECEIVED: Readonly<Record<string, number>> = {
  '2023-Q2': 6,
  '2023-Q3': 19,
  '2023-Q4': 3,
  '2024-Q1': 5,
  '2024-Q2': 12,
  '2024-Q3': 5,
  '2024-Q4': 8,
};

const STATEMENT = 'Stated by the predecessor in its transparency report of the quarter; nothing else is known of it.';

export const DECLARED_QUARTERS: readonly DeclaredQuarter[] = Object.entries(RECEIVED).map(([quarter, received]) => ({
  quarter,
  received,
  statement: STATEMENT,
  sha256: null,
}));

/** What is declared in the log, and of other quarters what the predecessor published. */
export function declaredWith(inLog: readonly DeclaredQuarter[]): DeclaredQuarter[] {
  const known = new Set(inLog.map((one) => one.quarter));
  return [...DECLARED_QUARTERS.filter((one) => !known.has(one.quarter)), ...inLog];
}

export interface Contradiction {
  /** Of the declaration in its list. */
  readonly index: number;
  readonly message: string;
}

/**
 * Declarations of a file that state another total than is known of the quarter: out of the log, or out of what the
 * predecessor published (R16). The same total again is no contradiction; it may bring the statement and its hash.
 */
export function contradictions(
  declared: readonly Pick<DeclaredQuarter, 'quarter' | 'received'>[],
  inLog: readonly DeclaredQuarter[] = [],
): Contradiction[] {
  const known = new Map(declaredWith(inLog).map((one) => [one.quarter, one.received]));
  const logged = new Set(inLog.map((one) => one.quarter));
  return declared.flatMap(({ quarter, received }, index) => {
    const before = known.get(quarter);
    if (before === undefined || before === received) return [];
    const source = logged.has(quarter) ? 'the log has' : 'the predecessor published';
    return [{ index, message: `${source} ${before} for ${quarter}; a published total is not replaced by a file` }];
  });
}

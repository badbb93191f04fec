/** Where the report of a quarter stands: whether it is due, and how far its next version has come. */
import type { Approval } from './approval';
import { dueDate, lastDay, type Quarter } from './quarter';

/** Of a quarter: `declared` is one of which a publisher before us stated the total, and that we have not published. */
export const QUARTER_STATES = ['running', 'due', 'overdue', 'declared', 'published'] as const;
export type QuarterState = (typeof QUARTER_STATES)[number];

export const DRAFT_STATES = ['drafted', 'waits', 'approved', 'refused'] as const;
export type DraftState = (typeof DRAFT_STATES)[number];

export interface QuarterFacts {
  readonly isPublished: boolean;
  readonly isDeclared: boolean;
  /** `YYYY-MM-DD` in Zurich. */
  readonly today: string;
}

export function quarterState(quarter: Quarter, { isPublished, isDeclared, today }: QuarterFacts): QuarterState {
  if (isPublished) return 'published';
  if (isDeclared) return 'declared';
  if (today <= lastDay(quarter)) return 'running';
  return today <= dueDate(quarter) ? 'due' : 'overdue';
}

/** `approvals` are about the draft, of which `sha256` is the hash; those of other bytes count for nothing. */
export function draftState(approvals: readonly Approval[], sha256: string): DraftState {
  const decisions = approvals.filter((one) => one.subjectHash === sha256).map((one) => one.decision);
  if (decisions.includes('approved')) return 'approved';
  if (decisions.includes(null)) return 'waits';
  return decisions.length > 0 ? 'refused' : 'drafted';
}

/** Where the report of a quarter stands on a day; what is late shows by itself (R15). */
import { dueDate, lastDay, type Quarter } from './quarter';

/**
 * `declared`: a publisher before us stated what it received. `running`: the quarter is not over. `due`: it is over, and
 * its report is still in time. `overdue`: not published and late; it is never shown as 0.
 */
export type PublicationState = 'published' | 'declared' | 'running' | 'due' | 'overdue';

export interface PublicationFacts {
  readonly isPublished: boolean;
  readonly isDeclared: boolean;
  /** `YYYY-MM-DD` in Zurich. */
  readonly today: string;
}

export function publicationState(quarter: Quarter, facts: PublicationFacts): PublicationState {
  if (facts.isPublished) return 'published';
  if (facts.isDeclared) return 'declared';
  if (facts.today <= lastDay(quarter)) return 'running';
  return facts.today <= dueDate(quarter) ? 'due' : 'overdue';
}

/** The key that compares the identifiers of a reporting year, as staff see it. */
import type { FrozenYear } from './reports/frozen-year';

export interface YearKey extends FrozenYear {
  readonly year: number;
  /** Undefined while the key is there. */
  readonly destroyedAt: Date | undefined;
  /** What a second person approves: the year, and the published numbers that stay. */
  readonly subjectId: string;
  readonly subjectHash: string;
}

/** One page of the list of cases. */
import type { Place } from './case-query';
import type { CaseSummary } from './case-summary';

export interface CasePage {
  readonly cases: readonly CaseSummary[];
  /** Of all that the filter lets through. */
  readonly total: number;
  /** Where the next page begins, and the one before; undefined where there is none. */
  readonly next?: Place;
  readonly previous?: Place;
}

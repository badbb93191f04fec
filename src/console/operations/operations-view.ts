/** What the page of operations is made of. */
import type { Range } from '../../push/wake-up-figures';
import type { History } from './history';
import type { Live } from './live-texts';
import type { Tried } from './orders';
import type { Situation } from './situation';

export interface OperationsView {
  readonly situation: Situation;
  /** Wire names, in the order in which they are shown. */
  readonly services: readonly string[];
  readonly live: Live;
  readonly history: History;
  readonly range: Range;
  readonly notice?: string | undefined;
  /** A form that could not be carried out. */
  readonly tried?: Tried | undefined;
}

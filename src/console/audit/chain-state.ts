/** What is known of a chain between two checks, and which check is due. */
import type { ChainFault, ChainResult } from '../../platform/chain/chain-check';
import type { Head } from '../../platform/chain/link';

export interface ChainState {
  /** Up to here it was found whole. */
  readonly head?: Head;
  /** The first link that did not hold; it stays until a check of the whole chain finds none. */
  readonly fault?: ChainFault;
  /** Milliseconds since 1970: when the last check ended, and the last of the whole chain. */
  readonly checkedAt?: number;
  readonly wholeAt?: number;
}

export type Extent = 'whole' | 'new';

const WHOLE_EVERY_MS = 24 * 3_600_000;

/** What was added since the last check, or everything: once a day, and while something does not hold. */
export function dueExtent(state: ChainState, now: number): Extent {
  const isRecent = state.wholeAt !== undefined && now - state.wholeAt < WHOLE_EVERY_MS;
  return isRecent && state.fault === undefined ? 'new' : 'whole';
}

export function afterCheck(state: ChainState, extent: Extent, result: ChainResult, now: number): ChainState {
  if (result.fault !== undefined) return { ...state, fault: result.fault, checkedAt: now };
  return {
    head: result.head ?? state.head,
    checkedAt: now,
    wholeAt: extent === 'whole' ? now : state.wholeAt,
  };
}

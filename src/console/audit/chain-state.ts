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

export const CHAINS = ['case_event', 'staff_act'] as const;
export type ChainName = (typeof CHAINS)[number];

export type ChainStates = Readonly<Record<ChainName, ChainState>>;

export const CHAINS_IN_WORDS: Readonly<Record<ChainName, { readonly name: string; readonly entry: string }>> = {
  case_event: { name: 'the request log', entry: 'event' },
  staff_act: { name: 'the acts of staff', entry: 'act' },
};

/** What stands above every page while a chain is broken. */
export function alarmOf(name: ChainName, { fault }: ChainState): string | undefined {
  if (fault === undefined) return undefined;
  const { name: chain, entry } = CHAINS_IN_WORDS[name];
  return (
    `The chain of ${chain} is broken at ${entry} ${fault.seq}: ${fault.reason}. Somebody changed the database: ` +
    'trust nothing written since, and tell the auditor and the operator.'
  );
}

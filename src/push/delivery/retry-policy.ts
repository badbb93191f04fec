/** When to do what with a device that is owed a wake-up, and how long to wait after a vendor put it off. */

/** A wake-up that could not be handed over for this long is given up: vendors would not keep it longer either. */
export const GIVE_UP_AFTER_MS = 3 * 24 * 3_600_000;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** A vendor that asks for more patience than this is asked again anyway. */
const LONGEST_ASKED_PAUSE_MS = 3_600_000;

export interface Owed {
  /** Null when nothing is owed. */
  readonly owedSince: Date | null;
  readonly lastBegunAt: Date | null;
  readonly notBefore: Date | null;
  /** Whether this caller holds the right to wake the device now. */
  readonly claimed: boolean;
  /** Whether staff paused its service; nobody claims it then. */
  readonly isPaused: boolean;
  /** When its service was last resumed: what was owed before is as young as that. */
  readonly resumedAt: Date | null;
}

export type Turn =
  | { readonly kind: 'nothing' | 'send' | 'give-up' }
  | { readonly kind: 'wait'; readonly until: number };

/** What a device's turn means at `now` (ms). Of a paused service nothing is done: whoever resumes it queues anew. */
export function turnOf(owed: Owed, now: number, windowMs: number): Turn {
  if (owed.owedSince === null || owed.isPaused) return { kind: 'nothing' };
  if (owed.claimed) {
    const since = Math.max(owed.owedSince.getTime(), owed.resumedAt?.getTime() ?? 0);
    return { kind: now - since > GIVE_UP_AFTER_MS ? 'give-up' : 'send' };
  }
  const windowEnds = (owed.lastBegunAt?.getTime() ?? now) + windowMs;
  return { kind: 'wait', until: Math.max(windowEnds, owed.notBefore?.getTime() ?? 0, now + 1) };
}

/**
 * How long to wait (ms) before the next attempt: doubling from a second to five minutes, with half of it left to the
 * dice (0 ≤ dice < 1) so that devices do not come back in step; never less than the vendor asked for.
 */
export function pauseBefore(attempts: number, afterMs: number | undefined, dice: number): number {
  const doubled = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS);
  const asked = Math.min(Math.max(afterMs ?? 0, 0), LONGEST_ASKED_PAUSE_MS);
  return Math.ceil(Math.max(doubled * (0.5 + dice / 2), asked));
}

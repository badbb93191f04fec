/**
 * How long somebody who fails has to wait: pauses that grow, never a lock. A lock is what a stranger wants who knows a
 * colleague's name; a pause that is over in minutes costs the colleague little and a guesser nearly everything.
 */

export interface Tries {
  readonly failures: number;
  readonly lastFailedAtMs: number;
}

export interface Patience {
  /** Failures that cost nothing. */
  readonly free: number;
  readonly longestMs: number;
  /** After so long without a failure everything is forgotten. */
  readonly forgottenAfterMs: number;
}

const MINUTE_MS = 60_000;

/** For one name from browsers it has not signed in on, for one known browser of one name, or for one session. */
export const FOR_A_NAME: Patience = { free: 5, longestMs: 15 * MINUTE_MS, forgottenAfterMs: 24 * 60 * MINUTE_MS };
/** For one address, behind which a whole office may sit. */
export const FOR_AN_ADDRESS: Patience = { free: 40, longestMs: 5 * MINUTE_MS, forgottenAfterMs: 60 * MINUTE_MS };

/** Milliseconds from the last failure until the next try counts: 1 s, 2 s, 4 s … `longestMs`. */
export function pauseMs(failures: number, { free, longestMs }: Patience): number {
  return failures < free ? 0 : Math.min(1_000 * 2 ** Math.min(failures - free, 30), longestMs);
}

/** Milliseconds that are left to wait; 0 when a try may be made. */
export function waitMs(tries: Tries | undefined, patience: Patience, nowMs: number): number {
  if (tries === undefined || isForgotten(tries, patience, nowMs)) return 0;
  return Math.max(0, tries.lastFailedAtMs + pauseMs(tries.failures, patience) - nowMs);
}

/** With one more failure, now. A try during a pause is not looked at and therefore not counted. */
export function withFailure(tries: Tries | undefined, patience: Patience, nowMs: number): Tries {
  const before = tries === undefined || isForgotten(tries, patience, nowMs) ? 0 : tries.failures;
  return { failures: before + 1, lastFailedAtMs: nowMs };
}

function isForgotten(tries: Tries, { forgottenAfterMs }: Patience, nowMs: number): boolean {
  return nowMs - tries.lastFailedAtMs >= forgottenAfterMs;
}

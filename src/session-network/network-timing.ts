/** How long things may take and how often they are done; one place, so that a test can shorten them. */

export class NetworkTiming {
  /** Longest time one attempt gets within a request. */
  readonly attemptMs: number = 10_000;
  /** The same for a path that was never heard of yet. */
  readonly trialMs: number = 4_000;
  /** A request on a path on trial starts on another one as well when nothing came for so long. */
  readonly staggerMs: number = 1_500;
  readonly probeMs: number = 3_000;
  /** Paths are looked after this often, and whenever one failed. */
  readonly tendMs: number = 250;

  /** The list of nodes is asked for again after this time, give or take a fifth. */
  readonly refreshMs: number = 300_000;
  /** Least time between two refreshes, whoever asks for them. */
  readonly refreshSoonMs: number = 30_000;
  /** Pauses after a failure: doubling from the first to the longest. */
  readonly firstRetryMs: number = 1_000;
  readonly longestRetryMs: number = 60_000;
  /** What one node gets to answer with its list. */
  readonly listMs: number = 15_000;

  /** Least time between two rounds of asking for the time. */
  readonly resyncMs: number = 30_000;
  /** What one node gets to answer with its time. */
  readonly timeMs: number = 8_000;
}

/** `base` with some values replaced. */
export function timingWith(changes: Partial<NetworkTiming>): NetworkTiming {
  return Object.assign(new NetworkTiming(), changes);
}

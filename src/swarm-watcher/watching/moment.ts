/** One instant by the three clocks that watching needs, all in ms. */
export interface Moment {
  /** Never runs backwards; its zero means nothing. */
  readonly steady: number;
  /** Since 1970 by this machine. */
  readonly wall: number;
  /** Since 1970 by the network. */
  readonly network: number;
}

/**
 * Our own clock and the network's are taken for the same when they seem to differ by less: two clocks that are set by
 * the same standard agree better than requests through three hops can measure.
 */
const SAME_CLOCK_MS = 1_000;

/** `offsetMs`: network time minus ours, as measured. */
export function momentOf(steady: number, wall: number, offsetMs: number): Moment {
  return { steady, wall, network: wall + clockDifference(offsetMs) };
}

/** Network time minus ours, as far as the measured `offsetMs` is to be believed. */
export function clockDifference(offsetMs: number): number {
  return Math.abs(offsetMs) < SAME_CLOCK_MS ? 0 : offsetMs;
}

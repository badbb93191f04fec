/** Whether somebody tells more than an honest member of a swarm would: a bucket that fills as time goes by. */

/** Notices per second for which nobody is suspected, and so many more at once. */
const PER_SECOND = 2_000;
const BURST = 10_000;

export class FloodGauge {
  private left: number;
  private filledAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly perSecond = PER_SECOND,
    private readonly burst = BURST,
  ) {
    this.left = burst;
  }

  /** Takes note of one notice at `now` (steady, ms); answers whether it is one too many. */
  isTooMuch(now: number): boolean {
    this.left = Math.min(this.burst, this.left + ((now - this.filledAt) / 1_000) * this.perSecond);
    this.filledAt = now;
    if (this.left < 1) return true;
    this.left -= 1;
    return false;
  }
}

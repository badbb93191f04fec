/** When nothing can be booked, or no request gets out, polling pauses: ever longer while that lasts. */

const FIRST_MS = 250;
const LONGEST_MS = 5_000;

export class HoldUp {
  private until = Number.NEGATIVE_INFINITY;
  private nextMs = FIRST_MS;

  isOn(now: number): boolean {
    return now < this.until;
  }

  /** Failures that come while it is on belong to the same cause. */
  failed(now: number): void {
    if (this.isOn(now)) return;
    this.until = now + this.nextMs;
    this.nextMs = Math.min(2 * this.nextMs, LONGEST_MS);
  }

  worked(): void {
    this.nextMs = FIRST_MS;
  }
}

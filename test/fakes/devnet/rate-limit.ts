/** The limit real nodes put on direct requests from one address: 600 at once, 300 a second. */

const BURST = 600;
const PER_MS = 0.3;
const MOST_ADDRESSES = 10_000;

export class RateLimit {
  readonly #left = new Map<string, { tokens: number; at: number }>();

  /** Whether this request is one too many. `now` in ms. */
  exceeds(address: string, now: number): boolean {
    const bucket = this.#left.get(address) ?? { tokens: BURST, at: now };
    const tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) * PER_MS);
    if (this.#left.size > MOST_ADDRESSES) this.#left.clear();
    this.#left.set(address, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    return tokens < 1;
  }
}

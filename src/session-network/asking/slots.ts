/** A number of places for requests under way; the rest wait in the order of arrival, up to a bound. */

export class Slots {
  /** In the order of arrival. */
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  constructor(
    private readonly load: { readonly places: number },
    private readonly maxWaiting: number,
  ) {}

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Calls `start` at once or when a place is free; false when too many wait already. */
  take(start: () => void): boolean {
    if (this.#taken < this.load.places && this.#waiting.size === 0) {
      this.#taken += 1;
      start();
      return true;
    }
    if (this.#waiting.size >= this.maxWaiting) return false;
    this.#waiting.add(start);
    return true;
  }

  /** Gives a place back, or leaves the queue if `start` was not called yet. */
  leave(start: () => void): void {
    if (!this.#waiting.delete(start)) this.#taken -= 1;
    for (const next of this.#waiting) {
      if (this.#taken >= this.load.places) return;
      this.#waiting.delete(next);
      this.#taken += 1;
      next();
    }
  }
}

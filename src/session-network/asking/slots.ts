/** A fixed number of places for requests under way; the rest wait in the order of arrival, up to a bound. */

export class Slots {
  /** In the order of arrival. */
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(
    places: number,
    private readonly maxWaiting: number,
  ) {
    this.#free = places;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Calls `start` at once or when a place is free; false when too many wait already. */
  take(start: () => void): boolean {
    if (this.#free > 0) {
      this.#free -= 1;
      start();
      return true;
    }
    if (this.#waiting.size >= this.maxWaiting) return false;
    this.#waiting.add(start);
    return true;
  }

  /** Gives a place back, or leaves the queue if `start` was not called yet. */
  leave(start: () => void): void {
    if (this.#waiting.delete(start)) return;
    const next = this.#waiting.values().next().value;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

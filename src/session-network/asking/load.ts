/** How many requests may be under way: more while answers come, half as many when they stop coming in time. */

export interface LoadLimits {
  readonly least: number;
  readonly first: number;
  readonly most: number;
}

const WINDOW_MS = 1_000;
const GROWTH = 1.25;
/** In one window: late attempts at which it is taken for crowded, if they are also a third of all. */
const LATE = 3;

export class Load {
  #places: number;
  #windowEnds = Number.NEGATIVE_INFINITY;
  #ended = 0;
  #late = 0;
  #wasFull = false;

  constructor(private readonly limits: LoadLimits) {
    this.#places = limits.first;
  }

  get places(): number {
    return this.#places;
  }

  /** An attempt ended; `isLate`: without an answer in time. `isFull`: requests wait for a place. */
  note(isLate: boolean, isFull: boolean, now: number): void {
    if (now >= this.#windowEnds) this.#turn(now);
    this.#ended += 1;
    if (isLate) this.#late += 1;
    if (isFull) this.#wasFull = true;
  }

  #turn(now: number): void {
    const { least, most } = this.limits;
    if (this.#late >= LATE && 3 * this.#late >= this.#ended) this.#places = Math.max(least, this.#places >> 1);
    else if (this.#wasFull) this.#places = Math.min(most, Math.ceil(this.#places * GROWTH));
    this.#windowEnds = now + WINDOW_MS;
    this.#ended = 0;
    this.#late = 0;
    this.#wasFull = false;
  }
}

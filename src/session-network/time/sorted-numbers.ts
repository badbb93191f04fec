/** A few hundred numbers kept in order: a change moves some of them, and the middle is always at hand. */

export class SortedNumbers {
  readonly #numbers: Float64Array;
  #length = 0;

  constructor(capacity: number) {
    this.#numbers = new Float64Array(capacity);
  }

  /** Never more than the capacity, and no NaN. */
  add(value: number): void {
    const place = this.#placeOf(value);
    this.#numbers.copyWithin(place + 1, place, this.#length);
    this.#numbers[place] = value;
    this.#length += 1;
  }

  /** Takes away one number of this value, which must be there. */
  remove(value: number): void {
    this.#numbers.copyWithin(this.#placeOf(value), this.#placeOf(value) + 1, this.#length);
    this.#length -= 1;
  }

  /** Between the two in the middle if their count is even; NaN when there is none. */
  get median(): number {
    const half = this.#length >> 1;
    const upper = this.#length === 0 ? Number.NaN : (this.#numbers[half] as number);
    return this.#length % 2 === 1 ? upper : ((this.#numbers[half - 1] as number) + upper) / 2;
  }

  /** Where the first number stands that is not smaller. */
  #placeOf(value: number): number {
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#numbers[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

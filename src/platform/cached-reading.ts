/** A reading that costs something: shared by all who ask at once, and kept for a while that grows with what it cost. */

interface Kept<T> {
  readonly value: T;
  readonly freshUntil: number;
}

export class CachedReading<T> {
  private kept: Kept<T> | undefined;
  private reading: Promise<T> | undefined;

  /**
   * A reading is kept for `keepMs`, or `restFactor` times as long as it took if that is more: so it never takes more than
   * that share of anybody's time. `ticks`: ms of a clock that never runs backwards.
   */
  constructor(
    private readonly read: () => Promise<T>,
    private readonly pace: { readonly keepMs: number; readonly restFactor: number },
    private readonly ticks: () => number = () => performance.now(),
  ) {}

  /** A reading that is fresh enough. Rejects as the reading does; the next call then reads anew. */
  fresh(): Promise<T> {
    const { kept } = this;
    if (kept !== undefined && this.ticks() < kept.freshUntil) return Promise.resolve(kept.value);
    if (this.reading !== undefined) return this.reading;
    const reading: Promise<T> = this.readOnce(() => this.reading === reading).finally(() => {
      if (this.reading === reading) this.reading = undefined;
    });
    this.reading = reading;
    return reading;
  }

  /** The last reading however old, at once; the first time there is none. One that is too old is replaced meanwhile. */
  latest(): T | undefined {
    // Whoever needs to know that it failed asks for a fresh one.
    this.fresh().catch(() => undefined);
    return this.kept?.value;
  }

  /** The next to ask gets what is read after this. */
  forget(): void {
    this.kept = undefined;
    this.reading = undefined;
  }

  private async readOnce(isCurrent: () => boolean): Promise<T> {
    const began = this.ticks();
    const value = await this.read();
    const ended = this.ticks();
    const rest = Math.max(this.pace.keepMs, this.pace.restFactor * (ended - began));
    if (isCurrent()) this.kept = { value, freshUntil: ended + rest };
    return value;
  }
}

/** Work that comes again and again: a pause after each round, never two at once, and an end that waits for the last. */

export class Rounds {
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> = Promise.resolve();
  private readonly closing = new AbortController();

  /**
   * `round` answers how long to pause after it, ms, and deals with its own faults: it never rejects. A pause keeps no
   * process alive.
   */
  constructor(private readonly round: () => Promise<number>) {}

  /** With the same pause after each. */
  static every(pauseMs: number, work: () => Promise<void>): Rounds {
    return new Rounds(async () => {
      await work();
      return pauseMs;
    });
  }

  /** Long work looks here between its steps. */
  get isClosed(): boolean {
    return this.signal.aborted;
  }

  /** The same for work that takes a signal. */
  get signal(): AbortSignal {
    return this.closing.signal;
  }

  /** The first round begins in `afterMs`. To be called once. */
  begin(afterMs: number): void {
    if (this.isClosed) return;
    this.timer = setTimeout(() => {
      this.underWay = this.round().then((pauseMs) => this.begin(pauseMs));
    }, afterMs);
    this.timer.unref();
  }

  /** No other round begins; resolves when the one under way has ended. */
  close(): Promise<void> {
    this.closing.abort();
    clearTimeout(this.timer);
    return this.underWay;
  }
}

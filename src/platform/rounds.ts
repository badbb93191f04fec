/** Work that comes again and again: a pause after each round, never two at once, and an end that waits for the last. */

export class Rounds {
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> = Promise.resolve();
  private closed = false;

  /** `round` deals with its own faults: it never rejects. Between two rounds `pauseMs` pass; a pause keeps no process alive. */
  constructor(
    private readonly round: () => Promise<void>,
    private readonly pauseMs: number,
  ) {}

  /** Long work looks here between its steps. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** The first round begins in `afterMs`. To be called once. */
  begin(afterMs = this.pauseMs): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      this.underWay = this.round().finally(() => this.begin());
    }, afterMs);
    this.timer.unref();
  }

  /** No other round begins; resolves when the one under way has ended. */
  close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    return this.underWay;
  }
}

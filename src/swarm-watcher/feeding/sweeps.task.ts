/** When a feed reads everything again: whenever it is asked to, and now and then by itself. */

/** A notice may get lost; nobody is missed for longer than this, or than a sweep of a twentieth of the time allows. */
const SWEEP_EVERY_MS = 300_000;
const SWEEPING_SHARE = 20;
const PAUSE_AFTER_FAILURE_MS = 1_000;

export class Sweeps {
  private isOn = false;
  private isDue = false;
  private underWay: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private tellDone: () => void = () => undefined;

  /** `sweep` answers whether it came to its end; one that did not is made again soon. It never rejects. */
  constructor(private readonly sweep: () => Promise<boolean>) {}

  /** Sweeps from now on, for the first time in `delayMs`; resolves when a sweep has come to its end. */
  begin(delayMs: number): Promise<void> {
    this.isOn = true;
    this.soon(delayMs);
    return new Promise((resolve) => {
      this.tellDone = resolve;
    });
  }

  /** The next sweep begins in `delayMs`, or right after one that is under way. */
  soon(delayMs: number): void {
    if (!this.isOn) return;
    this.isDue = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.start(), delayMs);
  }

  /** Resolves when no sweep is under way any more. */
  async end(): Promise<void> {
    this.isOn = false;
    clearTimeout(this.timer);
    await this.underWay;
  }

  private start(): void {
    if (!this.isOn || this.underWay !== undefined) return;
    this.isDue = false;
    const began = performance.now();
    this.underWay = this.sweep().then((isDone) => {
      this.underWay = undefined;
      if (isDone) this.tellDone();
      const rest = Math.max(SWEEP_EVERY_MS, SWEEPING_SHARE * (performance.now() - began));
      if (this.isDue) this.soon(0);
      else this.soon(isDone ? rest * (0.8 + 0.4 * Math.random()) : PAUSE_AFTER_FAILURE_MS);
    });
  }
}

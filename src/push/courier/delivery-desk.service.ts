/** What every courier does alike: bounds what is under way in number and time, and lets it end before closing. */
import type { Delivery } from '../push-service';
import { Slots } from './slots';
import { linkLost } from './vendor-answers';

/** How much at once, and how patient; times in milliseconds. */
export interface Pace {
  readonly inFlight: number;
  readonly answerWithinMs: number;
  readonly closeWithinMs: number;
}

export const USUAL_PACE: Pace = { inFlight: 500, answerWithinMs: 10_000, closeWithinMs: 5_000 };

export class DeliveryDesk {
  private readonly slots: Slots;
  private readonly underWay = new Set<Promise<Delivery>>();
  private readonly open = new Set<AbortController>();
  private closing = false;

  constructor(private readonly pace: Pace) {
    this.slots = new Slots(pace.inFlight);
  }

  /**
   * Runs `send` when a slot is free. `within` aborts when the caller, the clock or `close` say so; whatever `send`
   * throws is then `later` with that reason, and otherwise a lost link. `send` has to settle soon after the abort.
   */
  handle(signal: AbortSignal, send: (within: AbortSignal) => Promise<Delivery>): Promise<Delivery> {
    const delivery = this.whenFree(signal, send);
    this.underWay.add(delivery);
    return delivery.finally(() => this.underWay.delete(delivery));
  }

  /** Takes nothing more; resolves when nothing is under way. */
  async close(): Promise<void> {
    this.closing = true;
    this.slots.close();
    const impatience = setTimeout(() => this.stopAll(), this.pace.closeWithinMs);
    await Promise.allSettled(this.underWay);
    clearTimeout(impatience);
  }

  private async whenFree(signal: AbortSignal, send: (within: AbortSignal) => Promise<Delivery>): Promise<Delivery> {
    if (!(await this.slots.take(signal))) return this.stopped(signal);
    try {
      // It may have aborted between the slot's coming free and this line.
      if (signal.aborted) return this.stopped(signal);
      return await this.withinTime(signal, send);
    } finally {
      this.slots.give();
    }
  }

  /** A plain timer and listeners: AbortSignal.any and .timeout cost as much as the sending itself. */
  private async withinTime(signal: AbortSignal, send: (within: AbortSignal) => Promise<Delivery>): Promise<Delivery> {
    const within = new AbortController();
    const end = () => within.abort();
    const timer = setTimeout(end, this.pace.answerWithinMs);
    signal.addEventListener('abort', end);
    this.open.add(within);
    try {
      return await send(within.signal);
    } catch (error) {
      return within.signal.aborted ? this.stopped(signal) : linkLost(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      this.open.delete(within);
    }
  }

  private stopAll(): void {
    for (const within of this.open) within.abort();
  }

  private stopped(signal: AbortSignal): Delivery {
    if (signal.aborted) return { kind: 'later', reason: 'stopped by the caller' };
    return { kind: 'later', reason: this.closing ? 'the courier is closing' : 'no answer in time' };
  }
}

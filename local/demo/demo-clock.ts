/** A clock that the demonstration moves through the past, so that what happened then carries the times of then. */
import { Clock } from '../../src/platform/clock.service';

export class DemoClock extends Clock {
  private ms = Date.now();

  override now(): number {
    return this.ms;
  }

  set(ms: number): void {
    this.ms = ms;
  }
}

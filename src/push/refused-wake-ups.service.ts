/** Wake-ups that vendors refused, through a fault of ours: once it is mended they are tried again, or else dropped. */
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { factsOf, Log } from '../platform/telemetry/log.service';
import { RefusedRepository } from './storage/refused.repository';
import type { Kept, RefusedLot } from './wake-up-standing';
import { WakeUps } from './wake-ups.service';

const AT_ONCE = 1_000;

@Injectable()
export class RefusedWakeUps implements OnModuleDestroy {
  private isStopping = false;

  constructor(
    private readonly repository: RefusedRepository,
    private readonly wakeUps: WakeUps,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** How many are kept, by service and reason. Throws DatabaseAway, as all here. */
  kept(): Promise<Kept[]> {
    return this.repository.kept();
  }

  /**
   * Owes a whole lot again, some at a time; answers how many. What is interrupted is done as far as it got: the rest is
   * still kept.
   */
  async retry(lot: RefusedLot): Promise<number> {
    return this.repeat(async () => {
      const ids = await this.repository.retry(lot, AT_ONCE, new Date(this.clock.now()));
      await this.queue(ids);
      return ids.length;
    });
  }

  /** Counts a whole lot as refused for good, some at a time; answers how many. */
  async drop(lot: RefusedLot): Promise<number> {
    return this.repeat(async () => (await this.repository.drop(lot, AT_ONCE)).length);
  }

  /** Orders under way end with what they have done by then. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  /** A queue that is away misses nothing: what is owed is queued again soon. */
  private async queue(ids: readonly string[]): Promise<void> {
    try {
      if (ids.length > 0) await this.wakeUps.enqueue(ids);
    } catch (error) {
      this.log.warn('wake-ups that are tried again could not be queued yet', factsOf(error));
    }
  }

  private async repeat(step: () => Promise<number>): Promise<number> {
    for (let done = 0; ; ) {
      const count = await step();
      done += count;
      if (count === 0 || this.isStopping) return done;
    }
  }
}

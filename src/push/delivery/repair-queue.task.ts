/** Queues again what has been owed for a while without being tried: the queue may lose everything, the ledger does not. */
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { WakeUpRepository } from '../storage/wake-up.repository';
import { WakeUps } from '../wake-ups.service';
import { Pace } from './wake-up.processor';

const EVERY_MS = 2_000;
const AT_ONCE = 1_000;
/** Younger debts are on their way through the queue in all likelihood; queueing them again would be harmless but idle. */
const OVERDUE_MS = 10_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class RepairQueue implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private after = FIRST_ID;
  private closed = false;

  constructor(
    private readonly repository: WakeUpRepository,
    private readonly wakeUps: WakeUps,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly pace: Pace,
  ) {}

  onApplicationBootstrap(): void {
    void this.round();
  }

  onModuleDestroy(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Walks through all overdue devices page by page, then begins again. */
  private async round(): Promise<void> {
    try {
      const before = new Date(this.clock.now() - OVERDUE_MS - this.pace.windowMs);
      const ids = await this.repository.overdue(before, this.after, AT_ONCE);
      this.after = ids.length < AT_ONCE ? FIRST_ID : (ids.at(-1) ?? FIRST_ID);
      if (ids.length > 0) await this.wakeUps.enqueue(ids);
    } catch (error) {
      this.log.warn('overdue wake-ups could not be queued again', factsOf(error));
    }
    if (!this.closed) this.timer = setTimeout(() => void this.round(), EVERY_MS);
  }
}

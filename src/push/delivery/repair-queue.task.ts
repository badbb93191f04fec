/** Queues again what is owed and was not tried for a while: the queue may lose everything, the ledger does not. */
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Notifications } from '../../platform/database/notifications.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { BEGINNING, OverdueRepository, type Place } from '../storage/overdue.repository';
import { PAUSES_CHANNEL } from '../storage/pauses.repository';
import { WakeUps } from '../wake-ups.service';
import { Pace } from './wake-up.processor';

const EVERY_MS = 2_000;
const AT_ONCE = 1_000;
/** Younger debts are on their way through the queue in all likelihood; queueing them again would be harmless but idle. */
const OVERDUE_MS = 10_000;

@Injectable()
export class RepairQueue implements OnApplicationBootstrap, OnModuleDestroy {
  /** Whether all that is owed is to be queued at once: a service was resumed, or may have been; its jobs are gone. */
  private isHasty = false;
  private isClosed = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly repository: OverdueRepository,
    private readonly wakeUps: WakeUps,
    private readonly notifications: Notifications,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly pace: Pace,
  ) {}

  onApplicationBootstrap(): void {
    const hasten = () => this.hasten();
    // At the start too: a service may have been resumed while no pusher ran.
    this.notifications.listen(PAUSES_CHANNEL, { onNotice: hasten, onConnected: hasten });
    void this.keepWalking();
  }

  onModuleDestroy(): void {
    this.isClosed = true;
    this.wake();
  }

  private async keepWalking(): Promise<void> {
    while (!this.isClosed) {
      const isHasty = this.isHasty;
      this.isHasty = false;
      const isDone = await this.walkOnce(isHasty);
      if (!isDone && isHasty) this.isHasty = true;
      if (!isDone || !this.isHasty) await this.pause();
    }
  }

  /** Answers whether it came to its end. */
  private async walkOnce(isHasty: boolean): Promise<boolean> {
    try {
      await this.walk(isHasty);
      return true;
    } catch (error) {
      this.log.warn('overdue wake-ups could not be queued again', factsOf(error));
      return false;
    }
  }

  /** Through everything overdue, or everything owed, page by page. */
  private async walk(isHasty: boolean): Promise<void> {
    const ageMs = isHasty ? 0 : OVERDUE_MS + this.pace.windowMs;
    for (const service of await this.repository.services()) {
      for (let after: Place | undefined = BEGINNING; after !== undefined && !this.isClosed; ) {
        const before = new Date(this.clock.now() - ageMs);
        const places: Place[] = await this.repository.page(service, before, after, AT_ONCE);
        if (places.length > 0) await this.wakeUps.enqueue(places.map(({ id }) => id));
        after = places.length < AT_ONCE ? undefined : places.at(-1);
        if (after !== undefined && !isHasty && !this.isHasty) await this.pause();
      }
    }
  }

  private hasten(): void {
    this.isHasty = true;
    this.wake();
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, EVERY_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.isClosed) this.wake();
    });
  }
}

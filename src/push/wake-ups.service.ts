/** What the watcher hands over: messages become debts to devices, and devices with debts are queued to be woken. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import type { Sql } from '../platform/database/database.service';
import { Queues, type WorkQueue } from '../platform/queue/queues.service';
import { type Debt, WakeUpRepository } from './storage/wake-up.repository';
import { WAKE_UP_QUEUE } from './wake-up-queue';

export type { Debt };

@Injectable()
export class WakeUps {
  private readonly queue: WorkQueue;

  constructor(
    queues: Queues,
    private readonly repository: WakeUpRepository,
    private readonly clock: Clock,
  ) {
    this.queue = queues.open(WAKE_UP_QUEUE);
  }

  /**
   * Books debts in the caller's transaction. From its commit on nothing is lost, even if the queue loses everything.
   * Answers the devices to enqueue: those that are owed anything.
   */
  owe(sql: Sql, debts: readonly Debt[]): Promise<string[]> {
    return debts.length === 0 ? Promise.resolve([]) : this.repository.owe(sql, debts, new Date(this.clock.now()));
  }

  /** Queues devices to be woken. Resolves when the queue has them; throws QueueAway. */
  enqueue(deviceIds: readonly string[]): Promise<void> {
    return this.queue.add(deviceIds);
  }

  /** How many jobs wait, are put off or are under way. Rejects when the queue is away. */
  queued(): ReturnType<WorkQueue['counts']> {
    return this.queue.counts();
  }
}

/** Books what members tell, once for each device however often it is told, and queues the devices to be woken. */
import { Injectable } from '@nestjs/common';
import { Batcher } from '../platform/batcher';
import { Clock } from '../platform/clock.service';
import { Database, DatabaseAway, type Sql } from '../platform/database/database.service';
import { QueueAway } from '../platform/queue/queues.service';
import { type Debt, WakeUps } from '../push/wake-ups.service';
import { NetworkClock } from '../session-network/network-clock.service';
import { Watches } from '../subscriptions/watches.service';
import type { SwarmMessage, Telling } from './message-source';
import { type Marked, RecentMessages } from './storage/recent-messages.repository';
import { WatcherStats } from './watcher-stats';
import { clockDifference } from './watching/moment';
import { isWorthWaking, rememberUntil, storedByOurClock } from './worth-waking';

/** Messages that share a transaction, transactions at once, and messages that may wait before tellings are put off. */
const LIMITS = { maxItems: 1_000, maxRuns: 3, maxWaiting: 50_000, patience: { items: 100, ms: 50 } };

interface Booked {
  readonly devices: string[];
  readonly marked: Marked;
}

/** What kept a message from being booked, if anything. */
interface Outcome {
  readonly failure?: unknown;
}

@Injectable()
export class Dispatcher {
  private readonly batcher = new Batcher<SwarmMessage, Outcome>((messages) => this.dispatch(messages), LIMITS);

  constructor(
    private readonly database: Database,
    private readonly watches: Watches,
    private readonly wakeUps: WakeUps,
    private readonly recent: RecentMessages,
    private readonly networkClock: NetworkClock,
    private readonly clock: Clock,
    private readonly stats: WatcherStats,
  ) {}

  /**
   * Resolves when everything that wakes somebody is booked and queued. Throws DatabaseAway, QueueAway or BatcherFull:
   * the same is then to be told again, and nothing is booked twice.
   */
  async take({ messages }: Telling): Promise<void> {
    const worthy = messages.filter(isWorthWaking);
    this.stats.add('messages_short_lived', messages.length - worthy.length);
    const outcomes = await Promise.all(worthy.map((message) => this.batcher.add(message)));
    const failed = outcomes.find((outcome) => 'failure' in outcome);
    if (failed !== undefined) throw failed.failure;
  }

  /** Halves a batch that the database refuses, so that one bad message holds up no other. */
  private async dispatch(messages: readonly SwarmMessage[]): Promise<Outcome[]> {
    try {
      await this.dispatchTogether(messages);
      return messages.map(() => DONE);
    } catch (failure) {
      const isAway = failure instanceof DatabaseAway || failure instanceof QueueAway;
      if (messages.length === 1 || isAway) return messages.map(() => ({ failure }));
      const half = messages.length >> 1;
      const first = await this.dispatch(messages.slice(0, half));
      return [...first, ...(await this.dispatch(messages.slice(half)))];
    }
  }

  private async dispatchTogether(messages: readonly SwarmMessage[]): Promise<void> {
    const { devices, marked } = await this.database.transaction((sql) => this.book(sql, messages));
    this.recent.spend(marked, this.clock.now());
    // From here on nothing is lost; a queue that is away only means that the same is told and queued again.
    if (devices.length > 0) await this.wakeUps.enqueue(devices);
    const fresh = marked.isNew.filter(Boolean).length;
    this.stats.add('pairs_fresh', fresh);
    this.stats.add('pairs_known', marked.isNew.length - fresh);
  }

  private async book(sql: Sql, messages: readonly SwarmMessage[]): Promise<Booked> {
    const now = this.clock.now();
    const ahead = clockDifference(this.networkClock.offsetMs);
    const recipients = await this.watches.recipients(
      sql,
      messages.map((message) => ({
        accountId: message.accountId,
        namespace: message.namespace,
        storedAt: storedByOurClock(message, ahead, now),
      })),
    );
    const pairs = recipients.map(({ index, deviceId }) => {
      const message = messages[index] as SwarmMessage;
      return { ...message, deviceId, rememberUntil: rememberUntil(message, ahead, now) };
    });
    const marked = await this.recent.mark(sql, pairs, now);
    const debts = debtsOf(pairs.map(({ deviceId }, index) => ({ deviceId, isNew: marked.isNew[index] === true })));
    return { devices: await this.wakeUps.owe(sql, debts), marked };
  }
}

const DONE: Outcome = {};

function debtsOf(pairs: readonly { readonly deviceId: string; readonly isNew: boolean }[]): Debt[] {
  const debts = new Map<string, { deviceId: string; fresh: number; duplicates: number }>();
  for (const { deviceId, isNew } of pairs) {
    let debt = debts.get(deviceId);
    if (debt === undefined) {
      debt = { deviceId, fresh: 0, duplicates: 0 };
      debts.set(deviceId, debt);
    }
    if (isNew) debt.fresh += 1;
    else debt.duplicates += 1;
  }
  return [...debts.values()];
}

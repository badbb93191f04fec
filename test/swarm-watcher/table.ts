/** A poller at a table with one swarm: the test plays time and every member's answer. */
import { SwarmMap } from '../../src/protocol/swarm-map';
import { WatcherStats } from '../../src/swarm-watcher/watcher-stats';
import { type Moment, momentOf } from '../../src/swarm-watcher/watching/moment';
import type { PollBatch } from '../../src/swarm-watcher/watching/poll-batch';
import { Poller } from '../../src/swarm-watcher/watching/poller';
import type { WatchOrder } from '../../src/swarm-watcher/watching/watch-order';
import { Chance } from './chance';
import { accountAt, keyFor, messageHash, nodeIn, orderFor } from './makers';

export const WALL = 1_795_000_000_000;
const DAY = 86_400_000;

export class Table {
  readonly stats = new WatcherStats();
  readonly poller: Poller;
  readonly nodes = [nodeIn('1'), nodeIn('1'), nodeIn('1')];
  steady = 0;

  constructor(members = 3, mostKept?: number) {
    this.poller = new Poller({
      floorMs: 3_000,
      perMember: 8,
      dice: new Chance(7).dice,
      keyFor,
      stats: this.stats,
      startMs: 0,
      mostKept,
    });
    this.poller.share({ owns: () => true }, this.now);
    this.poller.know(SwarmMap.of(this.nodes.slice(0, members)), this.now);
  }

  get now(): Moment {
    return momentOf(this.steady, WALL + this.steady, 0);
  }

  watch(order: WatchOrder = orderFor(accountAt('0000000000000001'))): WatchOrder {
    this.poller.arrivals.watch(order, { isFresh: true, sweep: 0 }, this.now);
    return order;
  }

  /** Lets time pass until something goes out. */
  next(withinMs = 120_000): PollBatch[] {
    for (const end = this.steady + withinMs; this.steady < end; this.steady += 50) {
      const batches = takeAll(this.poller, this.now);
      if (batches.length > 0) return batches;
    }
    return [];
  }

  answer(batch: PollBatch, ...results: unknown[]) {
    return this.poller.answered(batch, { results }, this.now);
  }
}

/** What goes out, to accounts of which nothing has been read yet too. `orders`: those whose delegations can be read. */
export function takeAll(poller: Poller, now: Moment, limit = 100, orders: readonly WatchOrder[] = []): PollBatch[] {
  const loans = new Map(orders.map(({ accountId, delegation }) => [accountId, delegation]));
  const batches = poller.take(now, limit);
  for (let unread = poller.takeUnread(1_000); unread.length > 0; unread = poller.takeUnread(1_000)) {
    poller.custody.lend(unread, loans);
    poller.custody.resume(unread, new Map(), now);
    batches.push(...poller.take(now, limit - batches.length));
  }
  return batches;
}

export const empty = { code: 200, body: { messages: [], more: false, t: WALL } };

export function messages(...list: { hash?: unknown; storedAt?: unknown; lives?: number }[]) {
  const told = list.map(({ hash = messageHash(), storedAt = WALL, lives = DAY }) => ({
    hash,
    timestamp: storedAt,
    expiration: Number(storedAt) + lives,
  }));
  return { code: 200, body: { messages: told, more: false, t: WALL } };
}

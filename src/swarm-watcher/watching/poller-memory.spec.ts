/** Very many accounts: what is not in their rows is read when it is their turn, and given up while they are quiet. */
import { accountAt, orderFor } from '../../../test/swarm-watcher/makers';
import { listingOf } from '../../../test/swarm-watcher/simulated-network';
import { empty, messages, Table } from '../../../test/swarm-watcher/table';
import type { Cursors } from './cursors';
import type { PollBatch } from './poll-batch';
import type { WatchOrder } from './watch-order';
import type { WatchedAccount } from './watched-account';

const ARRIVAL = { isFresh: false, sweep: 1 };

describe('a poller with very many accounts', () => {
  /** As the database would answer. */
  class Shelf {
    readonly cursors = new Map<string, Cursors>();
    readonly loads = new Map<string, number>();
    readonly table: Table;
    readonly orders: readonly WatchOrder[];
    readonly sent: PollBatch[] = [];

    constructor(count: number, mostKept: number) {
      this.table = new Table(3, mostKept);
      this.orders = Array.from({ length: count }, () => orderFor(accountAt('0000000000000001')));
      for (const order of this.orders) this.table.poller.arrivals.list(listingOf(order), ARRIVAL, this.table.now);
    }

    /** Lets time pass; answers those that were read at once, at most. */
    run(forMs: number, answer: () => unknown = () => empty): number {
      const { table } = this;
      const { poller } = table;
      let most = 0;
      for (const end = table.steady + forMs; table.steady < end; table.steady += 100) {
        for (const batch of poller.take(table.now, 4)) {
          const { unsettled } = table.answer(batch, ...batch.asks.map(answer));
          poller.settle(batch, unsettled, true, table.now);
          this.sent.push(batch);
        }
        const unread = poller.takeUnread(1_000);
        most = Math.max(most, unread.length);
        this.read(unread);
        const unsaved = poller.custody.takeUnsaved(1_000);
        for (const { accountId, cursors } of unsaved) this.cursors.set(accountId, cursors);
        poller.custody.saved(unsaved);
      }
      return most;
    }

    private read(unread: readonly WatchedAccount[]): void {
      const { poller, now } = this.table;
      const loans = new Map(this.orders.map(({ accountId, delegation }) => [accountId, delegation]));
      for (const { accountId } of unread) this.loads.set(accountId, (this.loads.get(accountId) ?? 0) + 1);
      expect(poller.custody.lend(unread, loans)).toEqual([]);
      poller.custody.resume(unread, this.cursors, now);
    }
  }

  it('asks for all of them, and reads little more than what goes out next', () => {
    const shelf = new Shelf(1_000, 100_000);
    const most = shelf.run(60_000);
    expect(shelf.loads.size).toBe(1_000);
    expect(most).toBeLessThan(200);
    expect(new Set(shelf.loads.values())).toEqual(new Set([1]));
  });

  it('reads quiet accounts again and again, from where they were, and keeps those that get messages', () => {
    const shelf = new Shelf(20, 0);
    shelf.run(60_000, () => messages({}));
    // Busy ones are asked for every few seconds: none of them was given up.
    expect(new Set(shelf.loads.values())).toEqual(new Set([1]));
    const told = new Set(shelf.sent.map(({ member }) => member));
    shelf.run(1_900_000);
    shelf.loads.clear();
    shelf.sent.length = 0;
    const { retrieves } = shelf.table.stats.counts;
    shelf.run(300_000);
    expect(shelf.loads.size).toBe(20);
    expect(Math.min(...shelf.loads.values())).toBeGreaterThanOrEqual(4);
    expect(shelf.table.stats.counts.retrieves - retrieves).toBeGreaterThanOrEqual(20 * 2 * 4);
    const again = shelf.sent.filter(({ member }) => told.has(member));
    expect(again.length).toBeGreaterThan(0);
    for (const { payload, asks } of again) expect(payload.toString().split('last_hash')).toHaveLength(asks.length + 1);
  });

  it('looks again at an account whose delegation cannot be read, and does not ask for it', () => {
    const shelf = new Shelf(1, 0);
    const { poller } = shelf.table;
    poller.take(shelf.table.now, 4);
    const unread = poller.takeUnread(10);
    expect(poller.custody.lend(unread, new Map())).toEqual([shelf.orders[0]!.accountId]);
    poller.custody.resume(unread, new Map(), shelf.table.now);
    expect(poller.take(shelf.table.now, 4)).toEqual([]);
    shelf.run(5_000);
    expect(shelf.table.stats.counts.requests).toBeGreaterThan(0);
  });

  it('asks for more when it is told too little of an account that it does not know', () => {
    const { table, orders } = new Shelf(1, 0);
    const listings = [orders[0] as WatchOrder, orderFor()].map((order) => ({
      ...listingOf(order),
      account: undefined,
    }));
    const { arrivals } = table.poller;
    expect(listings.map((listing) => arrivals.list(listing, ARRIVAL, table.now))).toEqual([true, false]);
    expect(listings.map(({ id }) => arrivals.knows(id))).toEqual([true, false]);
  });

  it('does not take an old delegation for a newer one', () => {
    const shelf = new Shelf(1, 0);
    const { poller, now } = shelf.table;
    const [order] = shelf.orders as [WatchOrder];
    poller.take(now, 4);
    const unread = poller.takeUnread(10);
    poller.arrivals.list(listingOf({ ...order, delegation: { ...order.delegation, signedAt: 6 } }), ARRIVAL, now);
    expect(poller.custody.lend(unread, new Map([[order.accountId, order.delegation]]))).toEqual([]);
    expect(unread[0]?.isLent).toBe(false);
    const newer = { ...order.delegation, signedAt: 6, signature: Buffer.alloc(64, 3) };
    poller.custody.lend(unread, new Map([[order.accountId, newer]]));
    expect([unread[0]?.isLent, unread[0]?.delegation]).toEqual([true, newer.signature]);
  });
});

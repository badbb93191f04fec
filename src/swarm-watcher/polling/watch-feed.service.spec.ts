/** The list stays in step whatever order news comes in: notices, sweeps, failures, and notices that were missed. */

import { until } from '../../../test/support/until';
import { orderFor } from '../../../test/swarm-watcher/makers';
import { listingOf } from '../../../test/swarm-watcher/simulated-network';
import { Log } from '../../platform/telemetry/log.service';
import type { Watch, Watches, WatchListener, WatchListing } from '../../subscriptions/watches.service';
import type { Arrival } from '../watching/arrivals';
import type { WatchOrder } from '../watching/watch-order';
import { type FeedTarget, WatchFeed } from './watch-feed.service';

/** What subscriptions would answer; a page that was read stays as it was read until the test lets it go. */
class Book {
  readonly watched = new Map<string, Watch>();
  listener: WatchListener | undefined;
  sweeps = 0;
  failures = 0;
  beforePage: () => Promise<void> = async () => {};

  async *all(isKnown: (id: number) => boolean): AsyncIterable<WatchListing[]> {
    this.sweeps += 1;
    const read = [...this.watched.values()].map(listingOf);
    await this.beforePage();
    yield read.map((listing) => (isKnown(listing.id) ? { ...listing, account: undefined } : listing));
  }

  async byIds(ids: readonly string[]): Promise<Watch[]> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('away');
    }
    return ids.flatMap((id) => this.watched.get(id) ?? []);
  }

  listen(listener: WatchListener): void {
    this.listener = listener;
  }

  add(): Watch {
    const watch = orderFor() as WatchOrder as Watch;
    this.watched.set(watch.accountId, watch);
    return watch;
  }
}

class Target implements FeedTarget {
  readonly held = new Map<string, Arrival>();

  list(listings: readonly WatchListing[], arrival: Arrival): string[] {
    const unknown = listings.filter(({ id, account }) => account === undefined && !this.knows(id));
    for (const listing of listings) {
      const id = String(listing.id);
      if (!unknown.includes(listing)) this.held.set(id, { ...arrival, ...(this.knows(listing.id) && this.fresh(id)) });
    }
    return unknown.map(({ id }) => String(id));
  }

  put(watches: readonly Watch[], arrival: Arrival): void {
    for (const { accountId } of watches) this.held.set(accountId, arrival);
  }

  remove(accountId: string): void {
    this.held.delete(accountId);
  }

  knows(id: number): boolean {
    return this.held.has(String(id));
  }

  unseen(sweep: number): string[] {
    return [...this.held].filter(([, arrival]) => arrival.sweep !== sweep).map(([id]) => id);
  }

  /** As it was when the account came. */
  private fresh(id: string): Pick<Arrival, 'isFresh'> {
    return { isFresh: this.held.get(id)?.isFresh === true };
  }
}

describe('watch feed', () => {
  let book: Book;
  let target: Target;
  let feed: WatchFeed;

  beforeEach(() => {
    book = new Book();
    target = new Target();
    feed = new WatchFeed(book as unknown as Watches, new Log());
  });

  afterEach(() => feed.stop());

  /** The link stands and the first sweep is over. */
  async function begun(): Promise<void> {
    feed.follow(target);
    book.listener?.missed();
    await until(() => book.sweeps === 1 && target.held.size === book.watched.size);
  }

  it('begins with everybody, who are not new', async () => {
    const watch = book.add();
    await begun();
    expect([...target.held]).toEqual([[watch.accountId, { isFresh: false, sweep: 1 }]]);
  });

  it('begins without the link for notices, after a moment', async () => {
    book.add();
    feed.follow(target);
    await until(() => target.held.size === 1);
  });

  it('takes over who is new, and drops who is gone', async () => {
    const gone = book.add();
    await begun();
    const fresh = book.add();
    book.watched.delete(gone.accountId);
    book.listener?.changed([gone.accountId, fresh.accountId]);
    await until(() => target.held.has(fresh.accountId));
    expect([...target.held]).toEqual([[fresh.accountId, { isFresh: true, sweep: 1 }]]);
  });

  it('tries again what could not be read', async () => {
    await begun();
    book.failures = 1;
    const fresh = book.add();
    book.listener?.changed([fresh.accountId]);
    await until(() => target.held.has(fresh.accountId));
  });

  it('believes a notice rather than a sweep that read before it', async () => {
    const leaving = book.add();
    await begun();
    let letGo: () => void = () => undefined;
    book.beforePage = () => new Promise((resolve) => (letGo = resolve));
    book.listener?.missed();
    await until(() => book.sweeps === 2);
    const coming = book.add();
    book.watched.delete(leaving.accountId);
    book.listener?.changed([leaving.accountId, coming.accountId]);
    await until(() => target.held.has(coming.accountId));
    book.beforePage = async () => {};
    letGo();
    book.listener?.missed();
    await until(() => book.sweeps === 3);
    expect([...target.held.keys()]).toEqual([coming.accountId]);
  });

  it('finds by a sweep what no notice told', async () => {
    const gone = book.add();
    await begun();
    const fresh = book.add();
    book.watched.delete(gone.accountId);
    book.listener?.missed();
    await until(() => target.held.has(fresh.accountId) && !target.held.has(gone.accountId));
  });

  it('says nothing any more once it has stopped, and everything again when it begins anew', async () => {
    await begun();
    await feed.stop();
    const fresh = book.add();
    book.listener?.changed([fresh.accountId]);
    book.listener?.missed();
    expect(target.held.size).toBe(0);
    const next = new Target();
    feed.follow(next);
    await until(() => next.held.size === 1);
  });
});

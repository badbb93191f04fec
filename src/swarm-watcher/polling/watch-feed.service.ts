/** Keeps a list of watched accounts in step with the subscriptions: all at first, then what changes, and a sweep now and then. */
import { Injectable } from '@nestjs/common';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { type Watch, Watches, type WatchListing } from '../../subscriptions/watches.service';
import { Sweeps } from '../feeding/sweeps.task';
import type { Arrival } from '../watching/arrivals';

export interface FeedTarget {
  /** What a sweep tells; answers the accounts that are to be looked at again. */
  list(listings: readonly WatchListing[], arrival: Arrival): string[];
  /** To be watched, or watched differently. */
  put(watches: readonly Watch[], arrival: Arrival): void;
  remove(accountId: string): void;
  /** Whether the account is watched. */
  knows(id: number): boolean;
  /** Accounts that came neither with this sweep nor since it began. */
  unseen(sweep: number): string[];
}

/** When the link for notices does not come up, the first sweep does not wait for it. */
const SWEEP_AT_LATEST_MS = 1_000;
const PAUSE_AFTER_FAILURE_MS = 1_000;
const AT_ONCE = 2_000;

@Injectable()
export class WatchFeed {
  private target: FeedTarget | undefined;
  private isListening = false;
  private isLinked = false;
  private readonly changed = new Set<string>();
  /** Accounts that changed while a sweep goes on: what the sweep has read of them may be old. */
  private touched: Set<string> | undefined;
  private hasSwept = false;
  /** How many sweeps were begun. */
  private number = 0;
  private catchingUp: Promise<void> | undefined;
  private readonly sweeps = new Sweeps(() => this.sweep());

  constructor(
    private readonly watches: Watches,
    private readonly log: Log,
  ) {}

  /** Feeds `target` from now on; resolves when everything that is to be watched has been put once. */
  follow(target: FeedTarget): Promise<void> {
    this.target = target;
    this.hasSwept = false;
    const swept = this.sweeps.begin(this.isLinked ? 0 : SWEEP_AT_LATEST_MS);
    this.listen();
    return swept;
  }

  private listen(): void {
    if (this.isListening) return;
    this.isListening = true;
    this.watches.listen({
      changed: (ids) => this.lookAgain(ids),
      missed: () => {
        this.isLinked = true;
        this.sweeps.soon(0);
      },
    });
  }

  async stop(): Promise<void> {
    this.target = undefined;
    this.changed.clear();
    await Promise.all([this.sweeps.end(), this.catchingUp]);
  }

  /** These accounts are to be looked at again. */
  lookAgain(accountIds: readonly string[]): void {
    if (this.target === undefined) return;
    for (const id of accountIds) {
      this.changed.add(id);
      this.touched?.add(id);
    }
    this.catchingUp ??= this.catchUp().finally(() => {
      this.catchingUp = undefined;
    });
  }

  private async catchUp(): Promise<void> {
    for (let target = this.target; target !== undefined && this.changed.size > 0; target = this.target) {
      const ids = [...this.changed].slice(0, AT_ONCE);
      for (const id of ids) this.changed.delete(id);
      try {
        await this.apply(target, ids);
      } catch (error) {
        this.log.warn('changed accounts could not be read; it is tried again', factsOf(error));
        for (const id of ids) this.changed.add(id);
        await pause(PAUSE_AFTER_FAILURE_MS);
      }
    }
  }

  private async apply(target: FeedTarget, ids: readonly string[]): Promise<void> {
    const found = await this.watches.byIds(ids);
    const left = new Set(ids);
    for (const watch of found) left.delete(watch.accountId);
    // Whoever changed again meanwhile is read again; the older state is no error.
    if (this.target !== target) return;
    target.put(found, { isFresh: true, sweep: this.number });
    for (const id of left) target.remove(id);
  }

  /** Answers whether it came to its end. */
  private async sweep(): Promise<boolean> {
    const { target } = this;
    const touched = new Set<string>();
    this.touched = touched;
    try {
      return target !== undefined && (await this.putAll(target, touched));
    } finally {
      this.touched = undefined;
    }
  }

  private async putAll(target: FeedTarget, touched: ReadonlySet<string>): Promise<boolean> {
    this.number += 1;
    // Who is new, and was not there when we began, has just been asked for.
    const arrival = { isFresh: this.hasSwept, sweep: this.number };
    let accounts = 0;
    try {
      for await (const page of this.watches.all((id) => target.knows(id))) {
        if (this.target !== target) return false;
        accounts += page.length;
        // An account that changed meanwhile is passed over, its newer state comes by itself.
        const listed = touched.size === 0 ? page : page.filter(({ id }) => !touched.has(String(id)));
        this.lookAgain(target.list(listed, arrival));
      }
    } catch (error) {
      this.log.warn('the accounts to watch could not all be read; it is tried again', factsOf(error));
      return false;
    }
    if (this.target !== target) return false;
    for (const id of target.unseen(arrival.sweep)) if (!touched.has(id)) target.remove(id);
    if (!this.hasSwept) this.log.info('all accounts are known', { accounts });
    this.hasSwept = true;
    return true;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

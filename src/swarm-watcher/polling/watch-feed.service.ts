/** Keeps a list of watched accounts in step with the subscriptions: all at first, then what changes, and a sweep now and then. */
import { Injectable } from '@nestjs/common';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { type Watch, Watches } from '../../subscriptions/watches.service';

export interface FeedTarget {
  /**
   * To be watched, or watched differently. `isStale` is asked at the last moment: an account that changed meanwhile is
   * passed over, its newer state comes by itself. `isFresh`: a phone has just asked for them.
   */
  put(watches: readonly Watch[], isFresh: boolean, isStale: (accountId: string) => boolean): Promise<void>;
  remove(accountId: string): void;
  /** Everything that is watched. */
  ids(): Iterable<string>;
}

/** A notice may get lost; nobody is missed for longer than this, or than a sweep of a twentieth of the time allows. */
const SWEEP_EVERY_MS = 300_000;
const SWEEPING_SHARE = 20;
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
  private isSweepDue = false;
  private hasSwept = false;
  private tellSwept: () => void = () => undefined;
  private sweeping: Promise<void> | undefined;
  private catchingUp: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly watches: Watches,
    private readonly log: Log,
  ) {}

  /** Feeds `target` from now on; resolves when everything that is to be watched has been put once. */
  async follow(target: FeedTarget): Promise<void> {
    const swept = new Promise<void>((resolve) => {
      this.tellSwept = resolve;
    });
    this.begin(target);
    await swept;
  }

  private begin(target: FeedTarget): void {
    this.target = target;
    this.hasSwept = false;
    if (this.isLinked) this.sweepSoon(0);
    else this.sweepSoon(SWEEP_AT_LATEST_MS);
    if (this.isListening) return;
    this.isListening = true;
    this.watches.listen({
      changed: (ids) => this.lookAgain(ids),
      missed: () => {
        this.isLinked = true;
        this.sweepSoon(0);
      },
    });
  }

  async stop(): Promise<void> {
    this.target = undefined;
    clearTimeout(this.timer);
    this.changed.clear();
    await Promise.all([this.sweeping, this.catchingUp]);
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
    await target.put(found, true, () => false);
    for (const id of left) target.remove(id);
  }

  private sweepSoon(delayMs: number): void {
    if (this.target === undefined) return;
    this.isSweepDue = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.startSweep(), delayMs);
  }

  private startSweep(): void {
    if (this.target === undefined || this.sweeping !== undefined) return;
    this.isSweepDue = false;
    const began = performance.now();
    this.sweeping = this.sweep(this.target).then((isDone) => {
      this.sweeping = undefined;
      this.touched = undefined;
      const rest = Math.max(SWEEP_EVERY_MS, SWEEPING_SHARE * (performance.now() - began));
      if (this.isSweepDue) this.sweepSoon(0);
      else this.sweepSoon(isDone ? rest * (0.8 + 0.4 * Math.random()) : PAUSE_AFTER_FAILURE_MS);
    });
  }

  /** Answers whether it came to its end. */
  private async sweep(target: FeedTarget): Promise<boolean> {
    const touched = new Set<string>();
    this.touched = touched;
    // Where there was nothing before, there will be nothing to take away.
    const seen = isEmpty(target.ids()) ? undefined : new Set<string>();
    let accounts = 0;
    const isStale = (id: string) => touched.has(id) || this.target !== target;
    try {
      for await (const watches of this.watches.all()) {
        if (this.target !== target) return false;
        accounts += watches.length;
        for (const watch of watches) seen?.add(watch.accountId);
        await target.put(watches, this.hasSwept, isStale);
      }
    } catch (error) {
      this.log.warn('the accounts to watch could not all be read; it is tried again', factsOf(error));
      return false;
    }
    if (this.target !== target) return false;
    for (const id of seen === undefined ? [] : target.ids()) if (!seen?.has(id) && !isStale(id)) target.remove(id);
    if (!this.hasSwept) this.log.info('all accounts are known', { accounts });
    this.hasSwept = true;
    this.tellSwept();
    return true;
  }
}

function isEmpty(items: Iterable<unknown>): boolean {
  return items[Symbol.iterator]().next().done === true;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Keeps the monitored accounts in step with the subscriptions, without holding more of them than one page at a time. */
import { Injectable } from '@nestjs/common';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { type MonitoredAccount, MonitoredAccounts } from '../../subscriptions/monitored-accounts.service';
import { Watches } from '../../subscriptions/watches.service';
import { Sweeps } from '../feeding/sweeps.task';

export interface MonitorTarget {
  /** To be monitored; `sweep` is the number of the sweep that saw them. */
  keep(accounts: readonly MonitoredAccount[], sweep: number): void;
  /** Something about them has changed. */
  renew(accounts: readonly MonitoredAccount[], sweep: number): void;
  remove(id: number): void;
  /** A sweep has come to its end: who was not seen by it, nor changed since it began, is monitored no more. */
  swept(sweep: number): void;
}

const PAUSE_AFTER_FAILURE_MS = 1_000;
const AT_ONCE = 2_000;
/** When so many have changed, looking at all costs less. */
const MOST_CHANGED = 100_000;

@Injectable()
export class MonitorFeed {
  private target: MonitorTarget | undefined;
  private isListening = false;
  private changed = new Set<string>();
  /** How many were begun. */
  private number = 0;
  /** Accounts that changed while a sweep goes on: what the sweep has read of them may be old. */
  private touched: Set<number> | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private catchingUp: Promise<void> | undefined;
  private readonly sweeps = new Sweeps(() => this.sweep());

  constructor(
    private readonly monitored: MonitoredAccounts,
    private readonly watches: Watches,
    private readonly log: Log,
  ) {}

  /** Feeds `target` from now on; resolves when everything that is to be monitored has been kept once. */
  follow(target: MonitorTarget): Promise<void> {
    this.target = target;
    this.number = 0;
    const swept = this.sweeps.begin(0);
    this.listen();
    return swept;
  }

  private listen(): void {
    if (this.isListening) return;
    this.isListening = true;
    this.watches.listen({ changed: (ids) => this.lookAgain(ids), missed: () => this.sweeps.soon(0) });
  }

  async stop(): Promise<void> {
    this.target = undefined;
    clearTimeout(this.retryTimer);
    this.changed.clear();
    await Promise.all([this.sweeps.end(), this.catchingUp]);
  }

  /** These accounts are to be looked at again. */
  lookAgain(ids: readonly string[]): void {
    if (this.target === undefined) return;
    for (const id of ids) {
      this.changed.add(id);
      this.touched?.add(Number(id));
    }
    if (this.changed.size > MOST_CHANGED) {
      this.changed.clear();
      this.sweeps.soon(0);
    }
    this.catchUpSoon();
  }

  private catchUpSoon(): void {
    this.catchingUp ??= this.catchUp().finally(() => {
      this.catchingUp = undefined;
    });
  }

  private async catchUp(): Promise<void> {
    for (let { target } = this; target !== undefined && this.changed.size > 0; { target } = this) {
      const ids = [...this.changed].slice(0, AT_ONCE);
      for (const id of ids) this.changed.delete(id);
      try {
        const found = await this.monitored.byIds(ids);
        if (this.target !== target) return;
        const left = new Set(ids.map(Number));
        for (const { id } of found) left.delete(id);
        target.renew(found, this.number);
        for (const id of left) target.remove(id);
      } catch (error) {
        this.log.warn('changed accounts could not be read; it is tried again', factsOf(error));
        for (const id of ids) this.changed.add(id);
        this.retryTimer = setTimeout(() => this.catchUpSoon(), PAUSE_AFTER_FAILURE_MS);
        return;
      }
    }
  }

  /** Answers whether it came to its end. */
  private async sweep(): Promise<boolean> {
    const { target } = this;
    const touched = new Set<number>();
    this.touched = touched;
    try {
      return target !== undefined && (await this.keepAll(target, touched));
    } finally {
      this.touched = undefined;
    }
  }

  private async keepAll(target: MonitorTarget, touched: ReadonlySet<number>): Promise<boolean> {
    this.number += 1;
    const { number } = this;
    let accounts = 0;
    try {
      for await (const page of this.monitored.all()) {
        if (this.target !== target) return false;
        target.keep(touched.size === 0 ? page : page.filter(({ id }) => !touched.has(id)), number);
        accounts += page.length;
      }
    } catch (error) {
      this.log.warn('the accounts to monitor could not all be read; it is tried again', factsOf(error));
      return false;
    }
    if (this.target !== target) return false;
    target.swept(number);
    if (number === 1) this.log.info('all accounts without a delegation are known', { accounts });
    return true;
  }
}

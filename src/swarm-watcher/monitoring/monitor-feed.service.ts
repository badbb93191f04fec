/** Keeps the monitored accounts in step with the subscriptions, without holding more of them than one page at a time. */
import { Injectable } from '@nestjs/common';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { type MonitoredAccount, MonitoredAccounts } from '../../subscriptions/monitored-accounts.service';
import { Watches } from '../../subscriptions/watches.service';

export interface MonitorTarget {
  /** To be monitored; `sweep` is the number of the sweep that saw them. */
  keep(accounts: readonly MonitoredAccount[], sweep: number): void;
  /** Something about them has changed. */
  renew(accounts: readonly MonitoredAccount[], sweep: number): void;
  remove(id: number): void;
  /** A sweep has come to its end: who was not seen by it, nor changed since it began, is monitored no more. */
  swept(sweep: number): void;
}

/** A notice may get lost; nobody is missed for longer than this, or than a sweep of a twentieth of the time allows. */
const SWEEP_EVERY_MS = 300_000;
const SWEEPING_SHARE = 20;
const PAUSE_AFTER_FAILURE_MS = 1_000;
const AT_ONCE = 2_000;
/** When so many have changed, looking at all costs less. */
const MOST_CHANGED = 100_000;

@Injectable()
export class MonitorFeed {
  private target: MonitorTarget | undefined;
  private isListening = false;
  private changed = new Set<string>();
  private sweeps = 0;
  /** Accounts that changed while a sweep goes on: what the sweep has read of them may be old. */
  private touched: Set<number> | undefined;
  private isSweepDue = false;
  private sweepTimer: NodeJS.Timeout | undefined;
  private retryTimer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;
  private catchingUp: Promise<void> | undefined;

  constructor(
    private readonly monitored: MonitoredAccounts,
    private readonly watches: Watches,
    private readonly log: Log,
  ) {}

  /** Feeds `target` from now on. */
  follow(target: MonitorTarget): void {
    this.target = target;
    this.sweeps = 0;
    this.sweepSoon(0);
    if (this.isListening) return;
    this.isListening = true;
    this.watches.listen({ changed: (ids) => this.lookAgain(ids), missed: () => this.sweepSoon(0) });
  }

  async stop(): Promise<void> {
    this.target = undefined;
    clearTimeout(this.sweepTimer);
    clearTimeout(this.retryTimer);
    this.changed.clear();
    await Promise.all([this.sweeping, this.catchingUp]);
  }

  private lookAgain(ids: readonly string[]): void {
    if (this.target === undefined) return;
    for (const id of ids) {
      this.changed.add(id);
      this.touched?.add(Number(id));
    }
    if (this.changed.size > MOST_CHANGED) {
      this.changed.clear();
      this.sweepSoon(0);
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
        target.renew(found, this.sweeps);
        for (const id of left) target.remove(id);
      } catch (error) {
        this.log.warn('changed accounts could not be read; it is tried again', factsOf(error));
        for (const id of ids) this.changed.add(id);
        this.retryTimer = setTimeout(() => this.catchUpSoon(), PAUSE_AFTER_FAILURE_MS);
        return;
      }
    }
  }

  private sweepSoon(delayMs: number): void {
    if (this.target === undefined) return;
    this.isSweepDue = true;
    clearTimeout(this.sweepTimer);
    this.sweepTimer = setTimeout(() => this.startSweep(), delayMs);
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
  private async sweep(target: MonitorTarget): Promise<boolean> {
    this.sweeps += 1;
    const { sweeps } = this;
    const touched = new Set<number>();
    this.touched = touched;
    let accounts = 0;
    try {
      for await (const page of this.monitored.all()) {
        if (this.target !== target) return false;
        target.keep(touched.size === 0 ? page : page.filter(({ id }) => !touched.has(id)), sweeps);
        accounts += page.length;
      }
    } catch (error) {
      this.log.warn('the accounts to monitor could not all be read; it is tried again', factsOf(error));
      return false;
    }
    if (this.target !== target) return false;
    target.swept(sweeps);
    if (sweeps === 1) this.log.info('all accounts without a delegation are known', { accounts });
    return true;
  }
}

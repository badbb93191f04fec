/** Keeps this process' lease alive and hands on what its membership decides. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Notifications } from '../../platform/database/notifications.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import type { Share } from '../share';
import { WatcherStats } from '../watcher-stats';
import { LeaseRepository, WATCHERS_CHANNEL } from './lease.repository';
import { Membership } from './membership';

/** A watcher that does not renew its lease for so long is taken for dead; the others have its swarms right after. */
const LEASE_MS = 8_000;
const BEAT_MS = 2_000;
/** What has run out by the database's clock is looked for a moment later. */
const GRACE_MS = 20;
/** Whoever is asked to end waits no longer for the others to take over. */
const LEAVE_MS = 8_000;

type OnShare = (share: Share) => Promise<void>;

@Injectable()
export class LeaseKeeper {
  private readonly id = randomUUID();
  private readonly membership = new Membership(this.id);
  private swarms: readonly string[] = [];
  private written = '';
  private isLeaving = false;
  private isDone = false;
  private isAway = false;
  private isHasty = false;
  private wake: () => void = () => undefined;
  private keeping: Promise<void> | undefined;

  constructor(
    private readonly repository: LeaseRepository,
    private readonly notifications: Notifications,
    private readonly stats: WatcherStats,
    private readonly log: Log,
  ) {}

  /**
   * Takes a lease and tells `onShare` of every change of our share, until `leave`. The others hear that we have taken it
   * over when its promise resolves, which must be well before a lease runs out.
   */
  join(onShare: OnShare): void {
    const hasten = () => this.hasten();
    this.notifications.listen(WATCHERS_CHANNEL, { onNotice: hasten, onConnected: hasten });
    this.keeping = this.keep(onShare);
  }

  /** The swarms on our list of nodes, ascending. */
  know(swarms: readonly string[]): void {
    this.swarms = swarms;
    this.hasten();
  }

  /** Resolves when the other watchers have taken over what was ours, or have had their time; the lease is then gone. */
  async leave(): Promise<void> {
    if (this.keeping === undefined) return;
    this.isLeaving = true;
    this.hasten();
    const patience = setTimeout(() => this.end(), LEAVE_MS);
    await this.keeping;
    clearTimeout(patience);
    try {
      await this.repository.end(this.id);
    } catch (error) {
      this.log.warn('the lease could not be given back; it runs out by itself', factsOf(error));
    }
    this.stats.watchers = 0;
  }

  private async keep(onShare: OnShare): Promise<void> {
    while (!this.isDone) {
      this.isHasty = false;
      await this.pause(await this.beatOnce(onShare));
    }
  }

  /** Answers after how many ms the next beat is due. */
  private async beatOnce(onShare: OnShare): Promise<number> {
    try {
      const pauseMs = await this.beat(onShare);
      this.isAway = false;
      return pauseMs;
    } catch (error) {
      if (!this.isAway) this.log.warn('the lease could not be renewed; it is tried again', factsOf(error));
      this.isAway = true;
      // Nobody can be told of our leaving.
      if (this.isLeaving) this.end();
      return BEAT_MS;
    }
  }

  private async beat(onShare: OnShare): Promise<number> {
    const { membership, isLeaving, swarms } = this;
    const own = { id: this.id, taken: membership.taken, isLeaving, swarms };
    const text = JSON.stringify(own);
    const sight = await this.repository.beat(own, LEASE_MS, text !== this.written);
    if (sight.isNew && this.written !== '') {
      this.stats.add('leases_lost');
      this.log.warn('the lease of this watcher had run out; others may have watched its swarms');
    }
    this.written = text;
    this.stats.watchers = sight.leases.length;
    if (membership.see(sight, performance.now())) await onShare(membership.share);
    if (isLeaving && membership.isSettled) this.end();
    if (membership.taken !== own.taken) return 0;
    return Math.min(BEAT_MS, sight.nextEndMs + GRACE_MS);
  }

  private end(): void {
    this.isDone = true;
    this.wake();
  }

  private hasten(): void {
    this.isHasty = true;
    this.wake();
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.isHasty || this.isDone) this.wake();
    });
  }
}

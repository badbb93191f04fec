/** Hears of messages over monitor connections to the members of every swarm that keeps an account without a delegation. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { NetworkClock } from '../../session-network/network-clock.service';
import { NodeDirectory } from '../../session-network/node-directory.service';
import { type MonitoredAccount, MonitoredAccounts } from '../../subscriptions/monitored-accounts.service';
import { MessageSource, type Sink } from '../message-source';
import { HoldUp } from '../polling/hold-up';
import type { Share } from '../share';
import { WatcherStats } from '../watcher-stats';
import { ItemRefusals } from './item-refusals';
import { LinkRunner } from './link-runner.connection';
import { MonitorFeed, type MonitorTarget } from './monitor-feed.service';
import { MonitoredSwarms } from './monitored-swarms';
import { LinkMaker } from './node-link.connection';
import { NoticeDesk } from './notice-desk';
import { RequestComposer } from './request-composer.service';
import { TellingPump } from './telling-pump';
import { WaitingMessages } from './waiting-messages';

/** How often every connection is looked at; what cannot wait is done at once. */
const TICK_MS = 100;
/** What waits when watching ends gets so long to be booked. */
const LAST_PATIENCE_MS = 5_000;
/** So long others may be kept waiting for nodes that do not answer us; shorter than half a lease. */
const TAKEOVER_MS = 3_000;
const LOOK_MS = 20;

/** Everything that lives from `start` to `stop`. */
interface Watch {
  readonly swarms: MonitoredSwarms;
  readonly waiting: WaitingMessages;
  readonly desk: NoticeDesk;
  readonly runner: LinkRunner;
  readonly pump: TellingPump;
  readonly unlisten: () => void;
  /** Connections are made once it is known whom to ask for. */
  isReady: boolean;
}

@Injectable()
export class MonitorSource extends MessageSource implements MonitorTarget {
  private watch: Watch | undefined;
  private known: Promise<void> = Promise.resolve();
  private owned: Share | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isPumpDue = false;
  private readonly booking = new HoldUp();
  private readonly maker = new LinkMaker();

  constructor(
    private readonly directory: NodeDirectory,
    private readonly networkClock: NetworkClock,
    private readonly monitored: MonitoredAccounts,
    private readonly feed: MonitorFeed,
    private readonly composer: RequestComposer,
    private readonly clock: Clock,
    private readonly stats: WatcherStats,
    private readonly log: Log,
  ) {
    super();
  }

  start(sink: Sink): void {
    if (!this.monitored.isOn || this.watch !== undefined) return;
    const watch = this.begin(sink);
    // Placing every account at once, when the list of nodes comes last, would hold everything up.
    this.known = this.directory.start().then(() => {
      if (this.watch === watch) return this.feed.follow(this);
    });
  }

  override ready(): Promise<void> {
    return this.known;
  }

  async share(share: Share): Promise<void> {
    this.owned = share;
    const { watch } = this;
    if (watch === undefined) return;
    watch.runner.close(watch.swarms.share(share, performance.now()));
    watch.runner.advance();
    // What nodes tell between two watchers is told to nobody: whoever watched before goes on until we are heard.
    for (let until = performance.now() + TAKEOVER_MS; performance.now() < until; await pause(LOOK_MS)) {
      if (this.watch !== watch || this.owned !== share || watch.runner.isSettled) return;
    }
  }

  async stop(): Promise<void> {
    const { watch } = this;
    if (watch === undefined) return;
    await this.feed.stop();
    await this.drain(watch);
    this.end(watch);
  }

  keep(accounts: readonly MonitoredAccount[], sweep: number): void {
    this.take(accounts, sweep, 'keep');
  }

  renew(accounts: readonly MonitoredAccount[], sweep: number): void {
    this.take(accounts, sweep, 'put');
    // Whoever has just subscribed waits for no tick.
    if (this.watch?.isReady === true) this.watch.runner.advance();
  }

  remove(id: number): void {
    const { watch } = this;
    const slot = watch?.swarms.index.findId(id);
    if (watch === undefined || slot === undefined) return;
    watch.swarms.remove(slot);
    this.stats.monitored = watch.swarms.index.size;
  }

  swept(sweep: number): void {
    const { watch } = this;
    if (watch === undefined) return;
    const { index } = watch.swarms;
    for (let slot = 0; slot < index.end; slot += 1) {
      if (index.has(slot) && index.mark(slot) < sweep) watch.swarms.remove(slot);
    }
    this.stats.monitored = index.size;
    watch.isReady = true;
  }

  private begin(sink: Sink): Watch {
    const { stats, log, composer, maker } = this;
    const swarms = new MonitoredSwarms(randomBytes(4).readInt32LE(), Math.random);
    const waiting = new WaitingMessages(() => randomBytes(32).toString('base64').slice(0, 43));
    const desk = new NoticeDesk(swarms, waiting, new Set(this.monitored.wakeNamespaces), stats, () => this.clock.now());
    const runner = new LinkRunner({
      ...{ swarms, desk, composer, maker, stats, log, refusals: new ItemRefusals() },
      wrongClock: () => void this.networkClock.resync(),
      noticed: () => this.pumpSoon(),
    });
    const unlisten = this.directory.onChange((map) => runner.close(swarms.know(map, performance.now())));
    const pump = this.pumpFor(waiting, desk, sink);
    const watch = { swarms, waiting, desk, runner, unlisten, pump, isReady: false };
    this.watch = watch;
    if (this.owned !== undefined) swarms.share(this.owned, performance.now());
    swarms.know(this.directory.map, performance.now());
    this.tick();
    return watch;
  }

  private end(watch: Watch): void {
    this.watch = undefined;
    clearTimeout(this.timer);
    watch.unlisten();
    watch.runner.closeAll();
    this.stats.monitored = 0;
    if (watch.waiting.size > 0)
      this.log.error('messages that nodes told of are lost', { messages: watch.waiting.size });
  }

  private pumpFor(waiting: WaitingMessages, desk: NoticeDesk, sink: Sink): TellingPump {
    return new TellingPump(waiting, sink, {
      booked: (told) => {
        desk.booked(told);
        this.booking.worked();
        this.pumpSoon();
      },
      failed: (error) => this.putOff(error),
    });
  }

  private take(accounts: readonly MonitoredAccount[], sweep: number, how: 'keep' | 'put'): void {
    const { watch } = this;
    if (watch === undefined) return;
    const now = performance.now();
    const { index } = watch.swarms;
    for (const { id, account, endsAt } of accounts) {
      const slot = watch.swarms[how](id, account, now);
      index.setMark(slot, sweep);
      index.setEnd(slot, endsAt);
    }
    this.stats.monitored = index.size;
  }

  private tick(): void {
    if (this.watch?.isReady === true) {
      this.reviewEnded(this.watch);
      this.watch.runner.advance();
    }
    this.pumpSoon();
    this.timer = setTimeout(() => this.tick(), TICK_MS);
  }

  /** Whose last subscription has ended goes, unless one was renewed: requests hold nothing of it from that second on. */
  private reviewEnded({ swarms: { index } }: Watch): void {
    const ended = index.takeEnded(this.clock.now());
    if (ended.length > 0) this.feed.lookAgain(ended.map((slot) => String(index.id(slot))));
  }

  /** What is noticed in one turn of the event loop is handed over together. */
  private pumpSoon(): void {
    if (this.isPumpDue) return;
    this.isPumpDue = true;
    setImmediate(() => {
      this.isPumpDue = false;
      this.stats.waitingNotices = this.watch?.waiting.size ?? 0;
      if (!this.booking.isOn(performance.now())) this.watch?.pump.pump();
    });
  }

  private putOff(error: unknown): void {
    this.stats.add('tellings_put_off');
    const now = performance.now();
    if (!this.booking.isOn(now)) this.log.warn('messages cannot be booked; they wait', factsOf(error));
    this.booking.failed(now);
  }

  /** A notice is told once: what waits is booked before watching ends, if that is possible in time. */
  private async drain({ waiting, pump }: Watch): Promise<void> {
    const deadline = performance.now() + LAST_PATIENCE_MS;
    do {
      pump.pump();
      await pump.settled();
    } while (waiting.size > 0 && !this.booking.isOn(performance.now()) && performance.now() < deadline);
  }
}

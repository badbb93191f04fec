/** Hears of messages by asking swarms through onions: carries out what the poller decides. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import type { AccountId } from '../../protocol/account-id';
import type { DelegateKey } from '../../protocol/delegation';
import { NetworkClock } from '../../session-network/network-clock.service';
import { NodeDirectory } from '../../session-network/node-directory.service';
import { OnionClient } from '../../session-network/onion-client.service';
import { OnionFailure, type OnionFailureKind } from '../../session-network/onion-failure';
import { DelegateKeys, UnknownMasterKey } from '../../subscriptions/delegate-keys.service';
import { type Watch, Watches, type WatchListing } from '../../subscriptions/watches.service';
import { MessageSource, type Sink } from '../message-source';
import type { Share } from '../share';
import { type WatcherCount, WatcherStats } from '../watcher-stats';
import type { Arrival } from '../watching/arrivals';
import { type Moment, momentOf } from '../watching/moment';
import type { PollBatch } from '../watching/poll-batch';
import { type Heard, Poller } from '../watching/poller';
import type { Revocation } from '../watching/refusals';
import type { WatchedAccount } from '../watching/watched-account';
import { AccountReader } from './account-reader.service';
import { CursorKeeper } from './cursor-keeper.service';
import { HoldUp } from './hold-up';
import { PollOptions } from './poll-options';
import { type FeedTarget, WatchFeed } from './watch-feed.service';

/** How often it is looked what is due. */
const TICK_MS = 50;
/** Longest time a request gets, with all its attempts over different paths. */
const DEADLINE_MS = 15_000;
/** Requests made in one go: signing for many accounts takes its time, and others want to work in between. */
const AT_ONCE = 16;

const FAILURES: Readonly<Record<OnionFailureKind, { readonly count: WatcherCount; readonly isMembers: boolean }>> = {
  'no-path': { count: 'failed_no_path', isMembers: false },
  aborted: { count: 'failed_other', isMembers: false },
  unreachable: { count: 'failed_unreachable', isMembers: true },
  'timed-out': { count: 'failed_timed_out', isMembers: true },
  malformed: { count: 'failed_malformed', isMembers: true },
  'too-large': { count: 'failed_malformed', isMembers: true },
};

/** Accounts whose cursors and delegations are read by one statement each, and how often at once. */
const READ_AT_ONCE = 1_000;
const MOST_READINGS = 3;

/** Everything that lives from `start` to `stop`. */
interface Session {
  readonly poller: Poller;
  readonly sink: Sink;
  readonly closing: AbortController;
  readonly polls: Set<Promise<void>>;
  readonly unlisten: () => void;
}

@Injectable()
export class OnionPoller extends MessageSource implements FeedTarget {
  private session: Session | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isPumpDue = false;
  private readings = 0;
  private known: Promise<void> = Promise.resolve();
  private readonly booking = new HoldUp();
  private readonly sending = new HoldUp();

  constructor(
    private readonly onion: OnionClient,
    private readonly directory: NodeDirectory,
    private readonly networkClock: NetworkClock,
    private readonly keys: DelegateKeys,
    private readonly watches: Watches,
    private readonly feed: WatchFeed,
    private readonly reader: AccountReader,
    private readonly keeper: CursorKeeper,
    private readonly options: PollOptions,
    private readonly clock: Clock,
    private readonly stats: WatcherStats,
    private readonly log: Log,
  ) {
    super();
  }

  start(sink: Sink): void {
    if (this.session !== undefined) return;
    const poller = new Poller({
      floorMs: this.options.intervalMs,
      perMember: Math.max(4, this.options.concurrency >> 2),
      dice: Math.random,
      keyFor: (account, masterKeyId) => this.keyFor(account, masterKeyId),
      stats: this.stats,
      startMs: performance.now(),
    });
    const unlisten = this.directory.onChange((map) => poller.know(map, this.now()));
    this.session = { poller, sink, closing: new AbortController(), polls: new Set(), unlisten };
    poller.know(this.directory.map, this.now());
    this.keeper.keep(poller);
    this.tick();
    // Placing every account at once, when the list of nodes comes last, would hold everything up.
    this.known = this.directory.start().then(() => {
      if (this.session?.poller === poller) return this.feed.follow(this);
    });
  }

  override ready(): Promise<void> {
    return this.known;
  }

  /** What others read before is read again from where they were: nothing is missed between us. */
  async share(share: Share): Promise<void> {
    this.session?.poller.share(share, this.now());
  }

  async stop(): Promise<void> {
    const { session } = this;
    if (session === undefined) return;
    this.session = undefined;
    clearTimeout(this.timer);
    session.unlisten();
    session.closing.abort();
    await this.feed.stop();
    await Promise.all(session.polls);
    await this.keeper.stop();
    this.stats.accounts = 0;
  }

  list(listings: readonly WatchListing[], arrival: Arrival): string[] {
    const poller = this.session?.poller;
    if (poller === undefined) return [];
    const now = this.now();
    const unknown = listings.filter((listing) => !poller.arrivals.list(listing, arrival, now));
    this.stats.accounts = poller.size;
    return unknown.map(({ id }) => String(id));
  }

  put(watches: readonly Watch[], arrival: Arrival): void {
    const poller = this.session?.poller;
    if (poller === undefined) return;
    const now = this.now();
    for (const watch of watches) poller.arrivals.watch(watch, arrival, now);
    this.stats.accounts = poller.size;
  }

  remove(accountId: string): void {
    const poller = this.session?.poller;
    poller?.forget(accountId);
    this.stats.accounts = poller?.size ?? 0;
  }

  knows(id: number): boolean {
    return this.session?.poller.arrivals.knows(id) === true;
  }

  unseen(sweep: number): string[] {
    return this.session?.poller.arrivals.unseen(sweep) ?? [];
  }

  private tick(): void {
    this.pump();
    this.timer = setTimeout(() => this.tick(), TICK_MS);
  }

  /** Sends what is due, as far as there is room. */
  private pump(): void {
    const { session } = this;
    if (session === undefined) return;
    const now = this.now();
    this.stats.heldUp = this.booking.isOn(now.steady) || this.sending.isOn(now.steady);
    const room = Math.min(this.options.concurrency - session.polls.size, AT_ONCE);
    if (room <= 0 || this.stats.heldUp) return;
    const batches = session.poller.take(now, room);
    this.readAhead(session);
    this.reviewResting(session);
    if (batches.length >= AT_ONCE) this.pumpSoon();
    for (const batch of batches) {
      const poll = this.poll(session, batch).finally(() => {
        session.polls.delete(poll);
        this.stats.underWay = session.polls.size;
        if (session.polls.size >= this.options.concurrency - 1) this.pumpSoon();
      });
      session.polls.add(poll);
    }
    this.stats.underWay = session.polls.size;
  }

  /** Whoever may not be asked for goes, unless a subscription was renewed or a delegation was given anew. */
  private reviewResting({ poller }: Session): void {
    const { ended, revocations } = poller.takeResting();
    if (ended.length > 0) this.feed.lookAgain(ended);
    for (const revocation of revocations) void this.revoke(revocation);
  }

  /** Before an account is asked for the first time, or again after it was quiet: most of a million are not due. */
  private readAhead(session: Session): void {
    while (this.readings < MOST_READINGS) {
      const accounts = session.poller.takeUnread(READ_AT_ONCE);
      if (accounts.length === 0) return;
      this.readings += 1;
      const reading = this.readAccounts(session.poller, accounts).finally(() => {
        this.readings -= 1;
        session.polls.delete(reading);
        this.pumpSoon();
      });
      session.polls.add(reading);
    }
  }

  /** Never rejects. */
  private async readAccounts(poller: Poller, accounts: readonly WatchedAccount[]): Promise<void> {
    try {
      const { cursors, loans } = await this.reader.read(accounts);
      this.feed.lookAgain(poller.custody.lend(accounts, loans));
      poller.custody.resume(accounts, cursors, this.now());
    } catch (error) {
      const now = this.now();
      if (!this.booking.isOn(now.steady))
        this.log.warn('cursors and delegations cannot be read; it is tried again', factsOf(error));
      this.booking.failed(now.steady);
      poller.custody.putOff(accounts, now);
    }
  }

  /** While everything is busy, room is used as soon as there is some. */
  private pumpSoon(): void {
    if (this.isPumpDue) return;
    this.isPumpDue = true;
    setImmediate(() => {
      this.isPumpDue = false;
      this.pump();
    });
  }

  /** One request and all that follows from its answer. Never rejects. */
  private async poll(session: Session, batch: PollBatch): Promise<void> {
    const heard = await this.ask(session, batch);
    if (heard.misplaced) this.directory.refreshSoon();
    if (heard.wrongClock) void this.networkClock.resync();
    for (const revocation of heard.revocations) void this.revoke(revocation);
    if (heard.telling === undefined) return;
    let isSafe = false;
    try {
      await session.sink(heard.telling);
      isSafe = true;
      this.booking.worked();
    } catch (error) {
      this.stats.add('tellings_put_off');
      const now = this.now().steady;
      if (!this.booking.isOn(now)) this.log.warn('messages cannot be booked and will be read again', factsOf(error));
      this.booking.failed(now);
    }
    session.poller.settle(batch, heard.unsettled, isSafe, this.now());
  }

  private async ask({ poller, closing }: Session, batch: PollBatch): Promise<Heard> {
    try {
      const options = { deadlineMs: DEADLINE_MS, signal: closing.signal };
      const answer = await this.onion.ask(batch.member, batch.payload, options);
      this.sending.worked();
      if (!poller.weigh(batch, answer.bytes, this.now())) return poller.failed(batch, false, this.now());
      if (answer.status !== 200) {
        this.stats.add('failed_status');
        if (answer.status === 406) void this.networkClock.resync();
        return poller.failed(batch, true, this.now());
      }
      const heard = poller.answered(batch, answer.body, this.now());
      this.networkClock.sample(batch.member.ed25519, heard.t, answer.sentAt, answer.receivedAt);
      return heard;
    } catch (error) {
      const { count, isMembers } = FAILURES[error instanceof OnionFailure ? error.kind : 'aborted'];
      this.stats.add(count);
      if (count === 'failed_no_path') this.sending.failed(this.now().steady);
      if (!(error instanceof OnionFailure)) this.log.error('a poll went wrong', factsOf(error));
      return poller.failed(batch, isMembers, this.now());
    }
  }

  /** The account is looked at again whatever the outcome: a newer delegation may have come meanwhile. */
  private async revoke({ accountId, signature, signedAt }: Revocation): Promise<void> {
    try {
      if (await this.watches.revoked(accountId, { signature, signedAt })) this.stats.add('delegations_revoked');
      this.feed.lookAgain([accountId]);
    } catch (error) {
      this.log.warn('a revoked delegation could not be marked; it is tried again', factsOf(error));
    }
  }

  private keyFor(account: AccountId, masterKeyId: string): DelegateKey | undefined {
    try {
      return this.keys.keyFor(account, masterKeyId).key;
    } catch (error) {
      if (error instanceof UnknownMasterKey) return undefined;
      throw error;
    }
  }

  private now(): Moment {
    return momentOf(performance.now(), this.clock.now(), this.networkClock.offsetMs);
  }
}

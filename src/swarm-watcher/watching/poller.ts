/**
 * Everything that watching decides, and nothing that it does: which accounts are asked at which member and when, what an
 * answer means, and how far an account has been read. Instants, dice and keys are handed in; requests go out elsewhere.
 */
import { ProtocolError } from '../../protocol/protocol-error';
import type { ServiceNode } from '../../protocol/service-node';
import { readBatchAnswer } from '../../protocol/storage-requests';
import type { SwarmMap } from '../../protocol/swarm-map';
import type { Telling } from '../message-source';
import type { Share } from '../share';
import type { WatcherStats } from '../watcher-stats';
import { Arrivals } from './arrivals';
import { BatchMaker } from './batch-maker';
import { costOfBytes, costOfReadings } from './costs';
import { memberName } from './cursors';
import { Custody } from './custody';
import { Members } from './members';
import type { Moment } from './moment';
import { BatchWriter, type KeyFor, type PollBatch } from './poll-batch';
import { type Dice, PollSchedule } from './poll-schedule';
import { type AccountReading, readAnswers } from './reading';
import { ReadyLanes } from './ready-lanes';
import { type Revocation, revocationOf, take401 } from './refusals';
import { Roster } from './roster';
import type { WatchedAccount } from './watched-account';

export interface PollerParts {
  /** Shortest interval between two polls of one lane, ms. */
  readonly floorMs: number;
  /** Requests to one member that may be under way at once. */
  readonly perMember: number;
  readonly dice: Dice;
  readonly keyFor: KeyFor;
  readonly stats: WatcherStats;
  /** The steady clock at the beginning. */
  readonly startMs: number;
  /** Quiet accounts of which more than a row is kept, instead of 200,000. */
  readonly mostKept?: number;
}

/** Accounts that were due and may not be asked for, to be looked at again. */
export interface Resting {
  /** Their last subscription has ended, as far as we know. */
  readonly ended: readonly string[];
  /** Still here after they were refused. */
  readonly revocations: readonly Revocation[];
}

/** What an answer demands of whoever runs the poller. */
export interface Heard {
  /** To be booked; the accounts in `unsettled` wait for `settle`. */
  readonly telling: Telling | undefined;
  readonly unsettled: readonly AccountReading[];
  readonly revocations: readonly Revocation[];
  /** A node says that it does not keep an account: our list of nodes may be old. */
  readonly misplaced: boolean;
  /** A node says that our time is wrong. */
  readonly wrongClock: boolean;
  /** The node's clock, ms. */
  readonly t: number | undefined;
}

const SHUN_MISPLACED_MS = 600_000;
const SHUN_FAILED_MS = 60_000;
const PAUSE_AFTER_FAILURE_MS = 250;
const PAUSE_WHEN_UNSAFE_MS = 1_000;
const PAUSE_WHEN_CLOCK_WRONG_MS = 1_000;
const PAUSE_WHEN_REVOKED_MS = 60_000;
/** From so many accounts on, refusing all of them at once says more of the member than of their owners. */
const MANY_ACCOUNTS = 3;

export class Poller {
  private readonly roster = new Roster();
  private readonly members: Members;
  private readonly schedule: PollSchedule;
  private readonly batches: BatchMaker;
  /** Whoever is to be watched comes here. */
  readonly arrivals: Arrivals;
  /** What is known of how far accounts have been read. */
  readonly custody: Custody;
  private readonly stats: WatcherStats;
  private readonly shunning = new Set<WatchedAccount>();

  constructor(parts: PollerParts) {
    this.stats = parts.stats;
    this.members = new Members(parts.dice);
    this.schedule = new PollSchedule(parts.floorMs, parts.dice, parts.startMs);
    const { roster, members, schedule, stats } = this;
    const writer = new BatchWriter(parts.keyFor);
    this.arrivals = new Arrivals({ roster, schedule, writer });
    const ready = new ReadyLanes();
    this.custody = new Custody({ roster, schedule, writer, ready, mostKept: parts.mostKept });
    this.batches = new BatchMaker({ roster, members, schedule, writer, stats, ready, perMember: parts.perMember });
  }

  get size(): number {
    return this.roster.size;
  }

  forget(accountId: string): void {
    const account = this.roster.remove(accountId);
    if (account === undefined) return;
    this.custody.forget(account);
    this.batches.forget(account.seat);
    this.shunning.delete(account);
  }

  /** Takes over a new list of nodes; answers how many accounts were looked at, and how many other swarms keep now. */
  know(map: SwarmMap, now: Moment): { readonly looked: number; readonly moved: number } {
    for (const account of this.shunning) account.shunned = [];
    this.shunning.clear();
    const { moved, looked } = this.roster.remap(map);
    for (const { seat, wasOurs } of moved) {
      if (!this.roster.isOurs(seat)) this.custody.letGo(seat);
      else if (wasOurs) this.schedule.hasten(seat, now.steady);
      else this.custody.enter(seat, now);
    }
    this.members.keepOnly((name) => map.node(name) !== undefined);
    this.batches.keepOnly((swarm) => this.roster.holds(swarm));
    return { looked, moved: moved.length };
  }

  /** Asks from now on for the accounts of these swarms and of no others. */
  share(share: Share, now: Moment): void {
    for (const swarm of this.roster.own(share)) {
      for (let place = 0; place < swarm.size; place += 1) {
        if (swarm.isOurs) this.custody.enter(swarm.at(place), now);
        else this.custody.letGo(swarm.at(place));
      }
    }
  }

  /**
   * Accounts to be asked for whose cursors, and delegations where they are not lent, are to be read first; the custody is
   * told how that ended, once for each.
   */
  takeUnread(limit: number): WatchedAccount[] {
    return this.batches.takeUnread(limit);
  }

  /** To be called after `take`. */
  takeResting(): Resting {
    const accounts = this.batches.takeResting();
    return {
      ended: accounts.filter((account) => !account.isRevoked).map((account) => account.accountId),
      revocations: accounts.filter((account) => account.isRevoked).map(revocationOf),
    };
  }

  /** Up to `limit` requests that are to go out now. Each of them is to be told `answered` or `failed`, once. */
  take(now: Moment, limit: number): PollBatch[] {
    return this.batches.take(now, limit);
  }

  /**
   * An answer came that is so many bytes long; to carry and to open them is work too. Answers whether it is to be read:
   * what a flooding member was asked before it was left alone is not, as if it had failed.
   */
  weigh(batch: PollBatch, bytes: number, now: Moment): boolean {
    const isWelcome = !this.members.isOverdrawn(batch.member.ed25519, now.steady);
    if (!isWelcome) this.stats.add('answers_unread');
    this.charge(batch.member, costOfBytes(bytes), now);
    return isWelcome;
  }

  /** The member answered with `body`. What it told is to be booked first, and then settled. */
  answered(batch: PollBatch, body: unknown, now: Moment): Heard {
    const expected = batch.asks.length;
    let read: ReturnType<typeof readBatchAnswer>;
    try {
      read = readBatchAnswer(body, expected);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.stats.add('failed_malformed');
      return this.failed(batch, true, now);
    }
    if (surplusOf(body, expected)) this.stats.add('answers_surplus');
    const member = memberName(batch.member.ed25519);
    const count = this.stats.add.bind(this.stats);
    const readings = readAnswers(batch.asks, read.answers, { member, lane: batch.lane, now, count });
    this.batches.ended(batch);
    this.judge(batch.member, readings, now);
    const unsettled: AccountReading[] = [];
    const revocations: Revocation[] = [];
    for (const reading of readings) {
      const revoked = take401(reading, batch.member);
      if (revoked !== undefined) revocations.push(revoked);
      if (reading.told.length > 0) unsettled.push(reading);
      else this.settleOne(batch, reading, revoked !== undefined, now);
    }
    const messages = unsettled.flatMap((reading) => reading.told);
    this.stats.add('messages_told', messages.length);
    return {
      telling: messages.length === 0 ? undefined : { member: batch.member.ed25519, messages },
      unsettled,
      revocations,
      misplaced: readings.some((reading) => reading.verdict === 'misplaced'),
      wrongClock: readings.some((reading) => reading.verdict === 'wrong-clock'),
      t: read.t,
    };
  }

  /** No usable answer came; `blame`: the member is at fault rather than the way to it. */
  failed(batch: PollBatch, blame: boolean, now: Moment): Heard {
    this.batches.ended(batch);
    if (blame) this.members.failed(batch.member.ed25519, now.steady);
    for (const account of new Set(batch.asks.map((ask) => ask.account))) {
      this.batches.release(account, batch.lane);
      this.custody.again(account, batch.lane, now.steady + PAUSE_AFTER_FAILURE_MS);
    }
    return NOTHING;
  }

  /** What was told is booked (`isSafe`), so that the cursors may move, or it could not be and is read again. */
  settle(batch: PollBatch, readings: readonly AccountReading[], isSafe: boolean, now: Moment): void {
    for (const reading of readings) {
      if (isSafe) this.settleOne(batch, reading, false, now);
      else {
        this.batches.release(reading.account, batch.lane);
        this.custody.again(reading.account, batch.lane, now.steady + PAUSE_WHEN_UNSAFE_MS);
      }
    }
  }

  /** What the member's answer as a whole says of it, and what it cost us. */
  private judge(member: ServiceNode, readings: readonly AccountReading[], now: Moment): void {
    const useless = readings.every((reading) => !reading.isRead);
    const only401 = readings.every((reading) => reading.verdict === 'unauthorised');
    if (useless && (!only401 || readings.length >= MANY_ACCOUNTS)) this.members.failed(member.ed25519, now.steady);
    else this.members.answered(member.ed25519);
    this.charge(member, costOfReadings(readings), now);
  }

  private charge(member: ServiceNode, cost: number, now: Moment): void {
    if (cost === 0) return;
    this.members.charge(member.ed25519, cost, now.steady);
    if (this.members.isOverdrawn(member.ed25519, now.steady)) this.stats.add('members_overdrawn');
  }

  private settleOne(batch: PollBatch, reading: AccountReading, isRevoked: boolean, now: Moment): void {
    this.bookOne(batch, reading, isRevoked, now);
    if (!reading.account.gone) this.custody.rest(reading.account, now);
  }

  private bookOne(batch: PollBatch, reading: AccountReading, isRevoked: boolean, now: Moment): void {
    const { account, verdict } = reading;
    const { lane, member, turn } = batch;
    this.batches.release(account, lane);
    if (account.gone) return;
    if (!account.isOurs) {
      this.custody.letGo(account.seat);
      return;
    }
    this.custody.move(account, batch.member, reading);
    if (verdict === 'read') {
      account.trust(member.ed25519);
      const takenAt = now.wall - (now.steady - turn.takenAt);
      if (!reading.more) account.noteReading(lane, memberName(member.ed25519), takenAt);
    }
    if (reading.newestAt > 0) this.schedule.heard(account.seat, now.steady - (now.network - reading.newestAt));
    // One refusal is none: whether it is true, another member is to say, before this one is asked again.
    if (verdict === 'unauthorised' && !isRevoked) this.schedule.hasten(account.seat, now.steady);
    if (isRevoked) this.custody.again(account, lane, now.steady + PAUSE_WHEN_REVOKED_MS);
    else if (verdict === 'wrong-clock') {
      account.forgetSignatures();
      this.custody.again(account, lane, now.steady + PAUSE_WHEN_CLOCK_WRONG_MS);
    } else if (verdict === 'misplaced' || verdict === 'failed') {
      const pause = verdict === 'misplaced' ? SHUN_MISPLACED_MS : SHUN_FAILED_MS;
      account.shun(member.ed25519, now.steady + pause, now.steady);
      this.shunning.add(account);
      this.custody.again(account, lane, now.steady + PAUSE_AFTER_FAILURE_MS);
    } else if (reading.more) this.custody.again(account, lane, now.steady);
    else if (account.requestsIn(lane) === 0) this.schedule.polled(account.seat, lane, turn, now.steady);
  }
}

const NOTHING: Heard = {
  telling: undefined,
  unsettled: [],
  revocations: [],
  misplaced: false,
  wrongClock: false,
  t: undefined,
};

function surplusOf(body: unknown, expected: number): boolean {
  const { results } = body as { readonly results: readonly unknown[] };
  return results.length > expected;
}

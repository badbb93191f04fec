/**
 * Accounts in our hands: they come when their swarm is ours, with the cursors that were saved by whoever had them
 * before, and go when it is another watcher's, with the cursors that are still to be saved. What is read of them is read
 * when it is their turn, and given up again while they are quiet.
 */
import type { ServiceNode } from '../../protocol/service-node';
import { type Cursors, heardAtOf, memberName, NO_CURSORS, withAnchor, withHeard } from './cursors';
import type { Moment } from './moment';
import type { BatchWriter } from './poll-batch';
import { LANES, type Lane, LONGEST_INTERVAL_MS, type PollSchedule } from './poll-schedule';
import type { AccountReading } from './reading';
import type { ReadyLanes } from './ready-lanes';
import type { Roster } from './roster';
import type { Loan } from './watch-order';
import type { WatchedAccount } from './watched-account';

/** How far an account has been read, to be saved. */
export interface Unsaved {
  readonly account: WatchedAccount;
  readonly accountId: string;
  readonly cursors: Cursors;
}

/** An account that no phone has just asked for counts as having been quiet for so long. */
export const QUIET_AT_START_MS = 300_000;
const PAUSE_WHEN_UNREAD_MS = 1_000;
/**
 * Accounts of which more than a row is kept while they are quiet. Of further ones cursors and delegation are read, and
 * the key is derived, again for each poll: that takes CPU, but memory stays bounded however many there are.
 */
const MOST_KEPT = 200_000;

export interface CustodyParts {
  readonly roster: Roster;
  readonly schedule: PollSchedule;
  readonly writer: BatchWriter;
  readonly ready: ReadyLanes;
  /** Instead of 200,000. */
  readonly mostKept?: number;
}

export class Custody {
  /** Accounts whose cursors moved and are not saved yet. */
  private readonly unsaved = new Set<WatchedAccount>();
  /** Those that are being saved. */
  private readonly saving = new Set<WatchedAccount>();

  constructor(private readonly parts: CustodyParts) {}

  /** Its swarm is ours now: whoever asked for it before has moved its cursors. */
  enter(seat: number, now: Moment): void {
    const { roster, schedule } = this.parts;
    roster.rows.forgetReadings(seat);
    schedule.enter(seat, now.steady, QUIET_AT_START_MS);
    const account = roster.objectAt(seat);
    if (account === undefined) return;
    if (!this.unsaved.has(account)) account.cursors = undefined;
    for (const lane of LANES) if (account.requestsIn(lane) > 0) schedule.drop(seat, lane);
  }

  /** Its swarm is ours no longer; where we have read to is still saved. */
  letGo(seat: number): void {
    const { roster, schedule, writer } = this.parts;
    schedule.leave(seat);
    const account = roster.objectAt(seat);
    if (account === undefined) return;
    writer.forgetKey(seat);
    account.forgetSignatures();
    if (this.unsaved.has(account) || account.isUnderWay) return;
    account.cursors = undefined;
    roster.reduce(account);
  }

  /** It is watched no more, by anybody. */
  forget(account: WatchedAccount): void {
    this.parts.schedule.leave(account.seat);
    this.parts.writer.forgetKey(account.seat);
    this.unsaved.delete(account);
  }

  /** A poll of it is settled: while it is quiet, no more of it is kept than there is room for. */
  rest(account: WatchedAccount, now: Moment): void {
    const { roster, schedule, writer, mostKept = MOST_KEPT } = this.parts;
    const isSaved = !this.unsaved.has(account) && !this.saving.has(account);
    if (roster.objectCount <= mostKept || !isSaved || !account.isPlain) return;
    if (schedule.intervalMs(account.seat, now.steady) < LONGEST_INTERVAL_MS) return;
    writer.forgetKey(account.seat);
    roster.reduce(account);
  }

  /** The lane is to be polled again at `at` (ms of the steady clock), unless the account is gone or asked for already. */
  again(account: WatchedAccount, lane: Lane, at: number): void {
    if (account.isOurs && account.requestsIn(lane) === 0) this.parts.schedule.again(account.seat, lane, at);
  }

  /** What a member told is booked. A member that left while it was asked is forgotten with the next move. */
  move(
    account: WatchedAccount,
    member: ServiceNode,
    { moves, newestAt }: Pick<AccountReading, 'moves' | 'newestAt'>,
  ): void {
    if (moves.length === 0) return;
    const present = account.swarm?.names ?? [];
    for (const { namespace, anchor } of moves) {
      const place = { namespace, member: memberName(member.ed25519) };
      account.cursors = withAnchor(account.cursors ?? NO_CURSORS, place, anchor, present);
    }
    account.cursors = withHeard(account.cursors ?? NO_CURSORS, newestAt);
    this.unsaved.add(account);
  }

  /**
   * The delegations of these accounts have been read. Answers those that have none that can be used, as far as can be
   * read: they are to be looked at.
   */
  lend(accounts: readonly WatchedAccount[], loans: ReadonlyMap<string, Loan>): string[] {
    const { rows } = this.parts.roster;
    const without: string[] = [];
    for (const account of accounts) {
      if (account.gone || account.isLent) continue;
      const loan = loans.get(account.accountId);
      if (loan === undefined) without.push(account.accountId);
      // One that is older than what was told meanwhile is read once more.
      else if (loan.signedAt >= rows.signedAt(account.seat)) {
        rows.setLoan(account.seat, loan);
        const { hasLoan } = account;
        if (!account.lend(loan) || !hasLoan) continue;
        this.parts.writer.forgetKey(account.seat);
        account.forgetSignatures();
      }
    }
    return without;
  }

  /** The cursors of these accounts have been read; whoever has none is read from the beginning. */
  resume(accounts: readonly WatchedAccount[], cursors: ReadonlyMap<string, Cursors>, now: Moment): void {
    for (const account of accounts) {
      account.cursors ??= cursors.get(account.accountId) ?? NO_CURSORS;
      if (account.gone) continue;
      if (!account.isRead) {
        this.rejoin(account, now.steady + PAUSE_WHEN_UNREAD_MS);
        continue;
      }
      // Whoever asked for it before did so the more often the less quiet it was, and the newer it was.
      const quietMs = Math.min(now.network - heardAtOf(account.cursors), now.wall - account.lastSince);
      this.parts.schedule.wake(account.seat, now.steady - Math.max(0, quietMs), now.steady);
      this.begin(account);
    }
  }

  /** Their cursors cannot be read now. */
  putOff(accounts: readonly WatchedAccount[], now: Moment): void {
    for (const account of accounts) this.rejoin(account, now.steady + PAUSE_WHEN_UNREAD_MS);
  }

  /** Cursors to be saved, at most `limit`; it is told with `saved` or `putBack` how that ended. */
  takeUnsaved(limit: number): Unsaved[] {
    const taken: Unsaved[] = [];
    for (const account of this.unsaved) {
      if (taken.length === limit) break;
      this.unsaved.delete(account);
      this.saving.add(account);
      taken.push({ account, accountId: account.accountId, cursors: account.cursors ?? NO_CURSORS });
    }
    return taken;
  }

  saved(accounts: readonly Unsaved[]): void {
    for (const { account } of accounts) this.saving.delete(account);
  }

  putBack(accounts: readonly Unsaved[]): void {
    this.saved(accounts);
    for (const { account } of accounts) if (!account.gone && account.cursors !== undefined) this.unsaved.add(account);
  }

  /** Lanes that are nowhere are polled before everything that has only become due. */
  private begin(account: WatchedAccount): void {
    const { schedule, ready } = this.parts;
    const { seat, swarm } = account;
    if (swarm?.isOurs !== true) return;
    for (const lane of LANES) {
      if (!schedule.waits(seat, lane) && account.requestsIn(lane) === 0) ready.add(swarm, lane, seat, true);
    }
  }

  /** Lanes that are nowhere wait again. */
  private rejoin(account: WatchedAccount, at: number): void {
    for (const lane of LANES) if (!this.parts.schedule.waits(account.seat, lane)) this.again(account, lane, at);
  }
}

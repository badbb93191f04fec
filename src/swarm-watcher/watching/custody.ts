/**
 * Accounts in our hands: they come when their swarm is ours, with the cursors that were saved by whoever had them before,
 * and go when it is another watcher's, with the cursors that are still to be saved.
 */
import type { ServiceNode } from '../../protocol/service-node';
import { type Cursors, heardAtOf, memberName, NO_CURSORS, withAnchor, withHeard } from './cursors';
import type { Moment } from './moment';
import type { BatchWriter } from './poll-batch';
import { LANES, type Lane, type PollSchedule } from './poll-schedule';
import type { AccountReading } from './reading';
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

export class Custody {
  /** Accounts whose cursors moved and are not saved yet. */
  private readonly unsaved = new Set<WatchedAccount>();

  constructor(
    private readonly schedule: PollSchedule,
    private readonly writer: BatchWriter,
  ) {}

  /** Its swarm is ours now: whoever asked for it before has moved its cursors. */
  enter(account: WatchedAccount, now: Moment): void {
    if (!this.unsaved.has(account)) account.cursors = undefined;
    account.forgetReadings();
    this.schedule.enter(account.seat, now.steady, QUIET_AT_START_MS);
    for (const lane of LANES) if (account.requestsIn(lane) > 0) this.schedule.drop(account.seat, lane);
  }

  /** Its swarm is ours no longer; where we have read to is still saved. */
  letGo(account: WatchedAccount): void {
    this.schedule.leave(account.seat);
    this.writer.forgetKey(account);
    account.forgetSignatures();
    if (!this.unsaved.has(account) && !account.isUnderWay) account.cursors = undefined;
  }

  /** It is watched no more, by anybody. */
  forget(account: WatchedAccount): void {
    this.schedule.leave(account.seat);
    this.writer.forgetKey(account);
    this.unsaved.delete(account);
  }

  /** The lane is to be polled again at `at` (ms of the steady clock), unless the account is gone or asked for already. */
  again(account: WatchedAccount, lane: Lane, at: number): void {
    if (account.isOurs && account.requestsIn(lane) === 0) this.schedule.again(account.seat, lane, at);
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

  /** The cursors of these accounts have been read; whoever has none is read from the beginning. */
  resume(accounts: readonly WatchedAccount[], cursors: ReadonlyMap<string, Cursors>, now: Moment): void {
    for (const account of accounts) {
      account.cursors ??= cursors.get(account.accountId) ?? NO_CURSORS;
      // Whoever asked for it before did so the more often the less quiet it was.
      const quietMs = now.network - heardAtOf(account.cursors);
      this.schedule.wake(account.seat, now.steady - Math.max(0, quietMs), now.steady);
      this.rejoin(account, now.steady);
    }
  }

  /** Their cursors cannot be read now. */
  putOff(accounts: readonly WatchedAccount[], now: Moment): void {
    for (const account of accounts) this.rejoin(account, now.steady + PAUSE_WHEN_UNREAD_MS);
  }

  /** Cursors to be saved, at most `limit`; what cannot be saved is handed back with `putBack`. */
  takeUnsaved(limit: number): Unsaved[] {
    const taken: Unsaved[] = [];
    for (const account of this.unsaved) {
      if (taken.length === limit) break;
      this.unsaved.delete(account);
      taken.push({ account, accountId: account.accountId, cursors: account.cursors ?? NO_CURSORS });
    }
    return taken;
  }

  putBack(unsaved: readonly Unsaved[]): void {
    for (const { account } of unsaved) if (!account.gone && account.cursors !== undefined) this.unsaved.add(account);
  }

  /** Lanes that are nowhere wait again. */
  private rejoin(account: WatchedAccount, at: number): void {
    for (const lane of LANES) if (!this.schedule.waits(account.seat, lane)) this.again(account, lane, at);
  }
}

/** Accounts that come to be watched, change or go: what follows for when they are asked for. */
import { QUIET_AT_START_MS } from './custody';
import type { Moment } from './moment';
import type { BatchWriter } from './poll-batch';
import type { PollSchedule } from './poll-schedule';
import type { Entrance, Roster } from './roster';
import type { WatchListing, WatchOrder } from './watch-order';

export interface ArrivalParts {
  readonly roster: Roster;
  readonly schedule: PollSchedule;
  readonly writer: BatchWriter;
}

/** How somebody learned of an account. */
export interface Arrival {
  /** A phone has just asked for it, so it is polled often at first. */
  readonly isFresh: boolean;
  /** The number of the last sweep. */
  readonly sweep: number;
}

export class Arrivals {
  constructor(private readonly parts: ArrivalParts) {}

  /** A new or changed account is due at once if its swarm is ours. */
  watch(order: WatchOrder, arrival: Arrival, now: Moment): void {
    const { roster } = this.parts;
    const rested = this.isResting(roster.seatOf(Number(order.accountId)), now);
    const { account, entrance } = roster.put(order);
    this.arrive(account.seat, this.hasRisen(account.seat, rested, now) ? 'changed' : entrance, arrival, now);
  }

  /** The same by what a sweep tells. Answers false when it tells too little of an account that is not known. */
  list(listing: WatchListing, arrival: Arrival, now: Moment): boolean {
    const { roster } = this.parts;
    const { id, account } = listing;
    const seat = roster.seatOf(id);
    if (seat === undefined && account === undefined) return false;
    if (seat === undefined) this.arrive(roster.add(id, account as Buffer, listing), 'added', arrival, now);
    else {
      const rested = this.isResting(seat, now);
      const entrance = roster.list(seat, listing);
      this.arrive(seat, this.hasRisen(seat, rested, now) ? 'changed' : entrance, arrival, now);
    }
    return true;
  }

  /** Whether the account of this id is watched. */
  knows(id: number): boolean {
    return this.parts.roster.seatOf(id) !== undefined;
  }

  /** Accounts that neither the sweep of this number has seen nor anybody has told of since it began. */
  unseen(sweep: number): string[] {
    return this.parts.roster.unseen(sweep);
  }

  private arrive(seat: number, entrance: Entrance, { isFresh, sweep }: Arrival, now: Moment): void {
    const { roster, schedule, writer } = this.parts;
    roster.rows.setSweep(seat, sweep);
    if (entrance === 'added') {
      schedule.know(seat, now.steady, isFresh ? 0 : QUIET_AT_START_MS);
      if (roster.isOurs(seat)) schedule.enter(seat, now.steady, QUIET_AT_START_MS);
    } else if (entrance === 'changed') {
      writer.forgetKey(seat);
      schedule.hasten(seat, now.steady);
    }
  }

  /** Whether it may be asked for again. */
  private hasRisen(seat: number, rested: boolean, now: Moment): boolean {
    return rested && !this.isResting(seat, now);
  }

  private isResting(seat: number | undefined, now: Moment): boolean {
    if (seat === undefined) return false;
    const { rows } = this.parts.roster;
    return rows.isRevoked(seat) || now.wall >= rows.expiresAt(seat);
  }
}

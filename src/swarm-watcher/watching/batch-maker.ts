/** Turns lanes that are due into requests: whom to ask, who travels together, and what has to wait. */
import type { ServiceNode } from '../../protocol/service-node';
import type { WatcherStats } from '../watcher-stats';
import type { Members, Turns } from './members';
import type { Moment } from './moment';
import type { PlacedSwarm } from './placed-swarm';
import { type Ask, type BatchWriter, MOST_RETRIEVES, type PollBatch } from './poll-batch';
import type { Lane, PollSchedule, PollTurn } from './poll-schedule';
import type { ReadyGroup, ReadyLanes, SeatQueue } from './ready-lanes';
import type { Roster } from './roster';
import type { WatchedAccount } from './watched-account';

export interface BatchMakerParts {
  readonly roster: Roster;
  readonly members: Members;
  readonly schedule: PollSchedule;
  readonly writer: BatchWriter;
  readonly stats: WatcherStats;
  readonly ready: ReadyLanes;
  /** Requests to one member that may be under way at once. */
  readonly perMember: number;
}

/** Requests in the making for one group. */
interface Filling {
  readonly swarm: PlacedSwarm;
  readonly lane: Lane;
  /** Whose turn it is. */
  readonly member: ServiceNode;
  readonly turn: PollTurn;
  readonly now: Moment;
  readonly asks: Map<ServiceNode, Ask[]>;
}

/** Lanes moved from the schedule at a time; a million that are due at once must not hold everything up. */
const MOST_COLLECTED = 5_000;
/** Accounts that wait to be read, all together; those that were read and wait in one group beyond the next batch. */
const MOST_UNREAD = 2_000;
const READ_AHEAD = 2 * MOST_RETRIEVES;
/** So many of a group are read for each of its batches, however many of those that were read before are due. */
const LEAST_READ = 4;
/** In a swarm with more of our accounts enough of them are due by themselves. */
const SMALL_SWARM = 64;
/** A lane that finds nobody to ask, though there are others, looks again after this time. */
const PAUSE_WITHOUT_MEMBER_MS = 2_000;
/** An account that may not be asked for is looked at again after this time, should nobody have taken it away. */
const PAUSE_WHEN_RESTING_MS = 60_000;
/** A lane whose member is asked by the other lane right now waits so long. */
const PAUSE_WHEN_CROSSED_MS = 500;

export class BatchMaker {
  private readonly turns = new Map<PlacedSwarm, Turns>();
  private readonly underWay = new Map<string, number>();
  /** Accounts that are due and of which something is still to be read. */
  private readonly unread = new Set<WatchedAccount>();
  /** Accounts that were due and may not be asked for. */
  private readonly resting = new Set<WatchedAccount>();

  constructor(private readonly parts: BatchMakerParts) {}

  /** About `limit` requests, those first whose accounts have waited longest. */
  take(now: Moment, limit: number): PollBatch[] {
    this.collect(now);
    const batches: PollBatch[] = [];
    const held: ReadyGroup[] = [];
    while (batches.length < limit) {
      const group = this.parts.ready.shift();
      if (group === undefined) break;
      const member = this.memberFor(group, now);
      if (member === undefined) this.dismiss(group, now);
      else if ((this.underWay.get(member.ed25519) ?? 0) >= this.parts.perMember) held.push(group);
      else {
        const made = this.fill(group, member, now);
        batches.push(...made);
        if (made.length > 0) this.parts.ready.putBack(group);
        else held.push(group);
      }
    }
    for (const group of held) this.parts.ready.putBack(group);
    return batches;
  }

  /** The request of this batch is over. */
  ended(batch: PollBatch): void {
    const left = (this.underWay.get(batch.member.ed25519) ?? 1) - 1;
    if (left <= 0) this.underWay.delete(batch.member.ed25519);
    else this.underWay.set(batch.member.ed25519, left);
  }

  /** One of the account's requests in this lane is settled. */
  release(account: WatchedAccount, lane: Lane): void {
    account.end(lane);
  }

  /** Whoever has the seat goes. */
  forget(seat: number): void {
    this.parts.ready.forget(seat);
  }

  /** Accounts that cannot be asked for before their cursors or delegations are read, at most `limit`. */
  takeUnread(limit: number): WatchedAccount[] {
    const taken: WatchedAccount[] = [];
    for (const account of this.unread) {
      if (taken.length === limit) break;
      this.unread.delete(account);
      if (account.isOurs) taken.push(account);
    }
    return taken;
  }

  /** Accounts that were due and whose subscriptions ended or whose delegation is revoked. */
  takeResting(): WatchedAccount[] {
    const taken = [...this.resting].filter((account) => account.isOurs);
    this.resting.clear();
    return taken;
  }

  keepOnly(isKept: (swarm: PlacedSwarm) => boolean): void {
    for (const swarm of this.turns.keys()) if (!isKept(swarm)) this.turns.delete(swarm);
  }

  private collect(now: Moment): void {
    const { roster, schedule, stats } = this.parts;
    for (let count = 0; count < MOST_COLLECTED; count += 1) {
      const due = schedule.take(now.steady);
      if (due === undefined) break;
      if (count === 0) stats.lagMs = now.steady - due.dueAt;
      const swarm = roster.swarmAt(due.seat);
      if (swarm !== undefined)
        this.parts.ready.add(swarm, due.lane, due.seat, roster.objectAt(due.seat)?.isRead === true);
    }
  }

  private memberFor({ swarm, lane }: ReadyGroup, now: Moment): ServiceNode | undefined {
    if (swarm.members.length === 0) return undefined;
    let turns = this.turns.get(swarm);
    if (turns === undefined) {
      turns = this.parts.members.newTurns();
      this.turns.set(swarm, turns);
    }
    return this.parts.members.pick(swarm.members, turns, lane, now.steady);
  }

  /** Nobody can be asked: for want of members (then it is as if they had been polled), or because all of them rest. */
  private dismiss({ swarm, lane, read, unread }: ReadyGroup, now: Moment): void {
    const { schedule, roster } = this.parts;
    const isHopeless = swarm.members.length < 1 + lane;
    const turn = schedule.newTurn(now.steady);
    const dismissed = (seat: number) => {
      if (!this.parts.ready.claim(seat, lane) || !this.isWanted(seat, lane)) return;
      if (isHopeless && roster.swarmAt(seat) === swarm) schedule.polled(seat, lane, turn, now.steady);
      else schedule.again(seat, lane, now.steady + PAUSE_WITHOUT_MEMBER_MS);
    };
    for (const queue of [read, unread]) for (const seat of taken(queue)) dismissed(seat);
  }

  /** One batch for the group's member, and more for accounts that need somebody else; they leave the group. */
  private fill(group: ReadyGroup, member: ServiceNode, now: Moment): PollBatch[] {
    const { swarm, lane, read } = group;
    const main: Ask[] = [];
    const turn = this.parts.schedule.newTurn(now.steady);
    const filling: Filling = { swarm, lane, member, turn, now, asks: new Map([[member, main]]) };
    for (let seat = read.first; seat !== undefined; seat = read.first) {
      const account = this.parts.roster.at(seat);
      if (main.length > 0 && main.length + (account?.namespaces.length ?? 0) > MOST_RETRIEVES) break;
      read.shift();
      if (this.parts.ready.claim(seat, lane) && account !== undefined) this.assign(account, filling);
    }
    this.readAhead(group, filling);
    if (main.length < MOST_RETRIEVES && swarm.size <= SMALL_SWARM) this.gather(main, filling);
    return [...filling.asks].flatMap(([node, asks]) => this.batchesOf({ swarm, lane, turn, member: node, asks }));
  }

  /** Sees to it that accounts are read by the time it is their turn, and that those that never were get theirs. */
  private readAhead({ lane, read, unread }: ReadyGroup, filling: Filling): void {
    const wanted = Math.max(READ_AHEAD - read.length, LEAST_READ);
    for (let count = 0; count < wanted && this.unread.size < MOST_UNREAD; count += 1) {
      const seat = unread.shift();
      if (seat === undefined) return;
      const account = this.parts.roster.at(seat);
      if (this.parts.ready.claim(seat, lane) && account !== undefined) this.assign(account, filling);
    }
  }

  /** Whoever would be due soon comes along while there is room: fewer requests, the same work. */
  private gather(main: readonly Ask[], filling: Filling): void {
    const { roster, schedule } = this.parts;
    for (let place = 0; place < filling.swarm.size && main.length < MOST_RETRIEVES; place += 1) {
      const seat = filling.swarm.at(place);
      if (main.length + roster.rows.namespaces(seat).length > MOST_RETRIEVES) continue;
      if (!schedule.takeSoon(seat, filling.lane, filling.now.steady)) continue;
      this.assign(roster.at(seat) as WatchedAccount, filling);
    }
  }

  /** Notes the account's questions under whoever is to be asked, or puts its lane off. */
  private assign(account: WatchedAccount, filling: Filling): void {
    const { lane, turn, now } = filling;
    if (!this.isWanted(account.seat, lane)) return;
    const choice = this.choose(account, filling);
    if (choice === 'unread') this.unread.add(account);
    else if (choice === 'next-time') this.parts.schedule.polled(account.seat, lane, turn, now.steady);
    else if (typeof choice === 'number') this.parts.schedule.again(account.seat, lane, now.steady + choice);
    else {
      const list = filling.asks.get(choice) ?? [];
      filling.asks.set(choice, list);
      account.namespaces.forEach((namespace, position) => {
        list.push({ account, position, namespace });
      });
    }
  }

  /** Not any more when it left, or when its swarm was another watcher's meanwhile: then its lanes began anew. */
  private isWanted(seat: number, lane: Lane): boolean {
    return this.parts.roster.isOurs(seat) && !this.parts.schedule.waits(seat, lane);
  }

  /** Whom to ask for the account, or after how many ms to look again, or that something is to be read before. */
  private choose(account: WatchedAccount, filling: Filling): ServiceNode | number | 'next-time' | 'unread' {
    const { swarm, lane, member, now } = filling;
    if (account.swarm !== swarm) return 0;
    if (!account.mayBeAsked(now.wall)) {
      this.resting.add(account);
      return PAUSE_WHEN_RESTING_MS;
    }
    if (!account.isRead) return 'unread';
    if (!this.parts.writer.sign(account, now.network)) {
      this.parts.stats.add('accounts_without_key');
      return 'next-time';
    }
    const isShunned = account.isShunning(member.ed25519, now.steady);
    const chosen = isShunned ? this.substituteFor(account, filling) : member;
    if (chosen === undefined) return 'next-time';
    return chosen.ed25519 === account.askedIn(lane === 0 ? 1 : 0) ? PAUSE_WHEN_CROSSED_MS : chosen;
  }

  /** Another member; the shunned one itself when the account has nobody else, for it may have come to its senses. */
  private substituteFor(account: WatchedAccount, { swarm, lane, member, now }: Filling): ServiceNode | undefined {
    const other = this.turns.get(swarm)?.names[1 - lane];
    const isShunned = (name: string) => account.isShunning(name, now.steady);
    const isRefused = (name: string) => name === other || isShunned(name);
    const substitute = this.parts.members.substitute(swarm.members, isRefused, now.steady);
    const isServed = other !== undefined && !isShunned(other);
    if (substitute !== undefined || isServed) return substitute;
    return account.isLastResort(member.ed25519, now.steady) ? member : undefined;
  }

  private batchesOf(plan: Omit<PollBatch, 'payload'>): PollBatch[] {
    const batches: PollBatch[] = [];
    let from = 0;
    while (from < plan.asks.length) {
      const to = endOfBatch(plan.asks, from);
      const asks = plan.asks.slice(from, to);
      const payload = this.parts.writer.write(asks, plan.member);
      const batch = { ...plan, asks, payload };
      this.begin(batch);
      batches.push(batch);
      from = to;
    }
    return batches;
  }

  private begin(batch: PollBatch): void {
    const { member, lane, asks } = batch;
    this.underWay.set(member.ed25519, (this.underWay.get(member.ed25519) ?? 0) + 1);
    this.parts.stats.add('requests');
    this.parts.stats.add('retrieves', asks.length);
    for (let index = 0; index < asks.length; index += 1) {
      const { account } = asks[index] as Ask;
      if (index > 0 && asks[index - 1]?.account === account) continue;
      account.begin(lane, member.ed25519);
    }
  }
}

/** Behind the last ask that still fits; an account is only split when it alone is too large. */
function endOfBatch(asks: readonly Ask[], from: number): number {
  const full = from + MOST_RETRIEVES;
  if (full >= asks.length) return asks.length;
  let end = full;
  while (end > from && asks[end - 1]?.account === asks[end]?.account) end -= 1;
  return end > from ? end : full;
}

function* taken(queue: SeatQueue): Iterable<number> {
  for (let seat = queue.shift(); seat !== undefined; seat = queue.shift()) yield seat;
}

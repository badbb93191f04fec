/** Lanes that are due, gathered by swarm until there is room to poll them: the busier we are, the fuller the batches. */
import type { PlacedSwarm } from './placed-swarm';
import type { Lane } from './poll-schedule';

export interface ReadyGroup {
  readonly swarm: PlacedSwarm;
  readonly lane: Lane;
  /** Seats of accounts that can be asked for. */
  readonly read: SeatQueue;
  /** Seats of accounts of which something is to be read first. */
  readonly unread: SeatQueue;
}

export class ReadyLanes {
  /** In the order in which their first account became due. */
  private readonly groups = new Map<string, ReadyGroup>();
  /** By seat, a bit for each lane that is in a group. */
  private marks = new Uint8Array(1_024);

  /** A lane that is here already stays where it is. */
  add(swarm: PlacedSwarm, lane: Lane, seat: number, isRead: boolean): void {
    if (!this.mark(seat, lane)) return;
    const key = keyOf(swarm, lane);
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { swarm, lane, read: new SeatQueue(), unread: new SeatQueue() };
      this.groups.set(key, group);
    }
    (isRead ? group.read : group.unread).push(seat);
  }

  /** To be called for each seat that is taken out of a group: whether its lane was here, and not another's before. */
  claim(seat: number, lane: Lane): boolean {
    const marks = this.marks[seat] ?? 0;
    this.marks[seat] = marks & ~(1 << lane);
    return (marks & (1 << lane)) !== 0;
  }

  /** Whoever has the seat goes, and another may come. */
  forget(seat: number): void {
    if (seat < this.marks.length) this.marks[seat] = 0;
  }

  /** Takes the group that has waited longest. */
  shift(): ReadyGroup | undefined {
    for (const [key, group] of this.groups) {
      this.groups.delete(key);
      return group;
    }
    return undefined;
  }

  /** Puts what is left of a group behind the others. */
  putBack(group: ReadyGroup): void {
    if (group.read.length + group.unread.length === 0) return;
    const key = keyOf(group.swarm, group.lane);
    const later = this.groups.get(key);
    for (const kind of ['read', 'unread'] as const) if (later !== undefined) group[kind].append(later[kind]);
    this.groups.set(key, group);
  }

  private mark(seat: number, lane: Lane): boolean {
    if (seat >= this.marks.length) {
      const longer = new Uint8Array(2 ** Math.ceil(Math.log2(seat + 1)));
      longer.set(this.marks);
      this.marks = longer;
    }
    const marks = this.marks[seat] as number;
    this.marks[seat] = marks | (1 << lane);
    return (marks & (1 << lane)) === 0;
  }
}

/** First in, first out, however long it becomes. */
export class SeatQueue {
  private seats: number[] = [];
  private taken = 0;

  get length(): number {
    return this.seats.length - this.taken;
  }

  get first(): number | undefined {
    return this.seats[this.taken];
  }

  push(seat: number): void {
    this.seats.push(seat);
  }

  shift(): number | undefined {
    const seat = this.seats[this.taken];
    if (seat === undefined) return undefined;
    this.taken += 1;
    if (2 * this.taken > this.seats.length) {
      this.seats = this.seats.slice(this.taken);
      this.taken = 0;
    }
    return seat;
  }

  append(others: SeatQueue): void {
    for (let seat = others.shift(); seat !== undefined; seat = others.shift()) this.push(seat);
  }
}

function keyOf(swarm: PlacedSwarm, lane: Lane): string {
  return `${swarm.id}/${lane}`;
}

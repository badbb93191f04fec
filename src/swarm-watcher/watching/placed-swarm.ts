/** A swarm with the watched accounts whose messages it keeps. */
import type { ServiceNode } from '../../protocol/service-node';
import { type MemberName, memberName } from './cursors';

export class PlacedSwarm {
  members: readonly ServiceNode[] = [];
  /** The members as cursors name them. */
  names: readonly MemberName[] = [];
  /** Whether this process asks for its accounts; if not, another watcher does. */
  isOurs = false;
  /** How many accounts it has. */
  size = 0;
  private seats = new Int32Array(16);

  /** `number`: by which the rows of accounts call it. */
  constructor(
    readonly id: string,
    readonly number: number,
  ) {}

  setMembers(members: readonly ServiceNode[]): void {
    this.members = members;
    this.names = members.map((member) => memberName(member.ed25519));
  }

  /** The seat of the account at this place; accounts stand in no order. */
  at(place: number): number {
    return this.seats[place] as number;
  }

  /** Answers the place that the account has from now on. */
  add(seat: number): number {
    if (this.size === this.seats.length) {
      const longer = new Int32Array(this.size + (this.size >> 1));
      longer.set(this.seats);
      this.seats = longer;
    }
    this.seats[this.size] = seat;
    this.size += 1;
    return this.size - 1;
  }

  /** Empties a place; answers the seat of the account that stands there now, if another took it. */
  remove(place: number): number | undefined {
    this.size -= 1;
    if (place === this.size) return undefined;
    this.seats[place] = this.seats[this.size] as number;
    return this.seats[place];
  }
}

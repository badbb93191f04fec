/**
 * What one watcher owns, by what it sees of all leases; no clock, no database. When watchers come or go there is a new
 * spread. Each takes over its new part at once and says so in its lease; what it had before it lets go only when all
 * others have said so too, so that at any time somebody watches every swarm, and for a moment two do.
 */
import type { Share } from '../share';
import { Spread } from './spread';

/** A living watcher's lease. */
export interface Lease {
  readonly id: string;
  /** The name of the spread whose part it has taken over. */
  readonly taken: string;
  /** It is about to end, and waits until the others have taken over. */
  readonly isLeaving: boolean;
}

/** All living leases at one time. */
export interface Sight {
  readonly leases: readonly Lease[];
  /** The swarms that are spread, ascending: the oldest watcher's list, so that all spread the same. */
  readonly swarms: readonly string[];
}

interface Kept {
  readonly spread: Spread;
  readonly until: number;
}

/** Who has a living lease and does not say that it has taken over holds up the others no longer than this. */
const HANDOVER_MS = 30_000;

export class Membership {
  private current: Spread | undefined;
  private kept: readonly Kept[] = [];

  constructor(private readonly id: string) {}

  /** The name of the spread whose part is ours; to be written into our lease once the share has been handed on. */
  get taken(): string {
    return this.current?.name ?? '';
  }

  /** Whether nothing is kept any more for others that have not taken over yet. */
  get isSettled(): boolean {
    return this.kept.length === 0;
  }

  get share(): Share {
    const spreads = [...this.kept.map((one) => one.spread), ...(this.current === undefined ? [] : [this.current])];
    return { owns: (swarmId) => spreads.some((spread) => spread.ownerOf(swarmId) === this.id) };
  }

  /** `now`: ms of a clock that never runs backwards. Answers whether our share has changed. */
  see({ leases, swarms }: Sight, now: number): boolean {
    const staying = leases.filter((lease) => !lease.isLeaving);
    const ids = staying.map((lease) => lease.id);
    const isNew = this.current?.name !== Spread.nameOf(ids, swarms);
    if (isNew) {
      if (this.current !== undefined) this.kept = [...this.kept, { spread: this.current, until: now + HANDOVER_MS }];
      this.current = Spread.of(ids, swarms);
    }
    // Our own lease counts as it is written too: the others let go by what it says, not by what we know.
    const isTaken = staying.every((lease) => lease.taken === this.taken);
    const kept = isTaken ? [] : this.kept.filter((one) => now < one.until);
    const hasLetGo = kept.length < this.kept.length;
    this.kept = kept;
    return isNew || hasLetGo;
  }
}

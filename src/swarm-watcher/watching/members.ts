/** Which two members of a swarm are polled now: they take turns, and one that fails is replaced at once. */
import type { ServiceNode } from '../../protocol/service-node';
import type { Dice, Lane } from './poll-schedule';

/**
 * How long a member serves about. The first lane stays with its own. The second walks through the swarm: what both missed
 * another member tells after its next step, and since each has a cursor of its own, nothing is read more often for that.
 */
export const TURNS_MS: readonly [number, number] = [600_000, 120_000];
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 600_000;
/** When no other member is left, one that failed is tried again after this long, however often it failed. */
const LAST_RESORT_MS = 10_000;
/**
 * What one member may give us to do: a message told costs 1, one that is only skipped a part of it. An honest swarm
 * never comes near; a rogue member that floods is left alone until it has paid.
 */
const CREDIT = 20_000;
const CREDIT_PER_MS = 1;

interface Conduct {
  /** Failures in a row. */
  strikes: number;
  failedAt: number;
  restsUntil: number;
  /** When it was last given a turn. */
  turnAt: number;
  credit: number;
  creditAt: number;
}

/** The members asked in one swarm. */
export interface Turns {
  readonly names: (string | undefined)[];
  readonly endsAt: number[];
}

/** Instants are ms of a clock that never runs backwards. */
export class Members {
  private readonly conducts = new Map<string, Conduct>();

  constructor(private readonly dice: Dice) {}

  newTurns(): Turns {
    return { names: [undefined, undefined], endsAt: [0, 0] };
  }

  /** The member that the lane asks now; undefined when there is none, or none that could be asked yet. */
  pick(members: readonly ServiceNode[], turns: Turns, lane: Lane, now: number): ServiceNode | undefined {
    const other = turns.names[1 - lane];
    const current = members.find((member) => member.ed25519 === turns.names[lane]);
    if (current !== undefined && now < (turns.endsAt[lane] as number) && this.isFit(current, now)) return current;
    const free = members.filter((member) => member.ed25519 !== other || member === current);
    const next = this.next(free, current, now) ?? this.lastResort(free, now);
    if (next === undefined) return undefined;
    if (next.ed25519 !== turns.names[lane]) this.conductOf(next.ed25519).turnAt = now;
    turns.names[lane] = next.ed25519;
    turns.endsAt[lane] = now + TURNS_MS[lane] * (0.75 + 0.5 * this.dice());
    return next;
  }

  /** A member to ask instead for an account that both lanes' members cannot serve. */
  substitute(
    members: readonly ServiceNode[],
    refused: (name: string) => boolean,
    now: number,
  ): ServiceNode | undefined {
    return this.longestUnasked(members.filter((member) => !refused(member.ed25519) && this.isFit(member, now)));
  }

  /** It gave a usable answer. */
  answered(name: string): void {
    const conduct = this.conducts.get(name);
    if (conduct !== undefined) conduct.strikes = 0;
  }

  /** It gave none. Several failures at the same time count once: they have one cause. */
  failed(name: string, now: number): void {
    const conduct = this.conductOf(name);
    conduct.failedAt = now;
    if (now < conduct.restsUntil) return;
    conduct.strikes += 1;
    conduct.restsUntil = now + Math.min(FIRST_REST_MS * 2 ** (conduct.strikes - 1), LONGEST_REST_MS);
  }

  /** It gave us this much to do. */
  charge(name: string, cost: number, now: number): void {
    const conduct = this.conductOf(name);
    conduct.credit = this.creditOf(conduct, now) - cost;
    conduct.creditAt = now;
  }

  isOverdrawn(name: string, now: number): boolean {
    const conduct = this.conducts.get(name);
    return conduct !== undefined && this.creditOf(conduct, now) < 0;
  }

  /** Forgets nodes that the network does not list any more. */
  keepOnly(isListed: (name: string) => boolean): void {
    for (const name of this.conducts.keys()) if (!isListed(name)) this.conducts.delete(name);
  }

  private isFit(member: ServiceNode, now: number): boolean {
    const conduct = this.conducts.get(member.ed25519);
    return conduct === undefined || (now >= conduct.restsUntil && this.creditOf(conduct, now) >= 0);
  }

  /** Whoever had no turn for longest, so that each gets its turn; the one whose turn ended only if there is no other. */
  private next(free: readonly ServiceNode[], current: ServiceNode | undefined, now: number): ServiceNode | undefined {
    const fit = free.filter((member) => this.isFit(member, now));
    return this.longestUnasked(fit.filter((member) => member !== current)) ?? fit[0];
  }

  private longestUnasked(members: readonly ServiceNode[]): ServiceNode | undefined {
    const turnAt = (member: ServiceNode) => this.conducts.get(member.ed25519)?.turnAt ?? Number.NEGATIVE_INFINITY;
    const longest = Math.min(...members.map(turnAt));
    const equals = members.filter((member) => turnAt(member) === longest);
    return equals[Math.floor(this.dice() * equals.length)];
  }

  /** Everybody failed: whoever failed longest ago is tried again after a short pause. */
  private lastResort(free: readonly ServiceNode[], now: number): ServiceNode | undefined {
    const waited = (member: ServiceNode) => {
      const conduct = this.conductOf(member.ed25519);
      return this.creditOf(conduct, now) < 0 ? Number.POSITIVE_INFINITY : conduct.failedAt;
    };
    const ready = free.filter((member) => waited(member) + LAST_RESORT_MS <= now);
    return ready.reduce<ServiceNode | undefined>(
      (best, member) => (best === undefined || waited(member) < waited(best) ? member : best),
      undefined,
    );
  }

  private creditOf(conduct: Conduct, now: number): number {
    return Math.min(CREDIT, conduct.credit + (now - conduct.creditAt) * CREDIT_PER_MS);
  }

  private conductOf(name: string): Conduct {
    let conduct = this.conducts.get(name);
    if (conduct === undefined) {
      const never = Number.NEGATIVE_INFINITY;
      conduct = { strikes: 0, failedAt: never, restsUntil: never, turnAt: never, credit: CREDIT, creditAt: 0 };
      this.conducts.set(name, conduct);
    }
    return conduct;
  }
}

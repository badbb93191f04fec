/**
 * The few entry nodes that learn our address: chosen by chance, kept for hours, and taken up again after a fault,
 * so that nobody who silences one after the other can walk us to a node of his own quickly.
 */
import type { ServiceNode } from '../../protocol/service-node';
import { areDisjoint } from './accusations';
import { type Dice, oneOf } from './dice';
import type { PathLimits } from './path-limits';
import type { Reputation } from './reputation';
import { subnetOf } from './subnet';

export class Guard {
  /** Whether an answer ever came back through it. */
  confirmed = false;
  #broken = 0;
  /** The other nodes of paths that broke. */
  #lost: (readonly string[])[] = [];

  constructor(
    public node: ServiceNode,
    readonly expiresAt: number,
  ) {}

  proved(): void {
    this.confirmed = true;
    this.#broken = 0;
  }

  /** A request, not a mere test, was answered behind it. */
  served(): void {
    this.#lost = [];
  }

  /** It closed a connection without an answer; how many in a row. */
  broke(): number {
    this.#broken += 1;
    return this.#broken;
  }

  /** A path behind it broke; how many in a row that have no other node in common, which could be to blame instead. */
  lostPath(others: readonly string[]): number {
    if (this.#lost.every((known) => areDisjoint(known, others))) this.#lost.push(others);
    return this.#lost.length;
  }
}

export class GuardList {
  /** In the order of preference: the longest known first. */
  #guards: Guard[] = [];

  constructor(
    private readonly limits: PathLimits,
    private readonly reputation: Reputation,
    private readonly dice: Dice,
  ) {}

  /** Takes over new addresses and keys; drops guards that are no longer listed. */
  know(nodes: ReadonlyMap<string, ServiceNode>): void {
    this.#guards = this.#guards.filter((guard) => {
      const node = nodes.get(guard.node.ed25519);
      if (node !== undefined) guard.node = node;
      return node !== undefined;
    });
  }

  of(name: string): Guard | undefined {
    return this.#guards.find((guard) => guard.node.ed25519 === name);
  }

  drop(name: string): void {
    this.#guards = this.#guards.filter((guard) => guard.node.ed25519 !== name);
  }

  /** The guards to use now: proved ones first, filled up from `nodes` with twice as many on trial as are missing. */
  active(nodes: readonly ServiceNode[], now: number): readonly Guard[] {
    this.#guards = this.#guards.filter((guard) => now < guard.expiresAt);
    const proved = this.#proved(now);
    if (proved.length >= this.limits.guards) {
      this.#guards = this.#guards.filter((guard) => guard.confirmed);
      return proved;
    }
    const wanted = 2 * (this.limits.guards - proved.length);
    let onTrial = this.#guards.filter((guard) => !guard.confirmed && this.#mayServe(guard, now)).slice(0, wanted);
    while (onTrial.length < wanted) {
      const added = this.add(nodes, now);
      if (added === undefined) break;
      onTrial = [...onTrial, added];
    }
    const found = [...proved, ...onTrial];
    return found.length > 0 ? found : this.#inNeed(nodes, now);
  }

  /** How many proved guards are fit for use. */
  provedCount(now: number): number {
    return this.#proved(now).length;
  }

  /** Takes a new guard on trial from `nodes`, by chance, outside the /24 networks of the others if that is possible. */
  add(nodes: readonly ServiceNode[], now: number): Guard | undefined {
    const free = nodes.filter(
      (node) => this.of(node.ed25519) === undefined && !this.reputation.isCooling(node.ed25519, now),
    );
    const taken = new Set(this.#guards.map((guard) => subnetOf(guard.node)));
    const elsewhere = free.filter((node) => !taken.has(subnetOf(node)));
    const node = oneOf(elsewhere.length > 0 ? elsewhere : free, this.dice);
    return node === undefined ? undefined : this.#enlist(node, now);
  }

  #proved(now: number): Guard[] {
    return this.#guards.filter((guard) => guard.confirmed && this.#mayServe(guard, now)).slice(0, this.limits.guards);
  }

  #mayServe(guard: Guard, now: number): boolean {
    return this.reputation.silentUntil(guard.node.ed25519, now) === 0;
  }

  /** When every node is cooling down, waiting would be worse than trying some all the same. */
  #inNeed(nodes: readonly ServiceNode[], now: number): Guard[] {
    const until = (guard: Guard) => this.reputation.silentUntil(guard.node.ed25519, now);
    if (this.#guards.length > 0) {
      return [...this.#guards].sort((a, b) => until(a) - until(b)).slice(0, this.limits.guards);
    }
    const node = oneOf(nodes, this.dice);
    return node === undefined ? [] : [this.#enlist(node, now)];
  }

  #enlist(node: ServiceNode, now: number): Guard {
    const expiresAt = now + this.limits.guardLifeMs * (1 + this.dice());
    const guard = new Guard(node, expiresAt);
    this.#makeRoom(now);
    this.#guards.push(guard);
    return guard;
  }

  #makeRoom(now: number): void {
    if (this.#guards.length < this.limits.guardsKept) return;
    const until = (guard: Guard) => this.reputation.silentUntil(guard.node.ed25519, now);
    const worst = this.#guards.reduce((a, b) => (until(b) > until(a) ? b : a));
    this.drop(worst.node.ed25519);
  }
}

/** Composes new paths: a guard that may serve, and a middle by chance that nothing speaks against. */
import type { ServiceNode } from '../../protocol/service-node';
import { type Dice, oneOf, shuffled } from './dice';
import type { Guard, GuardList } from './guard-list';
import { areApart, OnionPath } from './onion-path';
import type { Reputation } from './reputation';

/** What a new path is wanted for. */
export interface Wish {
  /** The node that must be able to stand behind it, if there is one. */
  readonly destination?: ServiceNode;
  /** Paths that this request used already. */
  readonly tried: readonly OnionPath[];
  /** Paths that exist. */
  readonly existing: readonly OnionPath[];
  /** A request waits: better a path over suspects than none. */
  readonly isUrgent: boolean;
}

export class PathBuilder {
  nodes: readonly ServiceNode[] = [];
  /** Whether the nodes of a path must stand in different /24 networks. */
  spread = false;

  constructor(
    private readonly guards: GuardList,
    private readonly reputation: Reputation,
    private readonly pathLifeMs: number,
    private readonly dice: Dice,
  ) {}

  /** A path that is neither tried nor existing; undefined when there is none. */
  compose(wish: Wish, now: number): OnionPath | undefined {
    const { destination } = wish;
    for (const guard of this.#inOrder(this.guards.active(this.nodes, now), wish)) {
      const path = this.#over(guard.node, wish, now);
      if (path !== undefined) return path;
    }
    if (destination === undefined) return undefined;
    // No guard can stand before this destination: one more is taken on, if the network has one.
    const apart = this.nodes.filter((node) => areApart(node, destination, this.spread));
    const extra = this.guards.add(apart, now);
    return extra && this.#over(extra.node, wish, now);
  }

  /** Guards this request has not used first, then those with the fewest paths, else by chance. */
  #inOrder(guards: readonly Guard[], wish: Wish): Guard[] {
    const uses = (guard: Guard, paths: readonly OnionPath[]) =>
      paths.filter((path) => path.guard.ed25519 === guard.node.ed25519).length;
    return shuffled(guards, this.dice)
      .map((guard) => ({ guard, tried: uses(guard, wish.tried), paths: uses(guard, wish.existing) }))
      .sort((a, b) => a.tried - b.tried || a.paths - b.paths)
      .map(({ guard }) => guard);
  }

  #over(guard: ServiceNode, wish: Wish, now: number): OnionPath | undefined {
    const { destination } = wish;
    if (!wish.isUrgent && this.reputation.isCooling(guard.ed25519, now)) return undefined;
    if (destination !== undefined && !areApart(guard, destination, this.spread)) return undefined;
    const middle = this.#middle(guard, wish, now);
    // Lives differ, so that not all paths end at once.
    return middle && new OnionPath(guard, middle, now + this.pathLifeMs * (0.8 + 0.2 * this.dice()));
  }

  #middle(guard: ServiceNode, wish: Wish, now: number): ServiceNode | undefined {
    const { destination, tried, existing } = wish;
    const known = [...tried, ...existing];
    const used = new Set(
      known.filter((path) => path.guard.ed25519 === guard.ed25519).map((path) => path.middle.ed25519),
    );
    const apart = this.nodes.filter(
      (node) =>
        !used.has(node.ed25519) &&
        areApart(node, guard, this.spread) &&
        (destination === undefined || areApart(node, destination, this.spread)),
    );
    const fit = apart.filter(
      ({ ed25519 }) =>
        !this.reputation.isCooling(ed25519, now) && !this.reputation.isAccusedBy(ed25519, guard.ed25519, now),
    );
    const elsewhere = new Set(known.map((path) => path.middle.ed25519));
    const fresh = fit.filter((node) => !elsewhere.has(node.ed25519));
    const last = wish.isUrgent ? apart : [];
    return oneOf([fresh, fit, last].find((nodes) => nodes.length > 0) ?? [], this.dice);
  }
}

/** Imagined networks, played through with imagined time: what happens is decided by a fate, and the pool is told. */
import type { ServiceNode } from '../../protocol/service-node';
import type { Fault } from './fault';
import type { OnionPath } from './onion-path';
import { PathPool } from './path-pool';

export const HOUR = 3_600_000;
export const UNEXPLAINED: Fault = { kind: 'unexplained' };

/** The n-th of all imaginable nodes, in the /24 number `subnet`. */
export function nodeOf(index: number, subnet = index): ServiceNode {
  const name = index.toString(16).padStart(64, '0');
  const ip = `10.${subnet >> 8}.${subnet & 255}.${1 + (index % 250)}`;
  return { ed25519: name, x25519: name, ip, port: 22_021, omqPort: 22_020, swarm: '0' };
}

export const listOf = (count: number, subnets = count) =>
  Array.from({ length: count }, (_, n) => nodeOf(n, n % subnets));

/** Chance that a seed makes the same every time. */
export function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How one attempt ends: undefined is an answer. */
type Fate = (path: OnionPath, destination: ServiceNode) => Fault | undefined;

/** Nodes that are dead fail as in the world: a dead guard at once, whatever is behind it by silence. */
export const deadOnes =
  (isDead: (node: ServiceNode) => boolean): Fate =>
  (path, destination) => {
    if (isDead(path.guard)) return { kind: 'silent' };
    return isDead(path.middle) || isDead(destination) ? UNEXPLAINED : undefined;
  };

export class Play {
  now = 0;
  readonly dice: () => number;
  readonly pool: PathPool;

  constructor(
    readonly nodes: readonly ServiceNode[],
    seed: number,
    public fate: Fate = () => undefined,
  ) {
    this.dice = diceOf(seed);
    this.pool = new PathPool(this.dice);
    this.pool.know(nodes);
  }

  attempt(path: OnionPath, destination: ServiceNode): boolean {
    const fault = this.fate(path, destination);
    if (fault?.kind !== 'silent') this.pool.reached(path, this.now);
    if (fault === undefined) this.pool.succeeded(path, destination, this.now);
    else this.pool.failed(path, destination, fault, this.now);
    return fault === undefined;
  }

  /** One request; gives the paths it took, the last of which brought the answer, or none. */
  ask(destination: ServiceNode, attempts = 5): { tried: OnionPath[]; isAnswered: boolean } {
    const tried: OnionPath[] = [];
    while (tried.length < attempts) {
      const path = this.pool.pick(destination, this.now, tried);
      if (path === undefined) break;
      tried.push(path);
      if (!this.attempt(path, destination)) continue;
      this.pool.answered(path, tried.slice(0, -1), destination, this.now);
      return { tried, isAnswered: true };
    }
    return { tried, isAnswered: false };
  }

  /** Tests paths side by side as the client does, until nothing is worth testing; gives how many rounds that took. */
  probe(maxRounds = 1_000): number {
    for (let round = 0; round < maxRounds; round += 1) {
      const probes = [];
      for (let probe = this.pool.nextProbe(this.now); probe; probe = this.pool.nextProbe(this.now)) {
        probe.path.probing = true;
        probes.push(probe);
      }
      if (probes.length === 0) return round;
      for (const { path, destination } of probes) {
        this.attempt(path, destination);
        path.probing = false;
      }
      this.now += 1_000;
    }
    return maxRounds;
  }
}

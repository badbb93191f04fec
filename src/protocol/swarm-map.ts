/** Which swarm keeps an account's messages, by one fixed list of nodes. */
import type { AccountId } from './account-id';
import type { ServiceNode } from './service-node';

export interface Swarm {
  /** Hex without leading zeros. */
  readonly id: string;
  /** Sorted by ed25519. */
  readonly members: readonly ServiceNode[];
}

/** Immutable: a new list of nodes is a new map. */
export class SwarmMap {
  readonly #byKey: ReadonlyMap<string, ServiceNode>;
  readonly #ids: readonly bigint[];

  private constructor(
    readonly nodes: readonly ServiceNode[],
    /** Ascending by id. */
    readonly swarms: readonly Swarm[],
  ) {
    this.#byKey = new Map(nodes.map((node) => [node.ed25519, node]));
    this.#ids = swarms.map((swarm) => BigInt(`0x${swarm.id}`));
  }

  static of(nodes: readonly ServiceNode[]): SwarmMap {
    const groups = new Map<string, ServiceNode[]>();
    for (const node of nodes) {
      const group = groups.get(node.swarm);
      if (group === undefined) groups.set(node.swarm, [node]);
      else group.push(node);
    }
    const swarms = [...groups]
      .map(([id, members]) => ({ id, members: members.sort((a, b) => (a.ed25519 < b.ed25519 ? -1 : 1)) }))
      .sort((a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1));
    return new SwarmMap([...nodes], swarms);
  }

  node(ed25519: string): ServiceNode | undefined {
    return this.#byKey.get(ed25519);
  }

  /** The swarm whose id is nearest to the account on the circle of u64, ties to the lower side; undefined if empty. */
  swarmOf(account: AccountId): Swarm | undefined {
    const count = this.#ids.length;
    if (count === 0) return undefined;
    const position = swarmPosition(account);
    const above = this.#firstAtOrAbove(position) % count;
    const below = (above + count - 1) % count;
    const up = BigInt.asUintN(64, (this.#ids[above] ?? 0n) - position);
    const down = BigInt.asUintN(64, position - (this.#ids[below] ?? 0n));
    return this.swarms[up < down ? above : below];
  }

  #firstAtOrAbove(position: bigint): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ids[middle] ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** An account's place on the circle of u64: the XOR of the four big-endian words of its key. */
export function swarmPosition(account: AccountId): bigint {
  const key = account.key;
  return key.readBigUInt64BE(0) ^ key.readBigUInt64BE(8) ^ key.readBigUInt64BE(16) ^ key.readBigUInt64BE(24);
}

/** A small storage network on this machine that speaks the true protocol, and can be broken in every way that matters. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { AccountId } from '../../../src/protocol/account-id';
import { SwarmMap } from '../../../src/protocol/swarm-map';
import type { NetworkContext } from './node-context';
import { NodeIdentity } from './node-identity';
import { nodeState } from './rpc/directory-rpc';
import { sortedJson } from './rpc-reply';
import { StorageNode } from './storage-node';

export interface DevnetOptions {
  /** Default 2. */
  readonly swarms?: number;
  /** Default 3. */
  readonly nodesPerSwarm?: number;
  /**
   * IPv4 of the n-th node; by default each has a /24 of 127/8 of its own. Where the machine has only 127.0.0.1
   * (macOS), all share that.
   */
  readonly addressOf?: (index: number) => string;
  /** Keys of the n-th node; by default fresh ones. Nodes are numbered swarm by swarm. */
  readonly identityOf?: (index: number) => NodeIdentity;
  /** ms since the epoch; default: this machine's clock. */
  readonly clock?: () => number;
  /** ms after which a relay gives up on the next node; default 2,000 (real nodes: 30,000). */
  readonly relayTimeoutMs?: number;
  /** Limits direct requests per address as real nodes do (600 at once, 300 a second); default off. */
  readonly rateLimit?: boolean;
}

export interface DevnetSwarm {
  /** Hex without leading zeros. */
  readonly id: string;
  /** Sorted by ed25519. */
  readonly members: readonly StorageNode[];
}

const SPACE = 1n << 64n;

export class Devnet {
  readonly #nodes: StorageNode[] = [];
  readonly #network: NetworkContext & { relayTimeoutMs: number };
  readonly #clock: () => number;
  readonly #addressOf: (index: number) => string;
  readonly #identityOf: (index: number) => NodeIdentity;
  #made = 0;
  #placed: { readonly layout: string; readonly map: SwarmMap } | undefined;

  private constructor(options: DevnetOptions, addressOf: (index: number) => string) {
    this.#clock = options.clock ?? Date.now;
    this.#addressOf = addressOf;
    this.#identityOf = options.identityOf ?? (() => NodeIdentity.make());
    const nodes = this.#nodes;
    this.#network = {
      nodes,
      relayTimeoutMs: options.relayTimeoutMs ?? 2000,
      limitsDirectRequests: options.rateLimit ?? false,
      node: (ed25519) => nodes.find((node) => node.ed25519 === ed25519),
      swarmOf: (account) => this.#placeOf(account),
    };
  }

  static async start(options: DevnetOptions = {}): Promise<Devnet> {
    const { swarms = 2, nodesPerSwarm = 3 } = options;
    const devnet = new Devnet(options, options.addressOf ?? (await usableAddresses()));
    try {
      const made = spreadSwarmIds(swarms).flatMap((swarm) => devnet.#makeNodes(swarm, nodesPerSwarm));
      // Swarm by swarm, whichever of them came up first.
      devnet.#nodes.splice(0, made.length, ...(await Promise.all(made)));
    } catch (error) {
      await devnet.stop();
      throw error;
    }
    return devnet;
  }

  get nodes(): readonly StorageNode[] {
    return this.#nodes;
  }

  /** ms; may be changed at any time. */
  set relayTimeoutMs(value: number) {
    this.#network.relayTimeoutMs = value;
  }

  /** One node of each swarm, for SEED_NODES. */
  get seedUrls(): string[] {
    const firstOfSwarm = new Map([...this.#nodes].reverse().map((node) => [node.swarm, node]));
    return [...firstOfSwarm.values()].map((node) => node.url);
  }

  /** Throws for an unknown name. */
  node(ed25519: string): StorageNode {
    const node = this.#nodes.find((each) => each.ed25519 === ed25519);
    if (node === undefined) throw new Error('no such node in this network');
    return node;
  }

  /** The swarm that keeps an account, by this network's own list. */
  swarmOf(account: AccountId | string): DevnetSwarm {
    const swarm = this.#placeOf(typeof account === 'string' ? account : account.hex);
    if (swarm === undefined) throw new Error('the network is empty');
    return swarm;
  }

  /** The nodes that could read this anywhere; a text of hex digits counts in every form (see Sightings.know). */
  nodesThatKnow(secret: string | Buffer): StorageNode[] {
    return this.#nodes.filter((node) => node.sightings.know(secret));
  }

  /** The list as nodes give it, as plain JSON: to be altered and told as `falseNodeList`. */
  nodeList(): Record<string, unknown>[] {
    return this.#nodes.map((node) => JSON.parse(sortedJson(nodeState(node))) as Record<string, unknown>);
  }

  /** A new node of this swarm (a new one if nobody is in it) gets copies of what its members keep. */
  async addNode(swarm: string, ip?: string): Promise<StorageNode> {
    const node = await this.#makeNode(swarm, ip);
    this.#hand(node);
    return node;
  }

  /** Leaves the list and stops. */
  async removeNode(node: StorageNode): Promise<void> {
    const index = this.#nodes.indexOf(node);
    if (index !== -1) this.#nodes.splice(index, 1);
    await node.takeDown();
  }

  /** The node keeps its keys, and gets copies of what its new swarm keeps. */
  moveNode(node: StorageNode, swarm: string): void {
    node.joinSwarm(swarm);
    this.#hand(node);
  }

  /** The node goes on at another address with a new port. */
  async changeAddress(node: StorageNode, ip: string = this.#addressOf(this.#made++)): Promise<void> {
    await node.relocate(ip);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.takeDown()));
  }

  #makeNodes(swarm: string, count: number): Promise<StorageNode>[] {
    return Array.from({ length: count }, () => this.#makeNode(swarm));
  }

  async #makeNode(swarm: string, address?: string): Promise<StorageNode> {
    const index = this.#made++;
    const ip = address ?? this.#addressOf(index);
    const node = new StorageNode(this.#network, this.#clock, { ip, swarm }, this.#identityOf(index));
    await node.bringUp();
    this.#nodes.push(node);
    return node;
  }

  #placeOf(account: string): DevnetSwarm | undefined {
    if (!/^0[35][0-9a-f]{64}$/.test(account)) return undefined;
    const swarm = this.#swarmMap().swarmOf(AccountId.parse(account));
    return swarm && { id: swarm.id, members: swarm.members.map(({ ed25519 }) => this.node(ed25519)) };
  }

  /** Made anew whenever the membership has changed. */
  #swarmMap(): SwarmMap {
    const layout = this.#nodes.map(({ ed25519, swarm }) => `${ed25519}${swarm}`).join();
    if (this.#placed?.layout !== layout) {
      const nodes = this.#nodes.map((node) => {
        const { ed25519, x25519, ip, port, omqPort, swarm } = node;
        return { ed25519, x25519, ip, port, omqPort, swarm };
      });
      this.#placed = { layout, map: SwarmMap.of(nodes) };
    }
    return this.#placed.map;
  }

  /** Real members hand a newcomer everything that is now its business. */
  #hand(newcomer: StorageNode): void {
    for (const member of this.#nodes) {
      if (member === newcomer || !member.isUp) continue;
      for (const account of member.store.accounts()) {
        if (this.#placeOf(account)?.id !== newcomer.swarm) continue;
        for (const message of member.store.messagesOf(account)) newcomer.store.add(message);
      }
    }
  }
}

/** Ids at equal distances: two swarms give 3fff…, bfff…. */
function spreadSwarmIds(count: number): string[] {
  const step = SPACE / BigInt(count);
  return Array.from({ length: count }, (_, index) => (step * BigInt(index) + step / 2n - 1n).toString(16));
}

/** A block of 127/8 of its own, so that networks side by side seldom meet on a port. */
async function usableAddresses(): Promise<(index: number) => string> {
  const block = randomInt(64, 127);
  const hasLoopbackBlock = await canListen(`127.${block}.1.1`);
  return (index) =>
    hasLoopbackBlock ? `127.${block}.${1 + (index % 250)}.${1 + Math.floor(index / 250)}` : '127.0.0.1';
}

function canListen(ip: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(0, ip, () => probe.close(() => resolve(true)));
  });
}

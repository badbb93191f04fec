/** What a phone knows of the network: the list of nodes from the seeds, and which of them answer. */
import type { AccountId } from '../../../src/protocol/account-id';
import { readServiceNodes, type ServiceNode } from '../../../src/protocol/service-node';
import { type Swarm, SwarmMap } from '../../../src/protocol/swarm-map';
import { type PostOptions, post } from './https-post';

export interface NetworkViewOptions {
  /** `https://host:port` of nodes to ask for the list. */
  readonly seedUrls: readonly string[];
  /** Address to connect from. */
  readonly localAddress?: string;
  /** ms a node may take to answer a probe; default 8,000. */
  readonly probeTimeoutMs?: number;
}

const FIELDS = [
  'public_ip',
  'storage_port',
  'storage_lmq_port',
  'pubkey_ed25519',
  'pubkey_x25519',
  'swarm',
  'swarm_id',
] as const;
const INFO = Buffer.from(JSON.stringify({ method: 'info', params: {} }));
const LIST = Buffer.from(
  JSON.stringify({
    method: 'oxend_request',
    params: {
      endpoint: 'get_service_nodes',
      params: { active_only: true, fields: Object.fromEntries(FIELDS.map((name) => [name, true])) },
    },
  }),
);
/** A network of thousands is not probed whole. */
const MOST_PROBES = 40;

export class NetworkView {
  readonly #options: NetworkViewOptions;
  #map: SwarmMap | undefined;
  readonly #alive = new Map<string, boolean>();

  constructor(options: NetworkViewOptions) {
    this.#options = options;
  }

  /** Asks the seeds one after the other for the list, anew. Throws when none gives one. */
  async refresh(): Promise<SwarmMap> {
    for (const seed of shuffled(this.#options.seedUrls)) {
      try {
        const { status, body } = await post(`${seed}/storage_rpc/v1`, LIST, this.#postOptions());
        if (status !== 200) continue;
        this.#map = SwarmMap.of(readServiceNodes(JSON.parse(body.toString('utf8'))));
        this.#alive.clear();
        return this.#map;
      } catch {
        // The next seed may do better.
      }
    }
    throw new Error('no seed node gave a list of nodes');
  }

  async map(): Promise<SwarmMap> {
    return this.#map ?? this.refresh();
  }

  async swarmOf(account: AccountId): Promise<Swarm> {
    const swarm = (await this.map()).swarmOf(account);
    if (swarm === undefined) throw new Error('the list of nodes is empty');
    return swarm;
  }

  /** The nodes that answer, in random order: of these, or of all. Lists name many dead ones. */
  async living(among?: readonly ServiceNode[]): Promise<ServiceNode[]> {
    const candidates = shuffled(among ?? (await this.map()).nodes).slice(0, MOST_PROBES);
    await Promise.all(candidates.map((node) => this.#probe(node)));
    return candidates.filter((node) => this.#alive.get(node.ed25519) === true);
  }

  /** The ids of the swarms of which at least so many members answer. */
  async livingSwarms(members: number): Promise<Set<string>> {
    const counts = new Map<string, number>();
    for (const { swarm } of await this.living()) counts.set(swarm, (counts.get(swarm) ?? 0) + 1);
    return new Set([...counts].filter(([, count]) => count >= members).map(([id]) => id));
  }

  /** Counts a node as dead until the list is read again. */
  strike(ed25519: string): void {
    this.#alive.set(ed25519, false);
  }

  async #probe(node: ServiceNode): Promise<void> {
    if (this.#alive.has(node.ed25519)) return;
    try {
      const { status } = await post(`https://${node.ip}:${node.port}/storage_rpc/v1`, INFO, this.#postOptions());
      this.#alive.set(node.ed25519, status === 200);
    } catch {
      this.#alive.set(node.ed25519, false);
    }
  }

  #postOptions(): PostOptions {
    const { localAddress, probeTimeoutMs = 8000 } = this.#options;
    return { timeoutMs: probeTimeoutMs, ...(localAddress === undefined ? {} : { localAddress }) };
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

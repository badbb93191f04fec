/** What the parts of a node may know of the node and of its network. */
import type { MessageStore } from './message-store';
import type { NodeFaults } from './node-faults';
import type { NodeIdentity } from './node-identity';

export interface NodeContext {
  readonly identity: NodeIdentity;
  readonly store: MessageStore;
  readonly faults: NodeFaults;
  readonly network: NetworkContext;
  /** IPv4. */
  readonly ip: string;
  readonly port: number;
  readonly omqPort: number;
  /** Hex without leading zeros. */
  readonly swarm: string;
  /** Serves; a node that does not gets no stores either. */
  readonly isUp: boolean;
  /** ms, by this node's own clock. */
  now(): number;
}

interface SwarmContext {
  readonly id: string;
  readonly members: readonly NodeContext[];
}

export interface NetworkContext {
  readonly nodes: readonly NodeContext[];
  /** ms a relay waits for the next node or for a server outside. */
  readonly relayTimeoutMs: number;
  /** Burst and rate limit on direct requests, per address. */
  readonly limitsDirectRequests: boolean;
  node(ed25519: string): NodeContext | undefined;
  /** For 66 hex digits; undefined while the network is empty. */
  swarmOf(account: string): SwarmContext | undefined;
}

/** The `t` of this node's answers, in ms. */
export function answeredTime(node: NodeContext): number {
  return node.now() + node.faults.falseTBy;
}

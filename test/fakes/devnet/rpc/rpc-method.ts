/** The shape of a storage RPC: first read whole, so that a batch fails before any part of it runs, then run. */
import { answeredTime, type NodeContext } from '../node-context';
import { dated, type RpcReply } from '../rpc-reply';
import type { Params } from './rpc-fields';

/** Runs at a node; never throws. */
export type ReadRpc = (node: NodeContext) => RpcReply | Promise<RpcReply>;

/** Reads the parameters of one method. Throws UnreadableRequest. */
export type RpcMethod = (params: Params) => ReadRpc;

/** The 421 of a node that does not keep this account, with the swarm that does; undefined if the node does. */
export function wrongSwarm(account: string, node: NodeContext): RpcReply | undefined {
  const swarm = node.network.swarmOf(account);
  if (swarm === undefined) return { status: 500, body: 'No swarms known!' };
  if (swarm.id === node.swarm) return undefined;
  return { status: 421, body: dated(swarmBody(swarm), answeredTime(node)) };
}

export function swarmBody(swarm: { readonly id: string; readonly members: readonly NodeContext[] }): {
  snodes: unknown[];
  swarm: string;
} {
  const snodes = swarm.members.map(({ identity, ip, port, omqPort }) => ({
    address: identity.address,
    ip,
    port: String(port),
    port_https: port,
    port_omq: omqPort,
    port_quic: port,
    pubkey_ed25519: identity.ed25519,
    pubkey_legacy: identity.legacy,
    pubkey_x25519: identity.x25519,
  }));
  return { snodes, swarm: swarm.id };
}

/**
 * Does at this node and at the other members what one part of a swarm answers for: each under its own key, those that
 * cannot be reached as failed.
 */
export function acrossSwarm(node: NodeContext, part: (member: NodeContext) => Record<string, unknown>): RpcReply {
  const members = node.network.nodes.filter((each) => each.swarm === node.swarm);
  const entries = members.map((member): [string, Record<string, unknown>] => {
    if (member !== node && isDeaf(member)) return [member.identity.ed25519, { failed: true, timeout: true }];
    return [member.identity.ed25519, part(member)];
  });
  return { status: 200, body: dated({ swarm: Object.fromEntries(entries) }, answeredTime(node)) };
}

function isDeaf({ isUp, faults }: NodeContext): boolean {
  return !isUp || faults.missesStores || (faults.stalls && faults.only !== 'asRelay');
}

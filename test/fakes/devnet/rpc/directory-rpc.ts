/** What a node says of itself and of the network: `info`, `get_swarm`, and the list of nodes behind `oxend_request`. */
import { answeredTime, type NodeContext } from '../node-context';
import { bigNumber, dated, ok } from '../rpc-reply';
import { type Params, readAccount, readText, required, UnreadableRequest } from './rpc-fields';
import { type ReadRpc, swarmBody } from './rpc-method';

const VERSION = [2, 8, 0];
const HEIGHT = 1_900_000;
const BLOCK_HASH = 'd1'.repeat(32);

export function readInfo(): ReadRpc {
  return (node) => {
    const t = answeredTime(node);
    return ok(dated({ timestamp: t, version: VERSION }, t));
  };
}

export function readGetSwarm(params: Params): ReadRpc {
  const account = readAccount(params, '66 hex digits/33 bytes');
  return (node) => {
    const swarm = node.network.swarmOf(account) ?? { id: '', members: [] };
    return ok(dated(swarmBody(swarm), answeredTime(node)));
  };
}

export function readOxendRequest(params: Params): ReadRpc {
  const endpoint = required(readText(params, 'endpoint'), 'endpoint');
  if (endpoint === 'ons_resolve') {
    const result = { encrypted_value: '', nonce: '', status: 'OK' };
    return (node) => ok(dated({ result }, answeredTime(node)));
  }
  if (endpoint !== 'get_service_nodes') throw new UnreadableRequest(`Invalid oxend endpoint '${endpoint}'`);
  const wanted = wantedFields(params.params);
  return (node) => {
    const states = node.faults.falseNodeList ?? node.network.nodes.map((each) => only(nodeState(each), wanted));
    const chain = only({ block_hash: BLOCK_HASH, height: HEIGHT }, wanted);
    return ok(dated({ result: { ...chain, service_node_states: states, status: 'OK' } }, answeredTime(node)));
  };
}

/** One entry of the list of nodes. */
export function nodeState({ identity, ip, port, omqPort, swarm }: NodeContext): Record<string, unknown> {
  return {
    pubkey_ed25519: identity.ed25519,
    pubkey_x25519: identity.x25519,
    public_ip: ip,
    service_node_pubkey: identity.legacy,
    storage_lmq_port: omqPort,
    storage_port: port,
    swarm,
    swarm_id: bigNumber(BigInt(`0x${swarm}`)),
  };
}

/** Fields come as `{name: true}` or as a list of names; without any, all are meant. */
function wantedFields(params: unknown): Set<string> | undefined {
  const fields = (params as { fields?: unknown } | null | undefined)?.fields;
  if (Array.isArray(fields)) return new Set(fields.map(String));
  if (typeof fields !== 'object' || fields === null) return undefined;
  const names = Object.entries(fields).filter(([, isWanted]) => isWanted === true);
  return new Set(names.map(([name]) => name));
}

function only(state: Record<string, unknown>, wanted: Set<string> | undefined): Record<string, unknown> {
  if (wanted === undefined) return state;
  return Object.fromEntries(Object.entries(state).filter(([name]) => wanted.has(name)));
}

/** One storage node of the network, read from the list that other nodes give us. */
import { bytesFromHex } from './bytes';
import { isRecord } from './json';
import { ProtocolError } from './protocol-error';
import { isSmallOrderX25519 } from './x25519';

export interface ServiceNode {
  /** 64 lower-case hex digits; the node's name. */
  readonly ed25519: string;
  /** 64 lower-case hex digits; onion layers are encrypted to it. */
  readonly x25519: string;
  /** IPv4, dotted. */
  readonly ip: string;
  /** HTTPS port. */
  readonly port: number;
  /** OxenMQ port. */
  readonly omqPort: number;
  /** Swarm id in hex without leading zeros (it exceeds 2^53). */
  readonly swarm: string;
}

/** The network has about 2,000 nodes; a list far beyond it is an attack on memory. */
const MAX_NODES = 20_000;
const IPV4 = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;
const SWARM = /^[0-9a-fA-F]{1,16}$/;
/** The id of a node that has no swarm yet. */
const NO_SWARM = 'ffffffffffffffff';

/**
 * The usable nodes of a `get_service_nodes` answer, bare or still inside `{result}`: each with address, ports, both
 * keys and a swarm, each key once. Throws ProtocolError when there is no list or it is absurdly long.
 */
export function readServiceNodes(result: unknown): ServiceNode[] {
  const inner = isRecord(result) && isRecord(result.result) ? result.result : result;
  const states = isRecord(inner) ? inner.service_node_states : undefined;
  if (!Array.isArray(states)) throw new ProtocolError('expected a list of service nodes');
  if (states.length > MAX_NODES) throw new ProtocolError('the list of service nodes is too long');
  const nodes = new Map<string, ServiceNode>();
  for (const state of states as unknown[]) {
    const node = readServiceNode(state);
    if (node !== undefined && !nodes.has(node.ed25519)) nodes.set(node.ed25519, node);
  }
  return [...nodes.values()];
}

/** One entry of such an answer, as `readServiceNodes` reads it. */
export function serviceNodeState(node: ServiceNode): Record<string, unknown> {
  return {
    pubkey_ed25519: node.ed25519,
    pubkey_x25519: node.x25519,
    public_ip: node.ip,
    storage_port: node.port,
    storage_lmq_port: node.omqPort,
    swarm: node.swarm,
  };
}

function readServiceNode(state: unknown): ServiceNode | undefined {
  if (!isRecord(state)) return undefined;
  const ed25519 = readKey(state.pubkey_ed25519);
  const x25519 = readKey(state.pubkey_x25519);
  const ip = readIp(state.public_ip);
  const port = readPort(state.storage_port);
  const omqPort = readPort(state.storage_lmq_port);
  const swarm = readSwarm(state.swarm);
  if (ed25519 === undefined || x25519 === undefined || ip === undefined) return undefined;
  if (port === undefined || omqPort === undefined || swarm === undefined) return undefined;
  if (isSmallOrderX25519(Buffer.from(x25519, 'hex'))) return undefined;
  return { ed25519, x25519, ip, port, omqPort, swarm };
}

function readKey(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return bytesFromHex(value, 32).toString('hex');
  } catch {
    return undefined;
  }
}

function readIp(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 15) return undefined;
  const parts = IPV4.exec(value)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  const first = parts[0] ?? 0;
  // 0/8 names no host, 224/4 and up are multicast and reserved.
  return first === 0 || first >= 224 ? undefined : value;
}

function readPort(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 0xffff ? value : undefined;
}

function readSwarm(value: unknown): string | undefined {
  if (typeof value !== 'string' || !SWARM.test(value)) return undefined;
  const swarm = value.toLowerCase().replace(/^0+(?=.)/, '');
  return swarm === NO_SWARM ? undefined : swarm;
}

/** Asks for the list of nodes: seeds directly, nodes through onion requests. */
import { parseJson } from '../../protocol/json';
import { readServiceNodes, type ServiceNode } from '../../protocol/service-node';
import { gather } from '../asking/gather';
import type { OnionClient } from '../onion-client.service';
import type { NodeHttpsClient } from '../transport/node-https.client';

/** One source's word; undefined when it gave none that can be read. */
export type NodeList = readonly ServiceNode[];

const FIELDS = ['public_ip', 'storage_port', 'storage_lmq_port', 'pubkey_ed25519', 'pubkey_x25519', 'swarm'];
const REQUEST = Buffer.from(
  JSON.stringify({
    method: 'oxend_request',
    params: {
      endpoint: 'get_service_nodes',
      params: { active_only: true, fields: Object.fromEntries(FIELDS.map((field) => [field, true])) },
    },
  }),
);
const MAX_BYTES = 10 * 1024 * 1024;

/** The lists of those seeds (https origins) that answer. */
export async function askSeeds(
  https: NodeHttpsClient,
  seeds: readonly string[],
  timeoutMs: number,
): Promise<NodeList[]> {
  const answers = await Promise.all(seeds.map((seed) => askSeed(https, seed, timeoutMs)));
  return answers.filter((list) => list !== undefined);
}

/** The lists of the first `wanted` nodes that answer; `nodes` are tried in their order. */
export function askNodes(
  onion: OnionClient,
  nodes: readonly ServiceNode[],
  wanted: number,
  deadlineMs: number,
): Promise<NodeList[]> {
  return gather(nodes, wanted, async (node) => {
    try {
      const { status, body } = await onion.ask(node, REQUEST, { deadlineMs, maxAnswerBytes: MAX_BYTES });
      return status === 200 ? readServiceNodes(body) : undefined;
    } catch {
      return undefined;
    }
  });
}

async function askSeed(https: NodeHttpsClient, origin: string, timeoutMs: number): Promise<NodeList | undefined> {
  const posting = https.post({
    origin,
    path: '/storage_rpc/v1',
    contentType: 'application/json',
    body: REQUEST,
    timeoutMs,
    maxBytes: MAX_BYTES,
  });
  const reply = await posting.done;
  if (reply.kind !== 'answered' || reply.status !== 200) return undefined;
  try {
    return readServiceNodes(parseJson(reply.body));
  } catch {
    return undefined;
  }
}

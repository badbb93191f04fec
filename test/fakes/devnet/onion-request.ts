/** `POST /onion_req/v2`: opens this node's layer and passes it on, answers it, or speaks to a server outside. */
import type * as https from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { bytesFromHex } from '../../../src/protocol/bytes';
import { readEncType } from '../../../src/protocol/onion/layer-cipher';
import { type OpenedLayer, openLayer, splitLayer } from '../../../src/protocol/onion/unwrap';
import { post } from '../phone/https-post';
import { type HandledRequest, LARGEST_BODY, plainText } from './handled-request';
import type { NodeContext } from './node-context';
import { isAllowed, postOutside, readOutsideServer } from './outside-post';
import { answerRpc, subjectOf } from './rpc/storage-rpc';
import { type RpcReply, refused, sortedJson } from './rpc-reply';
import { spoiltAnswer } from './spoilt-answer';

/** Nodes pass a request on this often at most. */
const MOST_HOPS = 15;

/** What a node needs to pass a request on. */
export interface Onward {
  /** Keeps connections to other nodes open. */
  readonly agent: https.Agent;
  /** Ends every wait when the node stops. */
  readonly stopped: AbortSignal;
}

type Json = Readonly<Record<string, unknown>>;

/** Rejects only with AbortError, when the node stops meanwhile. */
export async function answerOnion(body: Buffer, node: NodeContext, onward: Onward): Promise<HandledRequest> {
  let hop: number;
  try {
    hop = readHead(body);
  } catch (error) {
    return plainText(400, `Error parsing onion request: ${(error as Error).message}`);
  }
  if (hop > MOST_HOPS) return plainText(400, 'onion request max path length exceeded');
  if (node.faults.notReady) return notReady(node, hop);
  let layer: OpenedLayer;
  try {
    layer = openLayer(body, node.identity.onionKeys);
  } catch {
    return plainText(400, 'Invalid ciphertext');
  }
  return answerLayer(layer, node, { ...onward, hop });
}

/** Checks what stands in the open and gives the number of hops so far; a client may begin above 0. */
function readHead(body: Buffer): number {
  const { json } = splitLayer(body);
  bytesFromHex(String(json.ephemeral_key), 32);
  readEncType(json.enc_type);
  const hop = json.hop_no ?? 0;
  if (typeof hop !== 'number' || !Number.isInteger(hop)) throw new Error('hop_no must be an integer');
  return Math.max(0, hop);
}

function notReady(node: NodeContext, hop: number): HandledRequest {
  const text = hop === 0 ? 'Service node is not ready: not in a swarm\n' : `Snode not ready: ${node.identity.ed25519}`;
  return plainText(503, text);
}

async function answerLayer(
  layer: OpenedLayer,
  node: NodeContext,
  onward: Onward & { hop: number },
): Promise<HandledRequest> {
  const parts = splitOrNothing(layer.plaintext);
  if (parts === undefined) return sealedReply(layer, refused(400, 'Invalid json'));
  const { blob, json } = parts;
  if (Object.hasOwn(json, 'headers')) return answerHere(layer, blob, json, node);
  if (Object.hasOwn(json, 'host')) {
    const server = readOutsideServer(json);
    if (server === undefined) return sealedReply(layer, refused(400, 'Invalid json'));
    if (!isAllowed(server)) return sealedReply(layer, refused(400, 'Invalid url'));
    return postOutside(server, layer.plaintext, node);
  }
  return isRouting(json) ? passOn(layer, blob, json, node, onward) : sealedReply(layer, refused(400, 'Invalid json'));
}

async function answerHere(layer: OpenedLayer, blob: Buffer, json: Json, node: NodeContext): Promise<HandledRequest> {
  const { json: embeds = false, base64 = true } = json;
  if (typeof embeds !== 'boolean' || typeof base64 !== 'boolean') {
    return sealedReply(layer, refused(400, 'Invalid json'));
  }
  const reply = await answerRpc(blob, node);
  const spoilt = spoiltAnswer(node, true);
  const subject = { ...subjectOf(blob), opened: layer.plaintext };
  return { ...sealedReply(layer, reply, { embeds, base64 }, spoilt), role: 'destination', ...subject };
}

/** Without wishes an answer goes out in base64, its JSON as a string in JSON. */
function sealedReply(
  layer: OpenedLayer,
  { status, body }: RpcReply,
  wishes = { embeds: false, base64: true },
  spoilt?: Buffer,
): HandledRequest {
  const told = typeof body === 'string' || wishes.embeds ? body : sortedJson(body);
  const sealed = layer.seal(spoilt ?? Buffer.from(sortedJson({ body: told, status })));
  const bytes = wishes.base64 ? Buffer.from(sealed.toString('base64')) : sealed;
  return { status: 200, contentType: 'text/plain', body: bytes, role: 'refused', opened: layer.plaintext };
}

interface Routing extends Json {
  readonly destination: string;
  readonly ephemeral_key: string;
  readonly enc_type?: string;
}

function isRouting(json: Json): json is Routing {
  try {
    bytesFromHex(json.destination as string, 32);
    bytesFromHex(json.ephemeral_key as string, 32);
    readEncType(json.enc_type);
    return true;
  } catch {
    return false;
  }
}

async function passOn(
  layer: OpenedLayer,
  blob: Buffer,
  json: Routing,
  node: NodeContext,
  { agent, stopped, hop }: Onward & { hop: number },
): Promise<HandledRequest> {
  const name = json.destination.toLowerCase();
  const learned = { role: 'relay' as const, passedTo: name, opened: layer.plaintext };
  const { blames } = node.faults;
  const blamed = blames === 'next' ? name : blames;
  const next = node.network.node(name);
  if (blamed !== undefined || next === undefined) {
    return { ...plainText(502, `Next node not found: ${blamed ?? name}`), ...learned };
  }
  const length = Buffer.alloc(4);
  length.writeUInt32LE(blob.length);
  const { ephemeral_key, enc_type } = json;
  const head = Buffer.from(JSON.stringify({ enc_type, ephemeral_key, hop_no: hop + 1 }));
  const started = performance.now();
  try {
    const answer = await post(`https://${next.ip}:${next.port}/onion_req/v2`, Buffer.concat([length, blob, head]), {
      timeoutMs: node.network.relayTimeoutMs,
      agent,
      maxBytes: LARGEST_BODY,
      ...(node.ip === '127.0.0.1' ? {} : { localAddress: node.ip }),
    });
    return { status: answer.status, contentType: 'text/plain', body: answer.body, ...learned };
  } catch {
    // Real nodes go on trying to reach the next one until the request's time is up.
    const left = node.network.relayTimeoutMs - (performance.now() - started);
    await wait(Math.max(0, left), undefined, { signal: stopped });
    return { ...plainText(504, 'Request time out'), ...learned };
  }
}

function splitOrNothing(plaintext: Buffer): { blob: Buffer; json: Json } | undefined {
  try {
    return splitLayer(plaintext);
  } catch {
    return undefined;
  }
}

/** Helper: a storage network whose nodes know each other's keys, so that the entry node answers every onion at once. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { platform } from 'node:os';
import { openLayer, splitLayer } from '../../src/protocol/onion/unwrap';
import { nodeCertificate } from '../../test/fakes/devnet/node-certificate';
import { NodeIdentity } from '../../test/fakes/devnet/node-identity';
import { type Counted, RpcAnswers } from './rpc-answers';

export interface NetworkSize {
  readonly swarms: number;
  readonly nodesPerSwarm: number;
}

export const networkCalls = { start, count };
export type NetworkCalls = typeof networkCalls;

interface Node {
  readonly identity: NodeIdentity;
  readonly ip: string;
  readonly port: number;
  readonly swarm: string;
}

/** Longer than the watcher keeps an idle connection. */
const IDLE_MS = 60_000;

const byName = new Map<string, Node>();
const byAddress = new Map<string, Node>();
const answers = new RpcAnswers(listOfNodes);

/** Starts the nodes, each with an address of its own; answers the URL of one to begin with. */
async function start({ swarms, nodesPerSwarm }: NetworkSize): Promise<{ seedUrl: string }> {
  const https = createHttpsServer({ ...nodeCertificate(), keepAliveTimeout: IDLE_MS }, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  const spacing = 2n ** 64n / BigInt(swarms);
  for (let index = 0; index < swarms * nodesPerSwarm; index += 1) {
    const swarm = (spacing * BigInt(index % swarms) + 1n).toString(16);
    const node = await listen(index, swarm, (socket) => https.emit('connection', socket));
    byName.set(node.identity.ed25519, node);
    byAddress.set(`${node.ip}:${node.port}`, node);
  }
  const [first] = byName.values();
  return { seedUrl: `https://${first?.ip}:${first?.port}` };
}

/** What was answered since the last call. */
function count(): Counted & { cpuSeconds: number } {
  const { user, system } = process.cpuUsage();
  return { ...answers.takeCount(), cpuSeconds: (user + system) / 1e6 };
}

/** On Linux every node stands in a /24 of its own, as nodes of the real network do. */
async function listen(index: number, swarm: string, onSocket: (socket: Socket) => void): Promise<Node> {
  const ip = platform() === 'linux' ? `127.${1 + (index >> 8)}.${index & 255}.1` : '127.0.0.1';
  const server: Server = createServer({ noDelay: true }, onSocket);
  server.listen(0, ip);
  await once(server, 'listening');
  return { identity: NodeIdentity.make(), ip, port: (server.address() as AddressInfo).port, swarm };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const body = Buffer.concat(parts);
  const entry = byAddress.get(`${request.socket.localAddress}:${request.socket.localPort}`);
  const answer = request.url === '/onion_req/v2' ? answerOnion(body, entry) : answers.plain(body);
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': answer.length });
  response.end(answer);
}

/** Peels every layer, as the nodes on the path would one after the other, and seals the answer of the last. */
function answerOnion(body: Buffer, entry: Node | undefined): Buffer {
  let node = entry;
  let layer = body;
  for (;;) {
    if (node === undefined) throw new Error('an onion for a node that is not there');
    const opened = openLayer(layer, node.identity.onionKeys);
    const { blob, json } = splitLayer(opened.plaintext);
    if (typeof json.destination !== 'string') return opened.seal(answers.inOnion(blob));
    node = byName.get(json.destination);
    layer = opened.plaintext;
  }
}

function listOfNodes(): Record<string, unknown>[] {
  return [...byName.values()].map(({ identity, ip, port, swarm }) => ({
    pubkey_ed25519: identity.ed25519,
    pubkey_x25519: identity.x25519,
    public_ip: ip,
    storage_port: port,
    storage_lmq_port: port,
    swarm,
  }));
}

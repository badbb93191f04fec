/** One storage node: keys, messages, an HTTPS server of its own, switches for its faults, and a record of what it saw. */
import * as https from 'node:https';
import { type HandledRequest, plainText } from './handled-request';
import { MessageStore } from './message-store';
import { MonitorServer } from './monitor-server';
import type { NetworkContext, NodeContext } from './node-context';
import { honest, type NodeFaults } from './node-faults';
import { NodeIdentity } from './node-identity';
import { type NodeRequest, NodeServer } from './node-server';
import { answerOnion } from './onion-request';
import { RateLimit } from './rate-limit';
import { answerRpc, subjectOf } from './rpc/storage-rpc';
import { sortedJson } from './rpc-reply';
import { Sightings } from './sightings';
import { spoiltAnswer } from './spoilt-answer';

export interface NodePlace {
  readonly ip: string;
  /** Hex without leading zeros. */
  readonly swarm: string;
}

export class StorageNode implements NodeContext {
  readonly identity: NodeIdentity;
  readonly store = new MessageStore((message) => this.monitor.notify(message));
  readonly sightings = new Sightings();
  /** Its monitor connections. */
  readonly monitor = new MonitorServer(this, this.sightings);
  /** Change any of them at any time. */
  readonly faults: NodeFaults = honest();
  readonly #server: NodeServer;
  readonly #limit = new RateLimit();
  #agent = newAgent();
  #ip: string;
  #port = 0;
  #omqPort = 0;
  #swarm: string;

  constructor(
    readonly network: NetworkContext,
    private readonly clock: () => number,
    place: NodePlace,
    identity: NodeIdentity = NodeIdentity.make(),
  ) {
    this.identity = identity;
    this.#ip = place.ip;
    this.#swarm = place.swarm;
    this.#server = new NodeServer(this.faults, (request, stopped) => this.#handle(request, stopped));
  }

  /** 64 hex digits: the node's name. */
  get ed25519(): string {
    return this.identity.ed25519;
  }

  /** 64 hex digits. */
  get x25519(): string {
    return this.identity.x25519;
  }

  get ip(): string {
    return this.#ip;
  }

  get port(): number {
    return this.#port;
  }

  get omqPort(): number {
    return this.#omqPort;
  }

  get url(): string {
    return `https://${this.#ip}:${this.#port}`;
  }

  get swarm(): string {
    return this.#swarm;
  }

  get isUp(): boolean {
    return this.#server.isListening;
  }

  now(): number {
    return this.clock() + this.faults.clockSkewMs;
  }

  /** Turns every switch off; a node that is down stays down. */
  heal(): void {
    for (const name of Object.keys(this.faults)) delete (this.faults as unknown as Record<string, unknown>)[name];
    Object.assign(this.faults, honest());
  }

  /** Starts to serve, on the port it had before if it had one. */
  async bringUp(): Promise<void> {
    if (this.isUp) return;
    this.#agent = newAgent();
    this.#port = await this.#server.listen(this.#ip, this.#port);
    this.#omqPort = await this.monitor.listen(this.#ip, this.#omqPort);
  }

  /** Connections are refused from now on, and those under way end without an answer. What it keeps, it keeps. */
  async takeDown(): Promise<void> {
    this.monitor.close();
    await this.#server.close();
    this.#agent.destroy();
  }

  /** Serves at another address, with a new port; the list of nodes says so at once. */
  async relocate(ip: string): Promise<void> {
    const wasUp = this.isUp;
    await this.takeDown();
    this.#ip = ip;
    this.#port = 0;
    this.#omqPort = 0;
    if (wasUp) await this.bringUp();
  }

  /** Only the membership: what the node keeps is the network's business. */
  joinSwarm(swarm: string): void {
    this.#swarm = swarm;
  }

  async #handle(request: NodeRequest, stopped: AbortSignal): Promise<HandledRequest> {
    const handled = await this.#answer(request, stopped);
    this.sightings.add({
      at: this.now(),
      sourceAddress: request.sourceAddress,
      path: request.path,
      role: handled.role,
      bytesIn: request.body.length,
      bytesOut: handled.body.length,
      status: handled.status,
      methods: handled.methods ?? [],
      accounts: handled.accounts ?? [],
      seen: handled.opened === undefined ? [request.body] : [request.body, handled.opened],
      ...(handled.passedTo === undefined ? {} : { passedTo: handled.passedTo }),
    });
    return handled;
  }

  async #answer(request: NodeRequest, stopped: AbortSignal): Promise<HandledRequest> {
    const { method, path, body, sourceAddress } = request;
    if (method === 'POST' && path === '/onion_req/v2') return answerOnion(body, this, { agent: this.#agent, stopped });
    if (method === 'POST' && path === '/storage_rpc/v1') return this.#answerDirect(body, sourceAddress);
    if (method === 'GET' && path === '/get_stats/v1') {
      return { ...plainText(200, '{"version":"2.8.0"}', 'direct'), contentType: 'application/json' };
    }
    return plainText(404, `${method.toLowerCase()} ${path} Not Found`);
  }

  async #answerDirect(body: Buffer, sourceAddress: string): Promise<HandledRequest> {
    if (this.faults.notReady) return plainText(503, 'Service node is not ready: not in a swarm\n', 'direct');
    if (this.network.limitsDirectRequests && this.#limit.exceeds(sourceAddress, this.now())) {
      return plainText(429, 'Too Many Requests\n', 'direct');
    }
    const { status, body: answer } = await answerRpc(body, this);
    const isText = typeof answer === 'string';
    const told = spoiltAnswer(this, false) ?? Buffer.from(isText ? answer : sortedJson(answer));
    const contentType = isText ? 'text/plain' : 'application/json';
    return { status, contentType, body: told, role: 'direct', ...subjectOf(body) };
  }
}

function newAgent(): https.Agent {
  return new https.Agent({ keepAlive: true, maxFreeSockets: 16 });
}

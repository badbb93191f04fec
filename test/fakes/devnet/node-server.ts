/** The HTTPS side of one node: listens on its address, reads requests whole, and sends answers well or badly. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { concerns, type HandledRequest, LARGEST_BODY } from './handled-request';
import { nodeCertificate } from './node-certificate';
import type { NodeFaults } from './node-faults';

export interface NodeRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  readonly sourceAddress: string;
}

/** May reject with AbortError when the node stops meanwhile. */
export type NodeHandler = (request: NodeRequest, stopped: AbortSignal) => Promise<HandledRequest>;

/** Real nodes close a connection that was idle for 8 to 12 s. */
const IDLE_MS = 10_000;
const LISTEN_ATTEMPTS = 20;
const MOST_READ = 4 * LARGEST_BODY;
const SERVER = 'Oxen Storage Server/2.8.0';

export class NodeServer {
  #server: https.Server | undefined;
  readonly #sockets = new Set<Socket>();
  #stop = new AbortController();

  constructor(
    private readonly faults: NodeFaults,
    private readonly handler: NodeHandler,
  ) {}

  get isListening(): boolean {
    return this.#server !== undefined;
  }

  /** Port 0 takes any free one; gives the port. */
  async listen(ip: string, port: number): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#listenOnce(ip, port);
      } catch (error) {
        // Another connection of this machine may hold the port for a moment.
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || attempt === LISTEN_ATTEMPTS) throw error;
        await wait(50);
      }
    }
  }

  /** Refuses connections from now on; requests under way get no answer. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#stop.abort();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      // Not closeAllConnections(): it leaves those that are still shaking hands, which may take two minutes.
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  async #listenOnce(ip: string, port: number): Promise<number> {
    const stop = new AbortController();
    const server = https.createServer({ ...nodeCertificate(), keepAliveTimeout: IDLE_MS }, (request, response) => {
      this.#serve(request, response, stop.signal).catch(() => response.destroy());
    });
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, ip, () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.#server = server;
    this.#stop = stop;
    return (server.address() as AddressInfo).port;
  }

  async #serve(request: IncomingMessage, response: ServerResponse, stopped: AbortSignal): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) {
      response.writeHead(413, { Server: SERVER, 'Content-Type': 'text/plain', Connection: 'close' });
      response.end('Request body too large');
      return;
    }
    const sourceAddress = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    const path = request.url ?? '/';
    const handled = await this.handler({ method: request.method ?? 'GET', path, body, sourceAddress }, stopped);
    await this.#send(response, handled, stopped);
  }

  async #send(response: ServerResponse, handled: HandledRequest, stopped: AbortSignal): Promise<void> {
    const { faults } = this;
    const isFaulty = concerns(faults, handled.role);
    if (isFaulty && faults.stalls) return;
    if (isFaulty && faults.slowMs > 0) await wait(faults.slowMs, undefined, { signal: stopped });
    const body = isFaulty ? spoiltBytes(faults, handled.body) : handled.body;
    response.writeHead(handled.status, {
      Server: SERVER,
      'Content-Type': handled.contentType,
      'Content-Length': body.length,
    });
    if (!isFaulty || !faults.closesMidAnswer) {
      response.end(body);
      return;
    }
    response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
  }
}

function spoiltBytes(faults: NodeFaults, body: Buffer): Buffer {
  if (faults.huge === 'wire') return Buffer.alloc(LARGEST_BODY, 'x');
  return faults.garbage === 'wire' ? randomBytes(Math.max(body.length, 64)) : body;
}

/**
 * Undefined when the body is longer than a node takes. Such a body is read to its end all the same (within reason):
 * a connection closed under a sender's hands would take the answer with it.
 */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= LARGEST_BODY) chunks.push(chunk);
    else chunks.length = 0;
    if (length > MOST_READ) return undefined;
  }
  return length > LARGEST_BODY ? undefined : Buffer.concat(chunks);
}

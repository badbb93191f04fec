/** One ZeroMQ connection to a storage node: CURVE, a secret routing id, bounded in what it holds and in how fast it reads. */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Context, curveKeyPair, Dealer } from 'zeromq';
import { GREETING } from '../../protocol/monitor-wire';
import type { ServiceNode } from '../../protocol/service-node';
import { z85 } from '../../protocol/z85';

export interface LinkListener {
  /** The parts of one message, as they came. */
  said(frames: Buffer[]): void;
  /** The connection broke, or did not come about; nothing more is heard over it. */
  broken(): void;
}

/** Answers to a thousand items have some 100 KB, a notice with content about 80 KB. A longer part breaks the link. */
const LONGEST_PART = 262_144;
/** Messages of a node that wait to be read; the next ones wait at the node. */
const WAITING = 128;
/** After so many messages others get their turn. */
const PER_TURN = 64;
/** Beyond this the node has to wait: three times what a whole watcher is made for. */
const MOST_PER_SECOND = 25_000;
const SLICE_MS = 20;
/** ZeroMQ's own bound on sockets is below what a network of two thousand nodes needs. */
const MOST_SOCKETS = 65_535;

const BREAKS = ['disconnect', 'close', 'close:error', 'connect:retry', 'end'] as const;
const BAD_HANDSHAKES = ['handshake:error:protocol', 'handshake:error:auth', 'handshake:error:other'] as const;

/** What all links of a process share. */
export class LinkMaker {
  private readonly keys = curveKeyPair();
  private readonly context = new Context({ maxSockets: MOST_SOCKETS });

  /** Connects and greets; `listener` hears what comes of it. */
  open(node: ServiceNode, listener: LinkListener): NodeLink {
    const socket = new Dealer({
      context: this.context,
      linger: 0,
      // Whoever knew it could have our notices sent to himself.
      routingId: randomBytes(24).toString('base64url'),
      curveServerKey: z85(Buffer.from(node.x25519, 'hex')),
      curvePublicKey: this.keys.publicKey,
      curveSecretKey: this.keys.secretKey,
      reconnectInterval: -1,
      receiveHighWaterMark: WAITING,
      maxMessageSize: LONGEST_PART,
      sendTimeout: 0,
    });
    return new NodeLink(socket, `tcp://${node.ip}:${node.omqPort}`, listener);
  }
}

export class NodeLink {
  private isClosed = false;
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly socket: Dealer,
    endpoint: string,
    private readonly listener: LinkListener,
  ) {
    for (const event of [...BREAKS, ...BAD_HANDSHAKES]) socket.events.on(event, () => this.break());
    try {
      socket.connect(endpoint);
    } catch {
      setImmediate(() => this.break());
      return;
    }
    this.send(GREETING);
    void this.read();
  }

  send(frames: readonly Buffer[]): void {
    if (this.isClosed) return;
    // ZeroMQ takes one message after the other.
    this.sending = this.sending.then(() => this.socket.send([...frames])).catch(() => this.break());
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.socket.close();
  }

  private break(): void {
    if (this.isClosed) return;
    this.close();
    this.listener.broken();
  }

  private async read(): Promise<void> {
    let sliceAt = performance.now();
    for (let count = 1; !this.isClosed; count += 1) {
      let frames: Buffer[];
      try {
        frames = await this.socket.receive();
      } catch {
        this.break();
        return;
      }
      if (this.isClosed) return;
      this.listener.said(frames);
      if (count % PER_TURN === 0) await nextTurn();
      if (count < (MOST_PER_SECOND * SLICE_MS) / 1_000) continue;
      const rest = sliceAt + SLICE_MS - performance.now();
      if (rest > 1) await pause(rest);
      sliceAt = performance.now();
      count = 0;
    }
  }
}

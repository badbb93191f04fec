/** HTTPS posts to storage nodes over kept connections; every answer is bounded in time, in size and in memory held. */
import { Agent, type Dispatcher } from 'undici';
import { AnswerBuffer } from './answer-buffer';

export type Reply =
  | { readonly kind: 'answered'; readonly status: number; readonly body: Buffer }
  /** No connection came about. */
  | { readonly kind: 'silent' }
  /** The connection ended, or carried something that is not HTTP, before the answer was complete. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'cancelled' };

export interface Post {
  /** `https://host:port` */
  readonly origin: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** For the whole exchange, including the connection. */
  readonly timeoutMs: number;
  /** Longest answer that is taken. */
  readonly maxBytes: number;
  /** Called when the request goes out over a connection that stands. */
  readonly onConnected?: () => void;
}

export interface Posting {
  /** Never rejects. */
  readonly done: Promise<Reply>;
  /** Settles it as cancelled, unless it is settled. */
  cancel(): void;
}

export interface NodeHttpsLimits {
  readonly connectionsPerNode: number;
  readonly connectMs: number;
  /** Answers under way from one node may hold so much; a node that drips many large ones starves itself alone. */
  readonly bytesHeldPerNode: number;
}

const LIMITS: NodeHttpsLimits = { connectionsPerNode: 208, connectMs: 3_000, bytesHeldPerNode: 64 * 1024 * 1024 };
/** Nodes close a connection that is idle for 8 to 12 s; we must be first. */
const IDLE_MS = 6_000;
/** Beyond any time a request gets; only in case that our own timer fails. */
const BACKSTOP_MS = 120_000;

export class NodeHttpsClient {
  readonly #agent: Agent;
  readonly #held = new Map<string, number>();
  readonly #limits: NodeHttpsLimits;

  constructor(limits: Partial<NodeHttpsLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
    this.#agent = new Agent({
      connections: this.#limits.connectionsPerNode,
      // Certificates of nodes are self-signed; what matters is sealed for them and by them.
      connect: { rejectUnauthorized: false, timeout: this.#limits.connectMs },
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      headersTimeout: BACKSTOP_MS,
      bodyTimeout: BACKSTOP_MS,
      maxHeaderSize: 8_192,
    });
  }

  post(post: Post): Posting {
    const exchange = new Exchange(post, (change) => this.#hold(post.origin, change));
    const headers = { 'content-type': post.contentType };
    try {
      this.#agent.dispatch(
        { origin: post.origin, path: post.path, method: 'POST', headers, body: post.body },
        exchange,
      );
    } catch {
      exchange.settle({ kind: 'silent' });
    }
    return exchange;
  }

  /** Ends everything under way. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** Books memory held for a node's answers; false when that is too much. */
  #hold(origin: string, change: number): boolean {
    const held = (this.#held.get(origin) ?? 0) + change;
    if (held > 0) this.#held.set(origin, held);
    else this.#held.delete(origin);
    return held <= this.#limits.bytesHeldPerNode;
  }
}

/** One post and its answer. */
class Exchange implements Dispatcher.DispatchHandler, Posting {
  readonly done: Promise<Reply>;
  readonly #answer: AnswerBuffer;
  readonly #timer: NodeJS.Timeout;
  #resolve: ((reply: Reply) => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #held = 0;

  constructor(
    private readonly post: Post,
    private readonly hold: (change: number) => boolean,
  ) {
    this.#answer = new AnswerBuffer(post.maxBytes);
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    // After a moment in which this process was busy, answers that wait on the sockets go before the clock.
    this.#timer = setTimeout(() => setImmediate(() => this.#timeOut()), post.timeoutMs);
  }

  cancel(): void {
    this.#end({ kind: 'cancelled' });
  }

  settle(reply: Reply): void {
    if (this.#resolve === undefined) return;
    clearTimeout(this.#timer);
    this.hold(-this.#held);
    this.#held = 0;
    this.#resolve(reply);
    this.#resolve = undefined;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#resolve === undefined) {
      controller.abort(new Error('given up'));
      return;
    }
    this.#controller = controller;
    this.post.onConnected?.();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.#resolve === undefined) return;
    const fits = this.#answer.add(piece);
    const change = this.#answer.capacity - this.#held;
    this.#held += change;
    if (!fits || (change > 0 && !this.hold(change))) this.#end({ kind: 'too-large' });
  }

  onResponseEnd(): void {
    this.settle({ kind: 'answered', status: this.#status, body: this.#answer.take() });
  }

  onResponseError(): void {
    this.settle({ kind: this.#controller === undefined ? 'silent' : 'broken' });
  }

  #timeOut(): void {
    this.#end({ kind: this.#controller === undefined ? 'silent' : 'timed-out' });
  }

  /** Settles, and closes the connection if the request is on one. */
  #end(reply: Reply): void {
    if (this.#resolve === undefined) return;
    this.settle(reply);
    this.#controller?.abort(new Error('given up'));
  }
}

/** One onion request over one path: wrapped, posted, opened, and told to the pool of paths. */
import type { Clock } from '../../platform/clock.service';
import { type OnionRequest, readNodeAnswer, wrapForNode } from '../../protocol/onion/wrap';
import type { ServiceNode } from '../../protocol/service-node';
import { type Fault, faultOf } from '../paths/fault';
import type { OnionPath } from '../paths/onion-path';
import type { PathPool } from '../paths/path-pool';
import type { NodeHttpsClient, Reply } from '../transport/node-https.client';

export interface OnionAnswer {
  /** As the destination gave it: 200, 400, 401, 406, 421… */
  readonly status: number;
  /** Parsed JSON, or a text. */
  readonly body: unknown;
  /** How long the answer was on the wire. */
  readonly bytes: number;
  /** ms, by this machine's clock: when the attempt that was answered went out and came back. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** How a failed attempt looked from here. */
export type Sign = 'silent' | 'refused' | 'timed-out' | 'malformed' | 'too-large';

export type Outcome =
  | { readonly kind: 'answer'; readonly answer: OnionAnswer }
  /** The destination itself wrote what cannot be read: no other path would help. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly sign: Sign }
  | { readonly kind: 'cancelled' };

export interface Attempt {
  readonly path: OnionPath;
  /** In ticks. */
  readonly startedAt: number;
  /** Never rejects. */
  readonly outcome: Promise<Outcome>;
  /** `isOvertaken`: another path brought the answer meanwhile, which speaks against this one. */
  cancel(isOvertaken: boolean): void;
}

export interface Errand {
  readonly destination: ServiceNode;
  readonly payload: Buffer;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const UNEXPLAINED: Fault = { kind: 'unexplained' };

export class Attempts {
  constructor(
    private readonly pool: PathPool,
    private readonly https: NodeHttpsClient,
    private readonly clock: Clock,
    /** ms that never run backwards. */
    private readonly ticks: () => number,
  ) {}

  start(path: OnionPath, errand: Errand): Attempt {
    const { destination } = errand;
    const startedAt = this.ticks();
    let onion: OnionRequest;
    try {
      onion = wrapForNode([path.guard, path.middle, destination], errand.payload);
    } catch {
      // A key in the list that no layer can be sealed for.
      const outcome = Promise.resolve(this.#failed(path, destination, UNEXPLAINED, 'malformed'));
      return { path, startedAt, outcome, cancel: () => undefined };
    }
    let sentAt = this.clock.now();
    let isOvertaken = false;
    path.inFlight += 1;
    const posting = this.https.post({
      origin: `https://${path.guard.ip}:${path.guard.port}`,
      path: '/onion_req/v2',
      contentType: 'application/octet-stream',
      body: onion.wire,
      timeoutMs: errand.timeoutMs,
      maxBytes: errand.maxBytes,
      onConnected: () => {
        sentAt = this.clock.now();
        this.pool.reached(path, this.ticks());
      },
    });
    const outcome = posting.done.then((reply) => {
      path.inFlight -= 1;
      if (reply.kind !== 'cancelled') return this.#judge(reply, path, destination, { onion, sentAt });
      if (isOvertaken) this.pool.failed(path, destination, UNEXPLAINED, this.ticks());
      return { kind: 'cancelled' } as const;
    });
    const cancel = (overtaken: boolean) => {
      isOvertaken = overtaken;
      posting.cancel();
    };
    return { path, startedAt, outcome, cancel };
  }

  #judge(
    reply: Exclude<Reply, { kind: 'cancelled' }>,
    path: OnionPath,
    destination: ServiceNode,
    sent: { readonly onion: OnionRequest; readonly sentAt: number },
  ): Outcome {
    if (reply.kind === 'silent' || reply.kind === 'broken') {
      return this.#failed(path, destination, { kind: reply.kind }, 'silent');
    }
    if (reply.kind !== 'answered') return this.#failed(path, destination, UNEXPLAINED, reply.kind);
    if (reply.status !== 200) return this.#failed(path, destination, faultOf(reply.status, reply.body), 'refused');
    let plain: Buffer;
    try {
      plain = sent.onion.open(reply.body);
    } catch {
      return this.#failed(path, destination, UNEXPLAINED, 'malformed');
    }
    const receivedAt = this.clock.now();
    this.pool.succeeded(path, destination, this.ticks());
    try {
      const bytes = reply.body.length;
      return { kind: 'answer', answer: { ...readNodeAnswer(plain), bytes, sentAt: sent.sentAt, receivedAt } };
    } catch {
      return { kind: 'unreadable' };
    }
  }

  #failed(path: OnionPath, destination: ServiceNode, fault: Fault, sign: Sign): Outcome {
    this.pool.failed(path, destination, fault, this.ticks());
    return { kind: 'fault', fault, sign };
  }
}

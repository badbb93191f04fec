/** One request until it is answered or given up: path after path, side by side only while no path is proved. */
import type { ServiceNode } from '../../protocol/service-node';
import type { NetworkTiming } from '../network-timing';
import { OnionFailure, type OnionFailureKind } from '../onion-failure';
import { areDisjoint } from '../paths/accusations';
import type { Fault } from '../paths/fault';
import type { OnionPath } from '../paths/onion-path';
import type { PathPool } from '../paths/path-pool';
import type { Attempt, Attempts, OnionAnswer, Outcome, Sign } from './attempts.client';
import type { Slots } from './slots';

export interface Request {
  readonly destination: ServiceNode;
  readonly payload: Buffer;
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** What a pursuit works with. */
export interface Means {
  readonly pool: PathPool;
  readonly attempts: Attempts;
  readonly slots: Slots;
  readonly timing: NetworkTiming;
  readonly ticks: () => number;
  /** Told of every attempt that ended; `isTelling`: path and destination had answered before. */
  readonly onOutcome: (outcome: Outcome, isTelling: boolean) => void;
}

/** Attempts that got as far as the guard. */
const MAX_ATTEMPTS = 5;
/** The same for a destination that was not reached over two wholly different paths, nor since. */
const MAX_ATTEMPTS_MISSING = 2;
/** Attempts at guards that took no connection; these cost nobody anything. */
const MAX_SILENT = 12;
const MAX_SIDE_BY_SIDE = 3;
/** How often an attempt on trial looks whether there is something better. */
const LOOK_MS = 50;
/** Of the deadline, what one attempt may use: so that there is time for another. */
const ATTEMPT_SHARE = 0.4;
const LEAST_ATTEMPT_MS = 500;

export class Pursuit {
  readonly done: Promise<OnionAnswer>;
  readonly #tried: OnionPath[] = [];
  readonly #running = new Set<Attempt>();
  /** Who said that the destination is not there: for each saying, the nodes that may have invented it. */
  readonly #sayings: (readonly string[])[] = [];
  /** Paths whose guard was there but that brought no answer. */
  readonly #failed: OnionPath[] = [];
  readonly #start = () => this.#launch();
  readonly #abort = () => this.#fail('aborted');
  readonly #deadline: NodeJS.Timeout;
  #stagger: NodeJS.Timeout | undefined;
  #silent = 0;
  #lastSign: Sign = 'silent';
  #isOver = false;
  #hasPlace = true;
  #resolve: (answer: OnionAnswer) => void = () => undefined;
  #reject: (failure: OnionFailure) => void = () => undefined;

  constructor(
    private readonly request: Request,
    private readonly means: Means,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#deadline = setTimeout(() => setImmediate(() => this.#fail('timed-out')), request.deadlineMs);
    request.signal?.addEventListener('abort', this.#abort, { once: true });
    if (request.signal?.aborted) {
      this.#hasPlace = false;
      this.#abort();
    } else if (!means.slots.take(this.#start)) {
      this.#hasPlace = false;
      this.#fail('no-path');
    }
  }

  #launch(): void {
    clearTimeout(this.#stagger);
    if (this.#isOver) return;
    const { pool, attempts, ticks } = this.means;
    const path = this.#mayTry() ? pool.pick(this.request.destination, ticks(), this.#tried) : undefined;
    if (path === undefined) {
      if (this.#running.size === 0) this.#fail(this.#verdict());
      return;
    }
    this.#tried.push(path);
    const attempt = attempts.start(path, { ...this.request, timeoutMs: this.#timeFor(path) });
    this.#running.add(attempt);
    void attempt.outcome.then((outcome) => this.#ended(attempt, outcome));
    if (!path.confirmed) this.#staggerFrom(ticks());
  }

  /** Beside a path on trial another one is taken when it is slow, or as soon as one is proved. */
  #staggerFrom(began: number): void {
    if (this.#running.size >= MAX_SIDE_BY_SIDE) return;
    const { pool, ticks, timing } = this.means;
    this.#stagger = setTimeout(() => {
      const isSlow = ticks() - began >= timing.staggerMs;
      if (isSlow || pool.isReachable(this.request.destination, ticks(), this.#tried)) this.#launch();
      else this.#staggerFrom(began);
    }, LOOK_MS);
  }

  #mayTry(): boolean {
    // One that nobody reaches is tried, but does not keep others from their place for long.
    const most = this.means.pool.isMissing(this.request.destination) ? MAX_ATTEMPTS_MISSING : MAX_ATTEMPTS;
    return this.#tried.length - this.#silent < most && this.#silent < MAX_SILENT;
  }

  #timeFor(path: OnionPath): number {
    const { attemptMs, trialMs } = this.means.timing;
    const share = Math.max(LEAST_ATTEMPT_MS, this.request.deadlineMs * ATTEMPT_SHARE);
    const isLikely = path.confirmed && !this.means.pool.isMissing(this.request.destination);
    return Math.min(share, isLikely ? attemptMs : trialMs);
  }

  #ended(attempt: Attempt, outcome: Outcome): void {
    this.#running.delete(attempt);
    this.means.onOutcome(outcome, attempt.path.confirmed && !this.means.pool.isMissing(this.request.destination));
    if (this.#isOver) return;
    if (outcome.kind === 'answer') this.#succeed(attempt.path, outcome.answer);
    else if (outcome.kind === 'unreadable') this.#fail('malformed');
    else if (outcome.kind === 'fault') this.#note(attempt, outcome.sign, outcome.fault);
    this.#launch();
  }

  #note({ path }: Attempt, sign: Sign, fault: Fault): void {
    if (sign === 'silent') {
      this.#silent += 1;
      return;
    }
    this.#lastSign = sign;
    this.#failed.push(path);
    if (fault.kind !== 'named' || fault.name !== this.request.destination.ed25519) return;
    const sayers = [path.guard.ed25519, path.middle.ed25519];
    if (this.#sayings.some((others) => areDisjoint(others, sayers))) this.#fail('unreachable');
    this.#sayings.push(sayers);
  }

  #verdict(): OnionFailureKind {
    if (this.#failed.length === 0) return 'no-path';
    if (this.#lastSign !== 'refused' && this.#lastSign !== 'silent') return this.#lastSign;
    // One guard alone may lie.
    const guards = new Set(this.#failed.map((path) => path.guard.ed25519));
    return guards.size > 1 ? 'unreachable' : 'no-path';
  }

  #succeed(path: OnionPath, answer: OnionAnswer): void {
    const { pool, ticks } = this.means;
    pool.answered(path, this.#failed, this.request.destination, ticks());
    this.#finish(true);
    this.#resolve(answer);
  }

  #fail(kind: OnionFailureKind): void {
    if (this.#isOver) return;
    this.#finish(false);
    this.#reject(new OnionFailure(kind));
  }

  #finish(isAnswered: boolean): void {
    this.#isOver = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#stagger);
    this.request.signal?.removeEventListener('abort', this.#abort);
    const longAgo = this.means.ticks() - this.means.timing.staggerMs;
    for (const attempt of this.#running) attempt.cancel(isAnswered && attempt.startedAt <= longAgo);
    // A connection can be used again only in the next turn of the event loop; the next request should find it.
    if (this.#hasPlace) setImmediate(() => this.means.slots.leave(this.#start));
  }
}

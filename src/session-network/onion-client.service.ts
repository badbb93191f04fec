/** Asks one storage node through three hops: no node learns both who asks and what for. */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import type { ServiceNode } from '../protocol/service-node';
import { type Attempt, Attempts, type OnionAnswer, type Outcome, type Sign } from './asking/attempts.client';
import { cryptoDice } from './asking/crypto-dice.client';
import { Load } from './asking/load';
import { Pursuit } from './asking/pursuit.client';
import { Slots } from './asking/slots';
import { NetworkTiming } from './network-timing';
import { ONION_FAILURES, OnionFailure, type OnionFailureKind } from './onion-failure';
import { PathPool, type Probe } from './paths/path-pool';
import { NodeHttpsClient } from './transport/node-https.client';

export interface AskOptions {
  /** For the whole request with all its attempts. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  /** Longest answer that is taken; default and most 10 MiB, which nodes do not exceed. */
  readonly maxAnswerBytes?: number;
}

export interface OnionStats {
  /** Calls of `ask`, and those that were answered. */
  readonly asks: number;
  readonly answers: number;
  readonly failures: Readonly<Record<OnionFailureKind, number>>;
  /** Single tries on a path within the calls, and how those that failed looked. */
  readonly attempts: number;
  readonly faults: Readonly<Record<Sign, number>>;
  /** Tests of paths. */
  readonly probes: number;
  /** Proved and usable at the moment. */
  readonly paths: number;
  readonly guards: number;
  /** Nodes that are left out of paths at the moment: silent towards us, or out of reach for others. */
  readonly nodesFailing: number;
  /** Calls that may be under way at the moment, and calls that wait for their turn. */
  readonly places: number;
  readonly waiting: number;
}

const LARGEST = 10 * 1024 * 1024;
/** What three layers add to a request. */
const LAYERS = 1_024;
const SMALL_ANSWER = 65_536;
const INFO = Buffer.from('{"method":"info","params":{}}');
/** Requests under way, spread over the guards: at 300 ms each, the most are 600 a second of 20 accounts each. */
const PLACES = { least: 8, first: 32, most: 192 };
const MAX_WAITING = 10_000;
const PROBES_AT_ONCE = 6;

@Injectable()
export class OnionClient implements OnApplicationShutdown {
  readonly #pool = new PathPool(cryptoDice);
  readonly #https = new NodeHttpsClient();
  readonly #load = new Load(PLACES);
  readonly #slots = new Slots(this.#load, MAX_WAITING);
  readonly #attempts: Attempts;
  readonly #ticks = () => performance.now();
  readonly #probes = new Set<Attempt>();
  readonly #failures = Object.fromEntries(Object.keys(ONION_FAILURES).map((kind) => [kind, 0])) as Record<
    OnionFailureKind,
    number
  >;
  readonly #faults: Record<Sign, number> = { silent: 0, refused: 0, 'timed-out': 0, malformed: 0, 'too-large': 0 };
  readonly #counted = { asks: 0, answers: 0, attempts: 0, probes: 0 };
  #tending: NodeJS.Timeout | undefined;
  #nodeCount = 0;
  #isClosed = false;

  constructor(
    clock: Clock,
    private readonly timing: NetworkTiming,
  ) {
    this.#attempts = new Attempts(this.#pool, this.#https, clock, this.#ticks);
  }

  /** Counters since the start and the state of now. */
  get stats(): OnionStats {
    const { paths, guards, nodesFailing } = this.#pool.counts(this.#ticks());
    const { failures, faults } = { failures: { ...this.#failures }, faults: { ...this.#faults } };
    return {
      ...this.#counted,
      failures,
      faults,
      paths,
      guards,
      nodesFailing,
      places: this.#load.places,
      waiting: this.#slots.waiting,
    };
  }

  /** The nodes that paths are made of; unknown until the directory tells them. */
  know(nodes: readonly ServiceNode[]): void {
    this.#nodeCount = nodes.length;
    this.#pool.know(nodes);
    this.#tending ??= setInterval(() => this.#tend(), this.timing.tendMs).unref();
    this.#tend();
  }

  /**
   * One storage RPC (`payload`: JSON `{"method","params"}`) at `destination`. The answer's status is the destination's
   * own; only it can have written the answer. Throws OnionFailure.
   */
  async ask(destination: ServiceNode, payload: Buffer, options: AskOptions): Promise<OnionAnswer> {
    this.#counted.asks += 1;
    try {
      const answer = await this.#pursue(destination, payload, options);
      this.#counted.answers += 1;
      return answer;
    } catch (error) {
      if (error instanceof OnionFailure) this.#failures[error.kind] += 1;
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#tending);
    for (const probe of this.#probes) probe.cancel(false);
    await this.#https.close();
  }

  #pursue(destination: ServiceNode, payload: Buffer, options: AskOptions): Promise<OnionAnswer> {
    if (payload.length > LARGEST - LAYERS) throw new OnionFailure('too-large');
    if (this.#nodeCount < 3 || this.#isClosed) throw new OnionFailure('no-path');
    const { deadlineMs, signal, maxAnswerBytes = LARGEST } = options;
    const request = { destination, payload, deadlineMs, maxBytes: Math.min(maxAnswerBytes, LARGEST), signal };
    const pursuit = new Pursuit(request, {
      pool: this.#pool,
      attempts: this.#attempts,
      slots: this.#slots,
      timing: this.timing,
      ticks: this.#ticks,
      onOutcome: (outcome, isTelling) => this.#count(outcome, isTelling),
    });
    return pursuit.done;
  }

  /** `isTelling`: on a path and for a destination that did answer before, so that lateness means haste. */
  #count(outcome: Outcome, isTelling: boolean): void {
    this.#counted.attempts += 1;
    const isLate = outcome.kind === 'fault' && outcome.sign === 'timed-out' && isTelling;
    this.#load.note(isLate, this.#slots.waiting > 0, this.#ticks());
    if (outcome.kind !== 'fault') return;
    this.#faults[outcome.sign] += 1;
    this.#tend();
  }

  /** Tests as many paths as are worth testing now. */
  #tend(): void {
    if (this.#isClosed || this.#nodeCount < 3) return;
    // A few at a time: what the first learn (which guards are there) makes the next ones better.
    for (let started = 0; started < PROBES_AT_ONCE; started += 1) {
      const probe = this.#pool.nextProbe(this.#ticks());
      if (probe === undefined) return;
      void this.#test(probe);
    }
  }

  async #test({ path, destination }: Probe): Promise<void> {
    const errand = { destination, payload: INFO, timeoutMs: this.timing.probeMs, maxBytes: SMALL_ANSWER };
    path.probing = true;
    const attempt = this.#attempts.start(path, errand);
    this.#probes.add(attempt);
    this.#counted.probes += 1;
    const outcome = await attempt.outcome;
    path.probing = false;
    this.#probes.delete(attempt);
    // Guards that take no connection are tried at the pace of the clock: our own link may be down.
    if (outcome.kind !== 'fault' || outcome.sign !== 'silent') this.#tend();
  }
}

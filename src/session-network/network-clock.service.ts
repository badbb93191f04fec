/** The network's time: nodes refuse signatures that are more than a minute off, and one node's word moves nothing. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Log } from '../platform/telemetry/log.service';
import { isRecord } from '../protocol/json';
import type { ServiceNode } from '../protocol/service-node';
import { cryptoDice } from './asking/crypto-dice.client';
import { gather } from './asking/gather';
import { NetworkTiming } from './network-timing';
import { NodeDirectory } from './node-directory.service';
import { OnionClient } from './onion-client.service';
import { shuffled } from './paths/dice';
import { LEAST_NODES, MedianOffset, medianOf } from './time/median-offset';

const INFO = Buffer.from('{"method":"info","params":{}}');
const SMALL_ANSWER = 65_536;
/** Nodes asked in one round; more tries are made for those that do not answer. */
const SOURCES = 9;
const TRIES = 24;
/** An answer that took longer says too little about the moment it was written. */
const SLOWEST_MS = 20_000;
/** Beyond this the older words come from before our own clock was set, if most fresh ones agree. */
const STEP_MS = 10_000;
const LATEST_TIME = 8.64e15;

@Injectable()
export class NetworkClock implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #median = new MedianOffset();
  #offsetMs = 0;
  #round: Promise<void> | undefined;
  #lastRoundAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    private readonly clock: Clock,
    private readonly onion: OnionClient,
    private readonly directory: NodeDirectory,
    private readonly timing: NetworkTiming,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    void this.directory.start().then(() => this.#learn(this.timing.firstRetryMs));
  }

  onApplicationShutdown(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** ms since 1970 by the network's clocks. */
  now(): number {
    return this.clock.now() + this.offsetMs;
  }

  /** Network time minus our time, in whole ms; 0 until three nodes have spoken. */
  get offsetMs(): number {
    this.#offsetMs = Math.round(this.#median.at(this.clock.now(), this.#offsetMs));
    return this.#offsetMs;
  }

  /** How many nodes have a say at the moment. */
  get sampledNodes(): number {
    return this.#median.size;
  }

  /**
   * A node's word, from any answer of it: `t` (ms) as it stands there, unchecked, and our time at which the request
   * went out and its answer came back.
   */
  sample(nodeEd25519: string, t: unknown, sentAt: number, receivedAt: number): void {
    if (typeof t !== 'number' || !(t > 0 && t < LATEST_TIME)) return;
    const took = receivedAt - sentAt;
    if (!(took >= 0 && took <= SLOWEST_MS)) return;
    const offsetMs = t - (sentAt + took / 2);
    // What the way alone may explain is no difference: between equal clocks every answer is written while it is asked for.
    this.#median.add(nodeEd25519, { offsetMs: Math.abs(offsetMs) <= took / 2 ? 0 : offsetMs, at: receivedAt });
  }

  /** Asks several nodes anew (a node said 406). Calls that come together or too soon share one round. */
  resync(): Promise<void> {
    if (this.#round !== undefined) return this.#round;
    const now = performance.now();
    if (this.#isClosed || now - this.#lastRoundAt < this.timing.resyncMs) return Promise.resolve();
    this.#lastRoundAt = now;
    this.#round = this.#askAll().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** At the start: until enough nodes have spoken. */
  async #learn(pauseMs: number): Promise<void> {
    await this.#askAll();
    if (this.#isClosed || this.#median.size >= LEAST_NODES) return;
    this.#timer = setTimeout(() => void this.#learn(Math.min(2 * pauseMs, this.timing.longestRetryMs)), pauseMs);
  }

  async #askAll(): Promise<void> {
    const before = this.offsetMs;
    const fresh = new Map<string, number>();
    const nodes = shuffled(this.directory.map.nodes, cryptoDice).slice(0, TRIES);
    await gather(nodes, SOURCES, async (node) => {
      const offset = await this.#askOne(node);
      if (offset !== undefined) fresh.set(node.ed25519, offset);
      return offset;
    });
    this.#noticeStep(fresh, before);
    const offsetMs = this.offsetMs;
    if (Math.abs(offsetMs - before) > STEP_MS) this.log.warn('our clock differs from the network', { offsetMs });
  }

  /** Gives how far this one node is ahead, after taking note of it. */
  async #askOne(node: ServiceNode): Promise<number | undefined> {
    try {
      const options = { deadlineMs: this.timing.timeMs, maxAnswerBytes: SMALL_ANSWER };
      const { body, sentAt, receivedAt } = await this.onion.ask(node, INFO, options);
      const t = isRecord(body) ? body.t : undefined;
      this.sample(node.ed25519, t, sentAt, receivedAt);
      return typeof t === 'number' ? t - (sentAt + receivedAt) / 2 : undefined;
    } catch {
      return undefined;
    }
  }

  /** When our own clock was set anew, what nodes said before is wrong; two thirds of those asked must show it. */
  #noticeStep(fresh: ReadonlyMap<string, number>, before: number): void {
    if (fresh.size < LEAST_NODES) return;
    const middle = medianOf([...fresh.values()]);
    const near = [...fresh.values()].filter((offset) => Math.abs(offset - middle) <= STEP_MS);
    if (Math.abs(middle - before) > STEP_MS && 3 * near.length >= 2 * fresh.size) {
      this.#median.keepOnly(new Set(fresh.keys()));
    }
  }
}

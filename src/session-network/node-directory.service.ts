/** Keeps the list of nodes fresh, believing only what most of several sources say, and tells of every change. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { factsOf, Log } from '../platform/telemetry/log.service';
import type { ServiceNode } from '../protocol/service-node';
import { SwarmMap } from '../protocol/swarm-map';
import { cryptoDice } from './asking/crypto-dice.client';
import { agreeOnNodes, isAbsurd, isSameList } from './directory/agree-on-nodes';
import { KnownNodes, type NodeMemory } from './directory/known-nodes.repository';
import { askNodes, askSeeds, type NodeList } from './directory/node-lists.client';
import { isPrivateNetwork, whyNobody, withoutPrivate } from './directory/private-address';
import { NetworkTiming } from './network-timing';
import { OnionClient } from './onion-client.service';
import { shuffled } from './paths/dice';
import { NodeHttpsClient } from './transport/node-https.client';

/** Injection token: https URLs of the seeds. */
export const SEED_NODES = 'SEED_NODES';

export interface DirectoryStats {
  readonly nodes: number;
  readonly swarms: number;
  /** Rounds of asking that ended, and those that gave no list to believe. */
  readonly rounds: number;
  readonly failedRounds: number;
}

export type MapListener = (map: SwarmMap) => void;

/** Nodes whose lists are compared in one round; more tries are made for those that do not answer. */
const SOURCES = 9;
const LEAST_SOURCES = 3;
/** Nodes of one path, the one that is asked included. */
const LEAST_PATH = 3;
const TRIES = 24;
/** Rounds in a row that must say the same before an absurd list is believed. */
const ABSURD_ROUNDS = 3;
/** Rounds that may fail before the seeds are asked again in every second one. */
const FAILED_ROUNDS = 3;

type Verdict = { readonly nodes: readonly ServiceNode[] } | { readonly refusal: string };

@Injectable()
export class NodeDirectory implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #https = new NodeHttpsClient();
  readonly #listeners = new Set<MapListener>();
  readonly #seeds: readonly string[];
  readonly #acceptsPrivate: boolean;
  readonly #usable: Promise<void>;
  #markUsable: () => void = () => undefined;
  #map = SwarmMap.of([]);
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Number.POSITIVE_INFINITY;
  #lastRoundAt = Number.NEGATIVE_INFINITY;
  #isAsking = false;
  #isWantedSoon = false;
  #isStarted = false;
  #isClosed = false;
  /** Whether the list comes from an earlier process, and nobody has said yet that it still holds. */
  #isRemembered = false;
  #memorising: Promise<void> = Promise.resolve();
  #failuresInRow = 0;
  #absurdInRow = 0;
  #rounds = 0;
  #failedRounds = 0;

  constructor(
    private readonly onion: OnionClient,
    @Inject(SEED_NODES) seeds: readonly string[],
    @Inject(KnownNodes) private readonly memory: NodeMemory,
    private readonly timing: NetworkTiming,
    private readonly log: Log,
  ) {
    // One that is named twice still has one voice.
    this.#seeds = [...new Set(seeds.map((seed) => new URL(seed).origin))];
    this.#acceptsPrivate = isPrivateNetwork(this.#seeds);
    this.#usable = new Promise((resolve) => {
      this.#markUsable = resolve;
    });
  }

  /** Who needs the list waits for `start`; the application does not. */
  onApplicationBootstrap(): void {
    void this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await Promise.all([this.#https.close(), this.#memorising]);
  }

  /** Resolves with the first list that can be believed, however long that takes. May be called often. */
  start(): Promise<void> {
    if (!this.#isStarted) {
      this.#isStarted = true;
      void this.#round();
    }
    return this.#usable;
  }

  /** Empty before the first list. */
  get map(): SwarmMap {
    return this.#map;
  }

  get stats(): DirectoryStats {
    const { nodes, swarms } = this.#map;
    return { nodes: nodes.length, swarms: swarms.length, rounds: this.#rounds, failedRounds: this.#failedRounds };
  }

  /** Calls `listener` with every new map from now on; the returned function ends that. */
  onChange(listener: MapListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Some node said that our list is old (421): look again, but not more often than every half minute. */
  refreshSoon(): void {
    if (!this.#isStarted || this.#isClosed) return;
    // What a round under way was asked before the complaint may not show what the complaint is about.
    if (this.#isAsking) this.#isWantedSoon = true;
    else this.#schedule(Math.max(0, this.#lastRoundAt + this.timing.refreshSoonMs - performance.now()));
  }

  async #round(): Promise<void> {
    this.#isAsking = true;
    this.#isWantedSoon = false;
    this.#lastRoundAt = performance.now();
    this.#dueAt = Number.POSITIVE_INFINITY;
    const verdict = this.#weigh(await this.#ask());
    this.#isAsking = false;
    this.#rounds += 1;
    if (this.#isClosed) return;
    if ('nodes' in verdict) this.#adopt(verdict.nodes);
    else this.#refuse(verdict.refusal);
    if (this.#map.nodes.length === 0) await this.#recall();
    if (this.#isWantedSoon) this.refreshSoon();
  }

  async #ask(): Promise<{ readonly lists: readonly NodeList[]; readonly needed: number; readonly asked: number }> {
    const { nodes } = this.#map;
    const seedLists = () => askSeeds(this.#https, this.#seeds, this.timing.listMs);
    // When the nodes fail us the seeds have their turn, and the nodes again after them.
    const isInDoubt = this.#isRemembered || this.#failuresInRow >= FAILED_ROUNDS;
    const isSeedsTurn = isInDoubt && this.#failuresInRow % 2 === 1;
    if (nodes.length < LEAST_SOURCES || isSeedsTurn) {
      // A seed that does not answer agrees with nobody.
      const needed = Math.floor(this.#seeds.length / 2) + 1;
      return { lists: await seedLists(), needed, asked: this.#seeds.length };
    }
    const chosen = shuffled(nodes, cryptoDice).slice(0, TRIES);
    const fromNodes = askNodes(this.onion, chosen, SOURCES, this.timing.listMs);
    // Who doubts what the nodes say asks the seeds as well.
    const fromSeeds = this.#absurdInRow > 0 ? seedLists() : [];
    const lists = [...(await fromNodes), ...(await fromSeeds)];
    const needed = Math.max(Math.floor(lists.length / 2) + 1, Math.floor(LEAST_SOURCES / 2) + 1);
    return { lists: lists.length < LEAST_SOURCES ? [] : lists, needed, asked: chosen.length };
  }

  #weigh({ lists, needed, asked }: { lists: readonly NodeList[]; needed: number; asked: number }): Verdict {
    if (lists.length < needed) return { refusal: `too few sources answer (${lists.length} of ${asked} asked)` };
    const read = this.#acceptsPrivate ? lists : lists.map(withoutPrivate);
    const nodes = agreeOnNodes(read, needed, this.#map.nodes);
    if (nodes.length === 0) return { refusal: whyNobody(lists, read) };
    const isKnown = this.#map.nodes.length > 0 && !this.#isRemembered;
    if (isKnown && isAbsurd(this.#map.nodes, nodes)) {
      this.#absurdInRow += 1;
      if (this.#absurdInRow < ABSURD_ROUNDS) return { refusal: 'too many of the known nodes are said to be gone' };
    }
    this.#absurdInRow = 0;
    return { nodes };
  }

  #adopt(nodes: readonly ServiceNode[]): void {
    this.#failuresInRow = 0;
    this.#isRemembered = false;
    this.#schedule(this.timing.refreshMs * (0.8 + 0.4 * cryptoDice()));
    this.#memorising = this.#memorise(nodes);
    if (!isSameList(this.#map.nodes, nodes)) this.#use(nodes);
  }

  #use(nodes: readonly ServiceNode[]): void {
    this.#map = SwarmMap.of(nodes);
    this.log.info('the list of nodes has changed', { nodes: nodes.length, swarms: this.#map.swarms.length });
    if (nodes.length < LEAST_PATH) {
      this.log.warn('too few nodes for an onion request; nobody can be asked', {
        nodes: nodes.length,
        least: LEAST_PATH,
      });
    }
    this.onion.know(nodes);
    this.#markUsable();
    for (const listener of this.#listeners) this.#tell(listener);
  }

  /** The seeds gave no list: begins with the one that was believed last, and goes on asking. */
  async #recall(): Promise<void> {
    try {
      const kept = await this.memory.recall(this.#seeds);
      const nodes = this.#acceptsPrivate ? kept : withoutPrivate(kept);
      if (this.#isClosed || nodes.length < LEAST_PATH) return;
      this.log.warn('the seeds give no list; the nodes that were known last are used', { nodes: nodes.length });
      this.#isRemembered = true;
      this.#use(nodes);
    } catch (error) {
      this.log.warn('the nodes that were known last could not be read', factsOf(error));
    }
  }

  async #memorise(nodes: readonly ServiceNode[]): Promise<void> {
    try {
      await this.memory.remember(this.#seeds, nodes);
    } catch (error) {
      this.log.sparingly('warn', 'the list of nodes could not be kept for the next start', factsOf(error));
    }
  }

  /** One listener's fault is not the others'. */
  #tell(listener: MapListener): void {
    try {
      listener(this.#map);
    } catch (error) {
      this.log.error('a listener to the list of nodes failed', factsOf(error));
    }
  }

  #refuse(reason: string): void {
    this.#failuresInRow += 1;
    this.#failedRounds += 1;
    const pause = Math.min(this.timing.firstRetryMs * 2 ** (this.#failuresInRow - 1), this.timing.longestRetryMs);
    this.log.warn('the list of nodes stays as it is', { reason, nodes: this.#map.nodes.length, againInMs: pause });
    this.#schedule(pause * (0.8 + 0.4 * cryptoDice()));
  }

  /** The next round in so many ms, unless one is due earlier. */
  #schedule(delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (dueAt >= this.#dueAt) return;
    this.#dueAt = dueAt;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#round(), delayMs);
  }
}

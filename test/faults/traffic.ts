/** People who write: messages for phones at random moments, in bursts too, until they are told to stop. */
import { setTimeout as pause } from 'node:timers/promises';
import type { StorageNode } from '../fakes/devnet/storage-node';
import { between, diceOf } from './hunt';
import type { Entry } from './ledger';
import type { Scene } from './scene';

export interface TrafficOptions {
  /** Longest pause between two messages (or bursts) for one phone; default 600 ms. */
  readonly pauseMs?: number;
  /** The member to hand messages for a phone to; default any that answers. */
  readonly member?: (entry: Entry) => StorageNode;
}

const TYPING_TTL_MS = 20_000;

export class Traffic {
  #isOn = true;
  #writers: Promise<void>[] = [];
  #failure: unknown;

  constructor(
    private readonly scene: Scene,
    private readonly options: TrafficOptions = {},
  ) {}

  /** Writes to these phones from now on, the first message at once. */
  writeTo(...entries: readonly Entry[]): this {
    for (const entry of entries) {
      const writing = this.#write(entry).catch((error) => {
        this.#failure ??= error;
      });
      this.#writers.push(writing);
    }
    return this;
  }

  /** Resolves when the last message is stored. Throws when one could not be stored. */
  async stop(): Promise<void> {
    this.#isOn = false;
    await Promise.all(this.#writers);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #write(entry: Entry): Promise<void> {
    const { pauseMs = 600, member } = this.options;
    const dice = diceOf(`writer ${entry.number}`);
    while (this.#isOn) {
      const burst = dice() < 0.2 ? 4 : 1;
      for (let count = 0; count < burst; count += 1) {
        const isTyping = dice() < 0.15;
        await this.scene.store(entry, {
          ...(member === undefined ? {} : { at: member(entry) }),
          ...(isTyping ? { ttlMs: TYPING_TTL_MS } : {}),
        });
      }
      // A burst now and then ends exactly where the window of a wake-up does.
      await pause(dice() < 0.1 ? 300 : between(dice, 5, pauseMs));
    }
  }
}

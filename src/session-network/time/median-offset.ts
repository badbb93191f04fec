/** How far the network's time is ahead of ours: the median over the latest word of each node, so that liars lose. */
import { SortedNumbers } from './sorted-numbers';

export interface OffsetSample {
  /** Network time minus our time, in ms. */
  readonly offsetMs: number;
  /** Our time in ms. */
  readonly at: number;
}

/** Nodes that must have spoken before anything is believed. */
export const LEAST_NODES = 3;
/** A node's word counts for so long. */
export const RECENT_MS = 15 * 60_000;
/** Nodes remembered; many more than these make the median no better. */
const MOST_NODES = 256;

export class MedianOffset {
  /** By node, the oldest word first. */
  readonly #samples = new Map<string, OffsetSample>();
  /** Kept in order: every answer of a node brings a word and asks for the median, and sorting all would cost too much. */
  readonly #offsets = new SortedNumbers(MOST_NODES + 1);

  /** How many nodes have a say. */
  get size(): number {
    return this.#samples.size;
  }

  /** Replaces what this node said before. */
  add(node: string, sample: OffsetSample): void {
    this.#forget(node);
    this.#samples.set(node, sample);
    this.#offsets.add(sample.offsetMs);
    if (this.#samples.size > MOST_NODES) this.#forgetOldest();
  }

  /** Keeps only these nodes' words. */
  keepOnly(nodes: ReadonlySet<string>): void {
    for (const node of this.#samples.keys()) if (!nodes.has(node)) this.#forget(node);
  }

  /** In ms; `otherwise` while too few nodes have spoken lately. */
  at(now: number, otherwise: number): number {
    this.#forgetOld(now);
    return this.#samples.size < LEAST_NODES ? otherwise : this.#offsets.median;
  }

  #forgetOld(now: number): void {
    for (const [node, sample] of this.#samples) {
      if (Math.abs(now - sample.at) < RECENT_MS) return;
      this.#forget(node);
    }
  }

  #forgetOldest(): void {
    const oldest = this.#samples.keys().next().value;
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(node: string): void {
    const sample = this.#samples.get(node);
    if (sample === undefined) return;
    this.#samples.delete(node);
    this.#offsets.remove(sample.offsetMs);
  }
}

/** Of at least one number; between the two in the middle if their count is even. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** How far the network's time is ahead of ours: the median over the latest word of each node, so that liars lose. */

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
  #median: number | undefined;

  /** How many nodes have a say. */
  get size(): number {
    return this.#samples.size;
  }

  /** Replaces what this node said before. */
  add(node: string, sample: OffsetSample): void {
    this.#samples.delete(node);
    this.#samples.set(node, sample);
    if (this.#samples.size > MOST_NODES) this.#forgetOldest();
    this.#median = undefined;
  }

  /** Keeps only these nodes' words. */
  keepOnly(nodes: ReadonlySet<string>): void {
    for (const node of this.#samples.keys()) if (!nodes.has(node)) this.#samples.delete(node);
    this.#median = undefined;
  }

  /** In ms; `otherwise` while too few nodes have spoken lately. */
  at(now: number, otherwise: number): number {
    this.#forgetOld(now);
    if (this.#samples.size < LEAST_NODES) return otherwise;
    this.#median ??= medianOf([...this.#samples.values()].map((one) => one.offsetMs));
    return this.#median;
  }

  #forgetOld(now: number): void {
    for (const [node, sample] of this.#samples) {
      if (Math.abs(now - sample.at) < RECENT_MS) return;
      this.#samples.delete(node);
      this.#median = undefined;
    }
  }

  #forgetOldest(): void {
    const oldest = this.#samples.keys().next().value;
    if (oldest !== undefined) this.#samples.delete(oldest);
  }
}

/** Of at least one number; between the two in the middle if their count is even. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** What is counted over time: the kinds of figures, the stretches they are shown for, and how long wake-ups took. */

/** As the ledger counts them: pairs of a message and a device, by how they ended; `seen` counts every telling. */
export const LEDGER_KINDS = ['seen', 'duplicate', 'accepted', 'merged', 'gone', 'refused', 'expired'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/** Answers of vendors that settle nothing: asked again later, and refused, which is kept. */
export type AnswerKind = 'put_off' | 'turned_down';

/**
 * Upper bounds (ms) of the classes into which wake-ups fall by the time from the first message they stand for to the
 * vendor's acceptance; what took longer than the last is a class of its own.
 */
const TOOK_BOUNDS_MS = [100, 250, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 30_000, 60_000, 300_000, 3_600_000] as const;
export type TookKind = `took_${(typeof TOOK_BOUNDS_MS)[number] | 'longer'}`;

export type FigureKind = LedgerKind | AnswerKind | TookKind;

const TOOK_KINDS = [...TOOK_BOUNDS_MS, 'longer' as const].map((bound): TookKind => `took_${bound}`);

export interface Figure {
  readonly service: string;
  readonly kind: FigureKind;
  readonly value: number;
}

export type Range = 'hour' | 'day' | 'month';

/** What happened in one of the equal parts of a range. */
export interface Bin {
  /** Its beginning. */
  readonly at: Date;
  readonly figures: readonly Figure[];
}

/** The class of a wake-up that took so many ms. */
export function tookKind(ms: number): TookKind {
  const place = TOOK_BOUNDS_MS.findIndex((bound) => ms <= bound);
  return TOOK_KINDS[place === -1 ? TOOK_BOUNDS_MS.length : place] as TookKind;
}

/** An estimate, as fine as the classes are. */
export interface Percentile {
  readonly ms: number;
  /** It took longer than `ms`; how much longer is not known. */
  readonly isOpen: boolean;
}

/**
 * Within how many ms that share (0 < share ≤ 1) of the wake-ups was accepted; evenly spread within a class. Undefined
 * when there was none.
 */
export function percentile(figures: readonly Figure[], share: number): Percentile | undefined {
  const counts = TOOK_KINDS.map((kind) => sumOf(figures, kind));
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  let below = 0;
  for (const [place, count] of counts.entries()) {
    const lower = place === 0 ? 0 : (TOOK_BOUNDS_MS[place - 1] as number);
    const upper = TOOK_BOUNDS_MS[place];
    if (below + count >= share * all && count > 0) {
      if (upper === undefined) return { ms: lower, isOpen: true };
      return { ms: Math.round(lower + ((share * all - below) / count) * (upper - lower)), isOpen: false };
    }
    below += count;
  }
  return undefined;
}

export function sumOf(figures: readonly Figure[], kind: FigureKind): number {
  return figures.reduce((sum, figure) => (figure.kind === kind ? sum + figure.value : sum), 0);
}

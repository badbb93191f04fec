/** What a bench finds: numbers of several rounds, each beside what the same machine could do at most in that round. */

/** Something that a measured number stands beside, in the same unit. */
export interface Beside {
  readonly kind: 'limit' | 'aim';
  readonly what: string;
  /** Of each round, in the order of `runs`; an aim is the same in all of them. */
  readonly values: readonly number[];
}

export interface Measurement {
  readonly what: string;
  /** `/s`, `/s per core`, `µs`… */
  readonly unit: string;
  /** One number for each round. */
  readonly runs: readonly number[];
  readonly beside: readonly Beside[];
  /** How it was measured, in words. */
  readonly how: string;
}

export interface Bench {
  readonly name: string;
  readonly about: string;
  run(context: BenchContext): Promise<readonly Measurement[]>;
}

export interface BenchContext {
  /** How long one number is measured. */
  readonly seconds: number;
  readonly rounds: number;
  /** Subscriptions that the placement bench stores. */
  readonly accounts: number;
  /** A directory for CPU profiles of the relay's process; measured numbers are then worse. */
  readonly profiles?: string;
  /** Subscriptions without a delegation that are stored, where a bench needs them. */
  readonly subscriptions: number;
  /** Remembers how to close what the bench starts. */
  add<T>(name: string, value: T, close: (value: T) => unknown): T;
  /** Says what is going on, beside the results. */
  tell(what: string): void;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}

/** Both of one round suffer from the same noise: the median of the rounds' ratios says more than a ratio of medians. */
export function ratioOf(measurement: Measurement, beside: Beside): number {
  return median(measurement.runs.map((run, round) => run / (beside.values[round] ?? beside.values[0] ?? Number.NaN)));
}

export function aim(what: string, value: number): Beside {
  return { kind: 'aim', what, values: [value] };
}

export function limit(what: string, values: readonly number[]): Beside {
  return { kind: 'limit', what, values };
}

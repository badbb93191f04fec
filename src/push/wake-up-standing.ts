/** How wake-ups stand at a moment, in counts: what each service is owed, what was refused, what is paused, what is queued. */
import type { Figure, LedgerKind } from './wake-up-figures';

/** The ledger of one service. */
export interface Standing {
  /** Wire name. */
  readonly service: string;
  /** Since the beginning. */
  readonly counted: Readonly<Partial<Record<LedgerKind, number>>>;
  /** Pairs of a message and a device that move by themselves. */
  readonly pairs: number;
  /** Devices that are owed a wake-up, and those among them that the vendor put off. */
  readonly owed: number;
  readonly retrying: number;
  /** Those that have been owed one for more than a minute. */
  readonly late: number;
  /** Since when the oldest of them is owed. */
  readonly oldest: Date | null;
  /** Pairs that the vendor refused. */
  readonly kept: number;
}

/** Refused wake-ups that are kept: of one service, for one reason. */
export interface Kept {
  readonly service: string;
  /** As the vendor's dialect words it. */
  readonly reason: string;
  readonly count: number;
  readonly oldest: Date;
  readonly newest: Date;
}

/** What an order to retry or drop is about: all of one service and reason that were refused up to an instant. */
export interface RefusedLot {
  readonly service: string;
  readonly reason: string;
  readonly until: Date;
}

/** What was last done to a service. */
export interface Pause {
  readonly service: string;
  /** Whether it is paused; otherwise it was resumed. */
  readonly isPaused: boolean;
  readonly at: Date;
  /** Name of a member of staff. */
  readonly by: string;
  readonly reason: string;
}

/** Jobs in the queue of wake-ups. */
export interface Jobs {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
}

export interface Board {
  /** ms since 1970. */
  readonly at: number;
  /** Of every service through which a message was ever told. */
  readonly standings: readonly Standing[];
  readonly kept: readonly Kept[];
  /** Services that are paused or were once. */
  readonly pauses: readonly Pause[];
  /** Undefined when the queue does not answer. */
  readonly jobs: Jobs | undefined;
  /** Of the last five minutes. */
  readonly recent: readonly Figure[];
}

/** Seen − (accepted + merged + gone + refused + expired + duplicate + in flight); anything but 0 is an error in the relay. */
export function unaccountedOf({ counted, pairs, kept }: Standing): number {
  const { seen = 0, ...others } = counted;
  return seen - Object.values(others).reduce((sum, value) => sum + value, pairs + kept);
}

/** What a figure is: a number with its unit, whether it is known, and the rules it was counted by. */

/**
 * `exact`: the number is right, zero included. `unknown`: nobody recorded it. `none`: there is nothing to divide by or
 * to take the middle of. What does not apply at all has no figure (R16).
 */
export type FigureStatus = 'exact' | 'unknown' | 'none';

export type Unit = 'requests' | 'identifiers' | 'accounts' | 'searches' | 'orders' | 'ratio' | 'hours';

export interface Figure {
  /** A ratio lies in [0, 1]; null unless the status is `exact`. */
  readonly value: number | null;
  readonly status: FigureStatus;
  readonly unit: Unit;
  /** `R3`, … as on the page that says how we count. */
  readonly rules: readonly string[];
}

export type Figures = Readonly<Record<string, Figure>>;

/** One row of a breakdown: how many requests of this code there were, by what became of them. */
export interface BreakdownRow {
  readonly dimension: 'country' | 'process' | 'kind' | 'category';
  readonly code: string;
  readonly received: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Of a category of data: whether it can be held at all; null where that is not one answer. */
  readonly held?: boolean | null;
  /** Of a category of data: in how many of them anything of it was handed over. */
  readonly disclosed?: number;
}

/** R7: how a share of `whole` is printed. */
export function shareInWords(part: number, whole: number): string {
  if (whole === 0) return 'n/a';
  if (whole < 10) return `${part} of ${whole}`;
  // Half up in whole numbers: no binary fraction decides.
  const tenths = Math.floor((part * 2_000 + whole) / (2 * whole));
  return `${part} of ${whole} (${Math.floor(tenths / 10)}.${tenths % 10} %)`;
}

/** The figures that the ledger's lines do not give: distinct identifiers (R10) and elapsed times (R19). */
import type { Figures } from '../figure';
import type { Quarter } from '../quarter';
import { toMs } from '../zurich-time';
import { figure } from './count';
import type { CountedRequest } from './requests';

const HOUR_MS = 3_600_000;

interface PrivateDefinition {
  readonly name: string;
  readonly unit: 'identifiers' | 'hours';
  readonly rules: readonly string[];
  readonly nullMeans?: 'none';
  of(headline: readonly CountedRequest[]): number | null;
}

const PRIVATE_FIGURES: readonly PrivateDefinition[] = [
  {
    name: 'identifiers_distinct',
    unit: 'identifiers',
    rules: ['R10'],
    // Once the key of the year is destroyed, whether a late request names a new one cannot be known any more.
    of: (requests) =>
      requests.every((one) => one.isComparable) ? new Set(requests.flatMap((one) => [...one.targets])).size : null,
  },
  medianHours('median_hours_to_confirmation', ({ state }) => state.confirmedAtMs),
  medianHours('median_hours_to_decision', ({ state }) => state.turns.find((one) => one.what === 'closed')?.atMs),
];

export const PRIVATE_FIGURE_NAMES: readonly string[] = PRIVATE_FIGURES.map((one) => one.name);

export function countPrivate(requests: readonly CountedRequest[], quarter: Quarter): Figures {
  const own = requests.filter((one) => one.line === 'headline' && one.quarter === quarter);
  return Object.fromEntries(PRIVATE_FIGURES.map((one) => [one.name, figure(one, one.of(own))]));
}

/** For a quarter of which they are not known. */
export function unknownPrivate(): Figures {
  return Object.fromEntries(
    PRIVATE_FIGURES.map(({ unit, rules, name }) => [name, { value: null, status: 'unknown' as const, unit, rules }]),
  );
}

function medianHours(name: string, end: (one: CountedRequest) => number | undefined): PrivateDefinition {
  return {
    name,
    unit: 'hours',
    rules: ['R19'],
    nullMeans: 'none',
    of: (requests) =>
      median(
        requests.flatMap((one) => {
          const from = one.received.at;
          const at = end(one);
          return from === null || at === undefined ? [] : [Math.max(0, at - toMs(from)) / HOUR_MS];
        }),
      ),
  };
}

/** Of an even number, the mean of the middle two; of none, null. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

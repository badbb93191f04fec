/** The figures of a quarter as the command `figures` prints them. */
import { OUTCOMES } from './enumerations';
import type { Figures } from './figure';
import type { QuarterCount } from './quarter-count';

/** In the order of printing. */
const NAMES = [
  'received',
  ...OUTCOMES,
  'information_demands',
  'informal_inquiries',
  'emergency',
  'preservation_received',
  'technical_assistance_received',
  'removal_received',
  'non_government_received',
  'impostor_excluded',
  'bulk_requests',
  'identifiers_specified',
  'identifiers_distinct',
  'accounts_disclosed',
] as const;

const FLOW = ['open_start', 'received', 'reopened', 'closed', 'open_end'] as const;

/** `asOf` is repeated as it was given. What is unknown is null, never 0. */
export function printedFigures(count: QuarterCount, asOf: string): Record<string, unknown> {
  return {
    quarter: count.quarter,
    asOf,
    ...valuesOf(NAMES, count.figures),
    by_country: receivedBy('country', count),
    by_process: receivedBy('process', count),
    flow: valuesOf(FLOW, count.flow),
  };
}

function valuesOf(names: readonly string[], figures: Figures): Record<string, number | null> {
  return Object.fromEntries(names.map((name) => [name, figures[name]?.value ?? null]));
}

function receivedBy(dimension: 'country' | 'process', count: QuarterCount): Record<string, number> | null {
  if (count.legacy) return null;
  return Object.fromEntries(
    count.breakdowns.filter((row) => row.dimension === dimension).map((row) => [row.code, row.received]),
  );
}

/** The same for people: one line each. */
export function figuresInWords(count: QuarterCount, asOf: string): string {
  const lines = Object.entries(count.figures).map(([name, one]) => {
    const shown = one.value === null ? one.status : String(one.value);
    return `${name.padEnd(32)} ${shown.padStart(8)}  ${one.rules.join(' ')}`;
  });
  const flow = Object.entries(count.flow).map(([name, one]) => `${name} ${one.value ?? one.status}`);
  return [`${count.quarter} as of ${asOf}`, ...lines, `flow: ${flow.join(', ')}`].join('\n');
}

/** The lines of the newest versions as one list, what a query string asks of it, and the page it asks for. */
import { KINDS, OUTCOMES } from '../enumerations';
import type { LedgerLine } from '../ledger';
import type { ReportVersion } from '../published-report';
import { linesOf } from '../reports/report-content';

/** Lines on one page: a page stays well under 60 KB. */
const PER_PAGE = 100;

export const FILTERS = ['quarter', 'outcome', 'country', 'kind'] as const;
export type Filter = (typeof FILTERS)[number];
export type Wanted = Readonly<Partial<Record<Filter, string>>>;

export interface LedgerPage {
  readonly lines: readonly LedgerLine[];
  readonly fitting: number;
  readonly all: number;
  readonly wanted: Wanted;
  /** What may be asked for. */
  readonly choices: Readonly<Record<Filter, readonly string[]>>;
  readonly number: number;
  readonly pages: number;
  /** The query asked for something that is not among the choices. */
  readonly isUnknown: boolean;
}

/** Every request once, from the report of its own quarter, the newest quarter first. */
export function publicLines(latest: readonly ReportVersion[]): LedgerLine[] {
  return [...latest]
    .reverse()
    .flatMap((version) => linesOf(version).filter((line) => line.quarter === version.report.quarter));
}

/** `query` comes from a stranger: values that are not single texts, and choices that do not exist, are set aside. */
export function ledgerPage(lines: readonly LedgerLine[], query: Readonly<Record<string, unknown>>): LedgerPage {
  const choices = choicesOf(lines);
  const asked = FILTERS.filter((filter) => query[filter] !== undefined && query[filter] !== '');
  const known = asked.filter((filter) => choices[filter].includes(query[filter] as string));
  const wanted: Wanted = Object.fromEntries(known.map((filter) => [filter, query[filter]]));
  const fitting = lines.filter((line) => known.every((filter) => fits(line, filter, wanted[filter])));
  const pages = Math.max(1, Math.ceil(fitting.length / PER_PAGE));
  const number = pageNumber(query.page, pages);
  return {
    lines: fitting.slice((number - 1) * PER_PAGE, number * PER_PAGE),
    fitting: fitting.length,
    all: lines.length,
    wanted,
    choices,
    number,
    pages,
    isUnknown: known.length < asked.length,
  };
}

/** An impostor's line has an outcome that is never decided: it is not among those that wait. */
function fits(line: LedgerLine, filter: Filter, value: string | undefined): boolean {
  return line[filter] === value && !(filter === 'outcome' && line.requester === 'impostor');
}

function choicesOf(lines: readonly LedgerLine[]): LedgerPage['choices'] {
  return {
    quarter: [...new Set(lines.map((line) => line.quarter))].sort().reverse(),
    outcome: OUTCOMES,
    country: [...new Set(lines.flatMap((line) => line.country ?? []))].sort(),
    kind: KINDS,
  };
}

function pageNumber(asked: unknown, pages: number): number {
  const number = typeof asked === 'string' && /^[1-9]\d{0,5}$/.test(asked) ? Number(asked) : 1;
  return Math.min(number, pages);
}

/** Whether the key that compares a year's identifiers has done its work: nothing it could still be needed for is left. */
import { holdInForce } from '../case-holds';
import type { Figures } from '../figure';
import type { LogAsOf } from '../log-as-of';
import type { PublishedReport, StatedReport } from '../published-report';
import { asQuarter, endOf, type Quarter } from '../quarter';
import type { QuarterDrift } from '../quarter-drift';

/** Named in words of the figures. */
const DISTINCT = 'identifiers_distinct';

/** The number of a quarter that stays once the key is gone, and the version that states it. */
export interface FrozenQuarter {
  readonly quarter: Quarter;
  readonly version: number;
  readonly sha256: string;
  /** Null where the version does not know it. */
  readonly identifiersDistinct: number | null;
}

export interface YearFacts {
  readonly year: number;
  /** At least the cases of the year, now. */
  readonly log: Pick<LogAsOf, 'cases' | 'asOfMs'>;
  /** How many different identifiers are counted now, of each published quarter of the year. */
  readonly counted: ReadonlyMap<Quarter, number | null>;
  /** The newest versions, of whichever quarters. */
  readonly latest: readonly StatedReport[];
}

export interface FrozenYear {
  readonly frozen: readonly FrozenQuarter[];
  /** Why the key is still needed, in words; empty when it is not. */
  readonly reasons: readonly string[];
}

export function quartersOf(year: number): Quarter[] {
  return [1, 2, 3, 4].map((number) => asQuarter(`${year}-Q${number}`));
}

/** How many different identifiers a count or a report states. */
export function distinctIn({ figures }: { readonly figures: Figures }): number | null {
  return figures[DISTINCT]?.value ?? null;
}

/** The number that is counted now of a published quarter, told by whether and how it has drifted. */
export function distinctNow(report: PublishedReport, drift: QuarterDrift | undefined): number | null {
  const change = drift?.changes.find(({ path }) => path === `/figures/${DISTINCT}/value`);
  return change === undefined ? distinctIn(report) : (change.to as number | null);
}

export function frozenYear({ year, log, counted, latest }: YearFacts): FrozenYear {
  const frozen: FrozenQuarter[] = [];
  const reasons: string[] = [];
  for (const quarter of quartersOf(year)) {
    const newest = latest.find((one) => one.report.quarter === quarter);
    if (log.asOfMs < endOf(quarter)) reasons.push(`${quarter} is not over`);
    else if (newest === undefined) reasons.push(`${quarter} is not published`);
    else {
      const { report, sha256 } = newest;
      const identifiersDistinct = distinctIn(report);
      frozen.push({ quarter, version: report.version, sha256, identifiersDistinct });
      const now = counted.get(quarter) ?? null;
      if (now !== identifiersDistinct) reasons.push(differs(quarter, identifiersDistinct, now));
    }
  }
  return { frozen, reasons: [...reasons, ...unfinished(year, log)] };
}

function differs(quarter: Quarter, published: number | null, now: number | null): string {
  const said = (value: number | null) => (value === null ? 'unknown' : String(value));
  return `${quarter}: ${said(published)} different identifiers are published and ${said(now)} are counted: publish a version`;
}

/** More identifiers may become known of an open request; one that is secret is counted once the duty ends. */
function unfinished(year: number, { cases, asOfMs: nowMs }: YearFacts['log']): string[] {
  const own = cases.filter(({ quarter }) => quarter.startsWith(`${year}-`));
  const open = own.filter(({ isOpen, step }) => isOpen && step !== 'merged' && step !== 'closed_impostor').length;
  const held = own.filter(({ holds }) => holdInForce(holds, 'existence', nowMs)).length;
  const requests = (count: number) => `${count} ${count === 1 ? 'request' : 'requests'} received in ${year}`;
  return [
    ...(open > 0 ? [`${requests(open)} not closed: more identifiers may become known`] : []),
    ...(held > 0 ? [`${requests(held)} under an order of existence: to be counted when it ends`] : []),
  ];
}

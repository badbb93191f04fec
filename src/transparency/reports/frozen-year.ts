/** Whether the key that compares a year's identifiers has done its work: nothing it could still be needed for is left. */
import { holdInForce } from '../case-holds';
import type { LogAsOf } from '../log-as-of';
import type { PublishedReport } from '../published-report';
import { asQuarter, endOf, type Quarter } from '../quarter';
import { countLog } from '../quarter-count';

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
  /** Now. */
  readonly log: LogAsOf;
  /** The newest versions, of whichever quarters. */
  readonly latest: readonly { readonly report: PublishedReport; readonly sha256: string }[];
}

export interface FrozenYear {
  readonly frozen: readonly FrozenQuarter[];
  /** Why the key is still needed, in words; empty when it is not. */
  readonly reasons: readonly string[];
}

export function frozenYear({ year, log, latest }: YearFacts): FrozenYear {
  const quarters = [1, 2, 3, 4].map((number) => asQuarter(`${year}-Q${number}`));
  const counts = countLog(log, quarters);
  const frozen: FrozenQuarter[] = [];
  const reasons: string[] = [];
  for (const [index, quarter] of quarters.entries()) {
    const newest = latest.find((one) => one.report.quarter === quarter);
    if (log.asOfMs < endOf(quarter)) reasons.push(`${quarter} is not over`);
    else if (newest === undefined) reasons.push(`${quarter} is not published`);
    else {
      const { report, sha256 } = newest;
      const identifiersDistinct = report.figures[DISTINCT]?.value ?? null;
      frozen.push({ quarter, version: report.version, sha256, identifiersDistinct });
      const now = counts[index]?.figures[DISTINCT]?.value ?? null;
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
function unfinished(year: number, { cases, asOfMs: nowMs }: LogAsOf): string[] {
  const own = cases.filter(({ facts }) => Number(facts.receivedDate.slice(0, 4)) === year);
  const open = own.filter(({ isOpen, step }) => isOpen && step !== 'merged' && step !== 'closed_impostor').length;
  const held = own.filter(({ holds }) => holdInForce(holds, 'existence', nowMs)).length;
  const requests = (count: number) => `${count} ${count === 1 ? 'request' : 'requests'} received in ${year}`;
  return [
    ...(open > 0 ? [`${requests(open)} not closed: more identifiers may become known`] : []),
    ...(held > 0 ? [`${requests(held)} under an order of existence: to be counted when it ends`] : []),
  ];
}

/**
 * How near the relay comes to the duties that Swiss law ties to numbers (R20): what SPTO Art. 22 and Art. 52 count from
 * 1 July to 30 June. Secret cases count as well, so nothing of this may ever be published.
 */
import type { CaseState } from './case-state';
import { type CountedRequest, everyRequest } from './counting/requests';
import type { Process } from './enumerations';
import type { LogAsOf } from './log-as-of';

export interface LegalGauges {
  /** First and last day of the twelve months, in Zurich. */
  readonly from: string;
  readonly to: string;
  /** Art. 22: requests for information whose sender was verified. */
  readonly informationRequests: number;
  /**
   * Art. 52: distinct targets of surveillance orders. Identifiers of two calendar years have no hash in common, so one
   * that was named in both counts twice: never too few.
   */
  readonly surveillanceTargets: number;
}

const INFORMATION: Process = 'ch_spta_information_request';
const SURVEILLANCE: Process = 'ch_surveillance_order';

/** The twelve months around a day (YYYY-MM-DD) and those before, the newest first. */
export function legalGauges(log: LogAsOf, day: string, years: number): LegalGauges[] {
  const requests = everyRequest({ ...log, cases: log.cases.filter(mayCount) }).filter(isWhole);
  const last = Number(day.slice(0, 4)) + (day.slice(5) >= '07-01' ? 1 : 0);
  return Array.from({ length: years }, (_, before) => gaugesOf(requests, last - before));
}

/** A duplicate may have come before the case that remains, whatever it was taken for. */
function mayCount({ process, mergedInto }: CaseState): boolean {
  return process === INFORMATION || process === SURVEILLANCE || mergedInto !== undefined;
}

/** Not a duplicate of something else. */
function isWhole({ state }: CountedRequest): boolean {
  return state.mergedInto === undefined && !state.isImpostor;
}

function gaugesOf(requests: readonly CountedRequest[], endYear: number): LegalGauges {
  const [from, to] = [`${endYear - 1}-07-01`, `${endYear}-06-30`];
  const received = requests.filter(({ received: { date } }) => from <= date && date <= to);
  const asked = received.filter(({ state }) => state.process === INFORMATION && state.verifiedBy.length > 0);
  const orders = received.filter(({ state }) => state.process === SURVEILLANCE);
  return { from, to, informationRequests: asked.length, surveillanceTargets: distinctTargets(orders) };
}

function distinctTargets(orders: readonly CountedRequest[]): number {
  const hashed = new Set<string>();
  let others = 0;
  for (const { targets, identifiers, received } of orders) {
    for (const hash of targets) hashed.add(`${received.date.slice(0, 4)} ${hash}`);
    others += Math.max(0, identifiers - targets.size);
  }
  return hashed.size + others;
}

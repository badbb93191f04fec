/** All that is counted of a quarter at an instant: one pure fold of the history up to it (R15). */
import type { History } from './case-event';
import { countFlow, countLedger } from './counting/count';
import { ledgerLines } from './counting/ledger-lines';
import { countPrivate, PRIVATE_FIGURE_NAMES, unknownPrivate } from './counting/private-figures';
import { type CountedRequest, visibleRequests } from './counting/requests';
import type { BreakdownRow, Figures } from './figure';
import type { LedgerLine } from './ledger';
import { type LogAsOf, logAsOf } from './log-as-of';
import type { Quarter } from './quarter';

export interface QuarterCount {
  readonly quarter: Quarter;
  /** Of a quarter that a publisher before us declared: everything but `received` is unknown (R16). */
  readonly legacy: boolean;
  readonly figures: Figures;
  /** R8: open_start, received, reopened, closed, open_end. */
  readonly flow: Figures;
  readonly breakdowns: readonly BreakdownRow[];
  readonly ledger: readonly LedgerLine[];
  /** Names of figures that are unknown. */
  readonly unknown: readonly string[];
}

/** Events dated after `asOfMs` have no part in it; requests under a hold of existence neither (R12). */
export function countQuarter(history: History, quarter: Quarter, asOfMs: number): QuarterCount {
  return countQuarters(history, [quarter], asOfMs)[0] as QuarterCount;
}

/** The same of several, in their order, for hardly more than one takes. */
export function countQuarters(history: History, quarters: readonly Quarter[], asOfMs: number): QuarterCount[] {
  return countLog(logAsOf(history, asOfMs), quarters);
}

/** The same out of what cases are at the instant: of all, or of those that figures of the quarters can depend on. */
export function countLog(log: LogAsOf, quarters: readonly Quarter[]): QuarterCount[] {
  const declared = new Map(log.declared.map((one) => [one.quarter, one]));
  const isCounted = quarters.some((quarter) => !declared.has(quarter));
  const requests = isCounted ? visibleRequests(log) : [];
  return quarters.map((quarter) => {
    const stated = declared.get(quarter);
    return stated === undefined ? counted(requests, quarter) : declaredCount(quarter, stated.received);
  });
}

/** R8 of one quarter, and whether it is known at all. */
export type QuarterFlow = Pick<QuarterCount, 'legacy' | 'flow'>;

/** What countLog() says of the flow, for a third of what all figures take. */
export function flowOf(log: LogAsOf, quarter: Quarter): QuarterFlow {
  const stated = log.declared.find((one) => one.quarter === quarter);
  if (stated !== undefined) return declaredCount(quarter, stated.received);
  return { legacy: false, flow: countFlow(ledgerLines(visibleRequests(log), quarter), quarter) };
}

function counted(requests: readonly CountedRequest[], quarter: Quarter): QuarterCount {
  const ledger = ledgerLines(requests, quarter);
  const { figures, flow, breakdowns } = countLedger(ledger, quarter);
  return withUnknown({
    quarter,
    legacy: false,
    figures: { ...figures, ...countPrivate(requests, quarter) },
    flow,
    breakdowns,
    ledger,
  });
}

/** What a reader can count again out of a published ledger: all but the figures of PRIVATE_FIGURE_NAMES. */
export function recount(ledger: readonly LedgerLine[], quarter: Quarter, rulesId?: string) {
  return countLedger(ledger, quarter, rulesId);
}

export { PRIVATE_FIGURE_NAMES };

function declaredCount(quarter: Quarter, received: number): QuarterCount {
  const { figures, flow } = countLedger([], quarter);
  const only = (all: Figures): Figures =>
    Object.fromEntries(
      Object.entries(all).map(([name, one]) =>
        name === 'received'
          ? [name, { ...one, value: received, rules: ['R16'] }]
          : [name, { ...one, value: null, status: 'unknown' as const }],
      ),
    );
  return withUnknown({
    quarter,
    legacy: true,
    figures: { ...only(figures), ...unknownPrivate() },
    flow: only(flow),
    breakdowns: [],
    ledger: [],
  });
}

function withUnknown(count: Omit<QuarterCount, 'unknown'>): QuarterCount {
  const unknownOf = (figures: Figures, prefix: string) =>
    Object.entries(figures).flatMap(([name, one]) => (one.status === 'unknown' ? [`${prefix}${name}`] : []));
  return { ...count, unknown: [...unknownOf(count.figures, ''), ...unknownOf(count.flow, 'flow.')] };
}

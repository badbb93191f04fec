/** From counted requests to the lines of a quarter's ledger. */
import type { CaseState, Turn } from '../case-state';
import { DATA_CATEGORIES, type UserNotice } from '../enumerations';
import type { LedgerLine } from '../ledger';
import { type Quarter, quarterOfInstant } from '../quarter';
import { zurichDate } from '../zurich-time';
import { publicCodes } from './coarsening';
import type { CountedRequest, Line } from './requests';

/**
 * The requests received in the quarter, then those of earlier quarters that were open in it; each in the order of
 * their random refs.
 */
export function ledgerLines(requests: readonly CountedRequest[], quarter: Quarter): LedgerLine[] {
  const cohort = requests.filter((one) => one.quarter === quarter);
  const carried = requests.filter((one) => one.quarter < quarter && takesPartIn(one.state, quarter));
  const lines = new Set(cohort.map((one) => one.line));
  const origins = new Map<string, Origin>();
  for (const line of lines) {
    for (const [id, origin] of originsOf(cohort, line)) origins.set(id, origin);
  }
  return [...cohort.map((one) => ({ ...lineOf(one), ...origins.get(one.state.id) })), ...carried.map(lineOf)];
}

type Origin = Pick<LedgerLine, 'country' | 'process'>;

/** Each public line by itself: what is shown of one must not be told by subtracting another. */
function originsOf(cohort: readonly CountedRequest[], line: Line): [string, Origin][] {
  const own = cohort.filter((one) => one.line === line);
  const countries = publicCodes(own, 'country');
  const processes = publicCodes(own, 'process');
  return own.map(({ state: { id } }) => [
    id,
    { country: countries.get(id) ?? null, process: processes.get(id) ?? null },
  ]);
}

function takesPartIn({ turns }: CaseState, quarter: Quarter): boolean {
  const before = turns.filter((one) => one.quarter < quarter);
  return before.length % 2 === 0 || turns.some((one) => one.quarter === quarter);
}

/** Lines of requests that did not change are made once. */
const LINES = new WeakMap<CountedRequest, LedgerLine>();

/** Without its origin, which depends on those it is shown with. */
function lineOf(request: CountedRequest): LedgerLine {
  const line = LINES.get(request) ?? newLine(request);
  LINES.set(request, line);
  return line;
}

function newLine({ state, quarter, identifiers, received }: CountedRequest): LedgerLine {
  return {
    ref: state.facts.publicId,
    quarter,
    requester: state.isImpostor ? 'impostor' : state.facts.requester,
    kind: state.kind,
    country: null,
    process: null,
    emergency: state.facts.emergency,
    realTime: state.facts.realTime,
    bulk: state.facts.bulk,
    outcome: state.outcome,
    ...categoriesOf(state),
    identifiers,
    accountsDisclosed: state.disclosed.size,
    ...noticesOf(state),
    closed: quartersOf(state.turns, 'closed'),
    reopened: quartersOf(state.turns, 'reopened'),
    lookups: state.lookups.map(({ atMs }) => quarterOfInstant(atMs)),
    holdsEnded: state.holdsEndedMs.map(quarterOfInstant),
    days: daysOf(state, received.date),
  };
}

/** In the order of the list, whatever the order in which they were noted. What was handed over was asked for. */
function categoriesOf({ facts, disclosedCategories }: CaseState) {
  const asked = new Set([...facts.categories, ...disclosedCategories]);
  return {
    categories: DATA_CATEGORIES.filter((one) => asked.has(one)),
    categoriesDisclosed: DATA_CATEGORIES.filter((one) => disclosedCategories.has(one)),
  };
}

type Notices = Pick<LedgerLine, 'notifiedBefore' | 'notifiedAfter' | 'delayedByOrder' | 'notPossible'>;

function noticesOf({ disclosed, notices }: CaseState): Notices {
  const isComplete = [...disclosed].every((target) => notices.has(target));
  const told = (notice: UserNotice) =>
    isComplete ? [...disclosed].filter((target) => notices.get(target) === notice).length : null;
  return {
    notifiedBefore: told('notified_before'),
    notifiedAfter: told('notified_after'),
    delayedByOrder: told('delayed_by_order'),
    notPossible: told('not_possible'),
  };
}

function quartersOf(turns: readonly Turn[], what: Turn['what']): string[] {
  return turns.filter((one) => one.what === what).map((one) => one.quarter);
}

function daysOf({ isOpen, turns }: CaseState, receivedDate: string): number | null {
  const last = turns.at(-1);
  if (isOpen || last === undefined) return null;
  const days = (Date.parse(zurichDate(last.atMs)) - Date.parse(receivedDate)) / 86_400_000;
  return Math.max(0, days);
}

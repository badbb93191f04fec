/** What a case is at an instant: a fold of its events up to it. Nothing after that instant has any part in it. */
import type { BodyOf, CaseEvent, CaseItem, EventBody, ReceivedFacts } from './case-event';
import { type Holds, isHoldEvent, withHold } from './case-holds';
import type { DataCategory, Kind, Outcome, Process, UserNotice } from './enumerations';
import { type Quarter, quarterOfDate, quarterOfInstant } from './quarter';
import { CHECK_EVENTS, type CheckResult, type MadeCheck, type SenderCheck } from './sender-check';
import { type Step, stepAfter } from './workflow';
import { toMs } from './zurich-time';

/** One closing or reopening, in the quarter to which the flow counts it (R8). */
export interface Turn {
  readonly what: 'closed' | 'reopened';
  readonly quarter: Quarter;
  readonly atMs: number;
}

/** One search for data. */
export interface Lookup {
  readonly atMs: number;
  readonly by: string;
  readonly query: string;
  readonly rows: number;
  readonly resultHash: string;
}

export interface CaseState {
  readonly id: string;
  /** How many events it has: whoever changes the case says which version they saw. */
  readonly version: number;
  readonly facts: ReceivedFacts;
  readonly loggedAtMs: number;
  readonly loggedBy: string;
  readonly kind: Kind;
  readonly country: string | null;
  readonly process: Process;
  /** The quarter of the day it was received (R2). */
  readonly quarter: Quarter;
  readonly step: Step;
  readonly isOpen: boolean;
  readonly outcome: Outcome;
  readonly items: readonly CaseItem[];
  readonly turns: readonly Turn[];
  readonly holds: Holds;
  /** When people lifted an order of secrecy, each time. */
  readonly holdsEndedMs: readonly number[];
  readonly isImpostor: boolean;
  readonly mergedInto: string | undefined;
  /** Hashes of the targets of which something was handed over; it cannot be taken back by reopening. */
  readonly disclosed: ReadonlySet<string>;
  /** The categories of data of which something was handed over, likewise. */
  readonly disclosedCategories: ReadonlySet<DataCategory>;
  readonly notices: ReadonlyMap<string, UserNotice>;
  readonly confirmedAtMs: number | undefined;
  readonly verifiedBy: readonly string[];
  /** How it was checked who asks, as it was recorded. */
  readonly checks: readonly MadeCheck[];
  readonly documents: readonly BodyOf<'document'>['document'][];
  readonly lookups: readonly Lookup[];
  readonly narrative: string | null;
  readonly isErased: boolean;
}

type Received = CaseEvent<ReceivedFacts>;

const isReceived = (event: CaseEvent): event is Received => event.body.type === 'received';

/** Every case that was logged by the instant, in the order of logging. `events` may be in any order. */
export function casesAsOf(events: readonly CaseEvent[], asOfMs: number): CaseState[] {
  const byCase = new Map<string, CaseEvent[]>();
  for (const event of events) {
    if (toMs(event.at) > asOfMs) continue;
    const known = byCase.get(event.caseId);
    if (known === undefined) byCase.set(event.caseId, [event]);
    else known.push(event);
  }
  return [...byCase.values()].flatMap((own) => foldCase(own) ?? []);
}

/** Undefined while the case is not logged. Events of the same instant keep their order. */
export function foldCase(events: readonly CaseEvent[]): CaseState | undefined {
  const first = events.find(isReceived);
  if (first === undefined) return undefined;
  const rest = events.filter((event) => event !== first).sort((a, b) => toMs(a.at) - toMs(b.at));
  return rest.reduce(afterEvent, opened(first));
}

/** One of each for all cases: nobody ever changes a state. */
const NONE: readonly never[] = [];
const NOBODY: ReadonlySet<string> = new Set();
const NO_CATEGORIES: ReadonlySet<DataCategory> = new Set();
const NO_HOLDS: Holds = new Map();
const NO_NOTICES: CaseState['notices'] = new Map();

/** What it is when its first event is known, whenever that is dated. */
export function opened({ caseId, at, actor, body }: Received): CaseState {
  return {
    id: caseId,
    version: 1,
    facts: body,
    loggedAtMs: toMs(at),
    loggedBy: actor,
    kind: body.kind,
    country: body.country,
    process: body.process,
    quarter: quarterOfDate(body.receivedDate),
    step: 'received',
    isOpen: true,
    outcome: 'pending',
    items: NONE,
    turns: NONE,
    holds: NO_HOLDS,
    holdsEndedMs: NONE,
    isImpostor: body.requester === 'impostor',
    mergedInto: undefined,
    disclosed: NOBODY,
    disclosedCategories: NO_CATEGORIES,
    notices: NO_NOTICES,
    confirmedAtMs: undefined,
    verifiedBy: NONE,
    checks: NONE,
    documents: NONE,
    lookups: NONE,
    narrative: null,
    isErased: false,
  };
}

/** What it is after one more event, of all that are known the one that is dated last. */
export function afterEvent(state: CaseState, event: CaseEvent): CaseState {
  const { body } = event;
  const next = {
    ...state,
    version: state.version + 1,
    step: stepAfter(state.step, body.type),
  };
  if (isHoldEvent(body)) {
    const holds = withHold(state.holds, body, toMs(event.at));
    const ended = [...holds.values()].filter((one) => one.lifted && state.holds.get(one.scope)?.lifted === false);
    return { ...next, holds, holdsEndedMs: [...state.holdsEndedMs, ...ended.map(() => toMs(event.at))] };
  }
  return { ...next, ...changed(state, body, event) };
}

/** What one event changes beside the step; nothing, for those that count for nothing (R1). */
function changed(state: CaseState, body: EventBody, { at, actor }: CaseEvent): Partial<CaseState> {
  switch (body.type) {
    case 'close':
      return closed(state, body, at);
    case 'reopen':
      if (state.isOpen) return {};
      return { isOpen: true, outcome: 'pending', turns: [...state.turns, turn(state, 'reopened', at)] };
    case 'draft_decision':
    case 'draft_disclosure':
      return { items: body.items };
    case 'reclassify':
      return { [body.field]: body.to };
    case 'merge':
      return { mergedInto: body.into };
    case 'authenticity_failed':
      return { isImpostor: true, ...checked(state, body, actor) };
    case 'verify':
      return { verifiedBy: [...state.verifiedBy, actor], ...checked(state, body, actor) };
    case 'attempt_verification':
      return checked(state, body, actor);
    case 'confirm_receipt':
      return { confirmedAtMs: state.confirmedAtMs ?? toMs(at) };
    case 'user_notice':
      return { notices: new Map(state.notices).set(body.target, body.notice) };
    case 'document':
      return { documents: [...state.documents, body.document] };
    case 'lookup_run':
      return { lookups: [...state.lookups, lookup(body, toMs(at), actor)] };
    case 'amend':
      return { facts: amended(state.facts, body) };
    case 'redact':
      return { narrative: body.narrative };
    case 'erase':
      return { isErased: true };
    default:
      return {};
  }
}

interface Checked {
  readonly type: (typeof CHECK_EVENTS)[CheckResult];
  readonly check?: SenderCheck | undefined;
}

const RESULTS = Object.keys(CHECK_EVENTS) as CheckResult[];

function checked({ checks }: CaseState, { type, check }: Checked, by: string): Partial<CaseState> {
  const result = RESULTS.find((one) => CHECK_EVENTS[one] === type);
  if (check === undefined || result === undefined) return {};
  const { checkedAt, contact, marks } = check;
  const made = { result, by, atMs: toMs(checkedAt), source: contact?.source, way: contact?.way, marks };
  return { checks: [...checks, made] };
}

function lookup({ query, rows, resultHash }: BodyOf<'lookup_run'>, atMs: number, by: string): Lookup {
  return { atMs, by, query, rows, resultHash };
}

function amended(facts: ReceivedFacts, { type: _type, targets = [], ...given }: BodyOf<'amend'>): ReceivedFacts {
  const known = new Set(facts.targets.map((target) => target.hash));
  return { ...facts, ...given, targets: [...facts.targets, ...targets.filter(({ hash }) => !known.has(hash))] };
}

function closed(state: CaseState, close: BodyOf<'close'>, at: string): Partial<CaseState> {
  const items = close.items ?? state.items;
  const given = items.filter((item) => item.result === 'disclosed');
  const targets = given.flatMap((item) => item.target ?? []);
  const categories = given.flatMap((item) => item.category ?? []);
  return {
    isOpen: false,
    items,
    outcome: close.items === undefined && close.outcome !== undefined ? close.outcome : outcomeOf(items),
    disclosed: new Set([...state.disclosed, ...targets, ...(close.accountsDisclosed ?? [])]),
    disclosedCategories: new Set([...state.disclosedCategories, ...categories]),
    turns: state.isOpen ? [...state.turns, turn(state, 'closed', at)] : state.turns,
  };
}

/** Nothing is closed in the flow before the quarter in which it was received. */
function turn(state: CaseState, what: Turn['what'], at: string): Turn {
  const quarter = quarterOfInstant(toMs(at));
  return { what, quarter: quarter < state.quarter ? state.quarter : quarter, atMs: toMs(at) };
}

/** R5. Without items nothing was found, for nothing was searched. */
export function outcomeOf(items: readonly CaseItem[]): Outcome {
  const results = items.map((item) => item.result);
  if (results.includes('pending')) return 'pending';
  const remaining = results.filter((result) => result !== 'withdrawn');
  if (remaining.includes('disclosed')) {
    return remaining.every((result) => result === 'disclosed') ? 'disclosed_full' : 'disclosed_partial';
  }
  if (results.length > 0 && remaining.length === 0) return 'withdrawn';
  if (remaining.length > 0 && remaining.every((result) => result === 'rejected')) return 'rejected';
  return 'no_data';
}

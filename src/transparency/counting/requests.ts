/** From cases to what is counted: duplicates become one request (R4), what is secret is not there at all (R12). */
import { holdInForce } from '../case-holds';
import type { CaseState } from '../case-state';
import type { Kind } from '../enumerations';
import type { LogAsOf } from '../log-as-of';
import { type Quarter, quarterOfDate } from '../quarter';
import { toMs } from '../zurich-time';

/** One request as it is counted: a case with all its duplicates. */
export interface CountedRequest {
  readonly state: CaseState;
  /** Of the earliest received day of the group. */
  readonly quarter: Quarter;
  readonly line: Line;
  /** When the first of the group came: the day in Zurich, and the instant where it is known to the minute. */
  readonly received: { readonly date: string; readonly at: string | null };
  /** Distinct hashes of the identifiers that were asked for, as far as they compare within the quarter; none of bulk demands. */
  readonly targets: ReadonlySet<string>;
  /** Whether those are all it named. */
  readonly isComparable: boolean;
  readonly identifiers: number;
}

/** The public line a request belongs to; each is counted apart (R3). */
export type Line =
  | 'headline'
  | 'preservation'
  | 'removal'
  | 'technical_assistance'
  | 'other'
  | 'non_government'
  | 'impostor';

/** A log at an instant never changes: several things are counted of it. */
const VISIBLE = new WeakMap<LogAsOf, readonly CountedRequest[]>();

/** Every request that may be spoken of at the instant, in no order that tells anything. */
export function visibleRequests(log: LogAsOf): readonly CountedRequest[] {
  const requests = VISIBLE.get(log) ?? requestsIn(log, (state) => holdInForce(state.holds, 'existence', log.asOfMs));
  VISIBLE.set(log, requests);
  return requests;
}

/** Secret ones too: nothing that is made of them may be published. */
export function everyRequest(log: LogAsOf): readonly CountedRequest[] {
  return requestsIn(log, () => false);
}

function requestsIn(
  { cases: known, isComparable = false }: LogAsOf,
  held: (state: CaseState) => boolean,
): CountedRequest[] {
  const cases = new Map(known.map((state) => [state.id, state]));
  const mergedWith = new Set(known.flatMap(({ mergedInto }) => mergedInto ?? []));
  const alone: CountedRequest[] = [];
  const groups = new Map<string, CaseState[]>();
  for (const state of cases.values()) {
    if (state.mergedInto === undefined && !mergedWith.has(state.id)) {
      if (!held(state)) alone.push(ofOneCase(state, isComparable));
      continue;
    }
    const way = wayToRoot(state, cases);
    const root = way.at(-1) as CaseState;
    // A duplicate of something secret is secret too; a secret duplicate hides only itself.
    if (way.some(held)) continue;
    groups.set(root.id, [...(groups.get(root.id) ?? []), state]);
  }
  const together = [...groups].map(([root, members]) =>
    asOneRequest(cases.get(root) as CaseState, members, isComparable),
  );
  return [...alone, ...together].sort((a, b) => (a.state.facts.publicId < b.state.facts.publicId ? -1 : 1));
}

/** A state never changes, and nearly every request is one case: what it is as a request is found out once. */
const ALONE = new WeakMap<CaseState, CountedRequest>();

function ofOneCase(state: CaseState, isComparable: boolean): CountedRequest {
  if (isComparable) return asOneRequest(state, [state], isComparable);
  const request = ALONE.get(state) ?? asOneRequest(state, [state], isComparable);
  ALONE.set(state, request);
  return request;
}

/** The case, what it was merged into, and so on, to the one that remains. */
function wayToRoot(state: CaseState, cases: ReadonlyMap<string, CaseState>): CaseState[] {
  const way = new Set([state]);
  for (let at = state; at.mergedInto !== undefined; ) {
    const next = cases.get(at.mergedInto);
    if (next === undefined || way.has(next)) break;
    way.add(next);
    at = next;
  }
  return [...way];
}

function asOneRequest(root: CaseState, members: readonly CaseState[], isComparable: boolean): CountedRequest {
  const isBulk = root.facts.bulk;
  const unlisted = isBulk ? 0 : Math.max(...members.map((one) => one.facts.targetCount));
  const received = firstReceived(members);
  const earliest = received.date;
  const hashed = isBulk ? new Map<string, Set<string>>() : hashedTargets(members, isComparable);
  const targets = hashed.get(isComparable ? NO_KEY : yearOf(earliest)) ?? new Set<string>();
  // Members are duplicates of one instrument: what one of them names under another key is not more of them.
  const most = Math.max(0, ...[...hashed.values()].map((some) => some.size));
  return {
    state: root,
    quarter: quarterOfDate(earliest),
    line: lineOf(root),
    received,
    targets,
    isComparable: targets.size === most,
    identifiers: most > 0 ? most : unlisted,
  };
}

/** R4: of duplicates the earliest counts. */
function firstReceived(members: readonly CaseState[]): CountedRequest['received'] {
  const facts = members.map((one) => one.facts);
  const date = facts.map((one) => one.receivedDate).sort()[0] as string;
  const instants = facts.flatMap((one) =>
    one.receivedDate === date && one.precision === 'minute' && one.receivedAt !== null ? [one.receivedAt] : [],
  );
  const at = instants.sort((a, b) => toMs(a) - toMs(b))[0] ?? null;
  return { date, at };
}

const NO_KEY = 'none';
const yearOf = (date: string) => date.slice(0, 4);

/** Under each key the hashes that were made with it: only those can be compared. */
function hashedTargets(members: readonly CaseState[], isComparable: boolean): Map<string, Set<string>> {
  const hashed = new Map<string, Set<string>>();
  for (const { id, facts } of members) {
    const own = facts.hashedApart === true ? id : yearOf(facts.receivedDate);
    const key = isComparable ? NO_KEY : own;
    hashed.set(key, new Set([...(hashed.get(key) ?? []), ...facts.targets.map(({ hash }) => hash)]));
  }
  return hashed;
}

const LINES: Readonly<Record<Kind, Line>> = {
  information_demand: 'headline',
  informal_inquiry: 'headline',
  preservation: 'preservation',
  removal: 'removal',
  technical_assistance_demand: 'technical_assistance',
  other: 'other',
};

function lineOf({ isImpostor, facts, kind }: CaseState): Line {
  if (isImpostor) return 'impostor';
  return facts.requester === 'non_government' ? 'non_government' : LINES[kind];
}

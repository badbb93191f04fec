/**
 * What every case is, kept while events come: a fold of the log that goes on from where it stood. It holds states and no
 * events, so it grows with the cases; what no figure depends on is left out. Whatever it cannot tell of an instant
 * exactly it names, to be folded out of its events.
 */
import type { BodyOf, CaseEvent, DeclaredQuarter, EventBody } from './case-event';
import { afterEvent, type CaseState, foldCase, opened } from './case-state';
import type { Entry } from './chain/entry';
import { countsAlike, ofFigures } from './counting/what-counts';
import { asQuarter, type Quarter, quarterOfDate } from './quarter';
import { unsealedCheck } from './sender-check';
import { toMs } from './zurich-time';

const EVER = asQuarter('0000-Q1');
const FOREVER = asQuarter('9999-Q4');

/** What counts for nothing touches no quarter. */
const NOWHERE: Span = { from: FOREVER, to: EVER };

/** Beyond these it is not remembered what an event touched: then everything is looked at anew. */
const TOUCHES_KEPT = 4_096;

/** Quarters whose figures an event may change. */
export interface Span {
  readonly from: Quarter;
  readonly to: Quarter;
}

/** Cases as of an instant, as far as they are known without their events. */
export interface Known {
  readonly cases: readonly CaseState[];
  /** Ids of those that must be folded out of the events that are dated by then; the log beyond `seq` is not known. */
  readonly unknown: readonly string[];
  readonly seq: number;
  readonly declared: readonly DeclaredQuarter[];
}

interface Standing {
  /** Undefined where events are dated before others that were recorded earlier: only a new fold puts them in order. */
  readonly state: CaseState | undefined;
  /** The latest date of any of its events. */
  readonly latestMs: number;
  /** The same without the first, which comes first whatever its date. */
  readonly lastMs: number;
  /** The latest date of any of its events by which figures may differ. */
  readonly countsMs: number;
}

/** Ids of cases that were ever merged with one another. */
type Group = ReadonlySet<string>;

interface Wanted {
  readonly quarter: Quarter;
  readonly asOfMs: number;
}

interface Touch extends Span {
  readonly seq: number;
}

export class StandingCases {
  private readonly cases = new Map<string, Standing>();
  /** Everything that was ever merged with one another, by each of its members. */
  private readonly merged = new Map<string, Group>();
  private readonly declaredByQuarter = new Map<string, DeclaredQuarter>();
  private touches: Touch[] = [];
  private touchesAfter = 0;
  private head = 0;
  /** The latest date of any event by which figures may differ. */
  private countsMs = Number.NEGATIVE_INFINITY;
  private firstQuarter: Quarter | undefined;

  /** The last entry it knows of. */
  get seq(): number {
    return this.head;
  }

  /** The first quarter in which a case was received; undefined while there is none. */
  get first(): Quarter | undefined {
    return this.firstQuarter;
  }

  get declared(): readonly DeclaredQuarter[] {
    return [...this.declaredByQuarter.values()];
  }

  /** The next entries of the log, in their order; those it knows already are passed over. */
  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.seq <= this.head) continue;
      this.head = entry.seq;
      this.touched(entry.seq, this.added(entry));
    }
  }

  /** Every case. */
  all(asOfMs: number): Known {
    return this.known(this.cases, asOfMs);
  }

  /** Those that figures of the quarters can depend on, all that are under an order of existence, and maybe others. */
  of(quarters: readonly Quarter[], asOfMs: number): Known {
    const some: [string, Standing][] = [];
    for (const [id, standing] of this.cases) {
      const isHeld = standing.state?.holds.has('existence') ?? true;
      const group = this.merged.get(id);
      const isWanted = isHeld || quarters.some((quarter) => this.mayCount(group, standing, { quarter, asOfMs }));
      if (isWanted) some.push([id, standing]);
    }
    return this.known(some, asOfMs);
  }

  /** All events of one case up to `seq`, in the order of recording: from them its state is known again. */
  settle(events: readonly CaseEvent[], seq: number): void {
    const [first, ...others] = events.filter((one) => one.body.type === 'received');
    if (seq !== this.head || first === undefined || others.length > 0) return;
    const times = (some: readonly CaseEvent[]) => Math.max(...some.map((one) => toMs(one.at)));
    const lastMs = times(events.filter((one) => one !== first));
    const state = foldCase(events);
    this.cases.set(first.caseId, {
      state: state === undefined ? undefined : ofFigures(state),
      latestMs: times(events),
      lastMs,
      countsMs: times(events),
    });
  }

  /**
   * Where figures may differ from those that were counted when `seq` was the last entry, as of `asOfMs`: what came since,
   * and what was dated later then.
   */
  touchedSince(seq: number, asOfMs: number): Span[] {
    if (seq < this.touchesAfter) return [{ from: EVER, to: FOREVER }];
    const spans: Span[] = this.touches.filter((one) => one.seq > seq);
    if (this.countsMs <= asOfMs) return spans;
    for (const [id, standing] of this.cases) if (standing.countsMs > asOfMs) spans.push(this.spanOf(id));
    return spans;
  }

  private added(entry: Entry): Span {
    const { caseId, body } = entry;
    if (body.type === 'quarter_declared') {
      this.declaredByQuarter.set(body.quarter, body);
      return { from: asQuarter(body.quarter), to: asQuarter(body.quarter) };
    }
    if (caseId === null || !isOfCase(body)) return NOWHERE;
    const known = this.cases.get(caseId);
    const standing = after(known, { caseId, at: entry.at, actor: entry.actor, body: unsealed(body) });
    const isLikeBefore = known !== undefined && isAlike(known, standing);
    const before = known === undefined || isLikeBefore ? NOWHERE : this.spanOf(caseId);
    this.cases.set(caseId, standing);
    if (isLikeBefore) return NOWHERE;
    this.countsMs = Math.max(this.countsMs, standing.countsMs);
    if (body.type === 'received') this.firstQuarter = earlier(this.firstQuarter, quarterOfDate(body.receivedDate));
    if (body.type === 'merge') this.merge(caseId, body.into);
    const now = this.spanOf(caseId);
    return { from: before.from < now.from ? before.from : now.from, to: before.to > now.to ? before.to : now.to };
  }

  private merge(one: string, other: string): void {
    const group = new Set([...(this.merged.get(one) ?? [one]), ...(this.merged.get(other) ?? [other])]);
    for (const id of group) this.merged.set(id, group);
  }

  private touched(seq: number, span: Span): void {
    if (span.from > span.to) return;
    this.touches.push({ seq, ...span });
    if (this.touches.length < 2 * TOUCHES_KEPT) return;
    const forgotten = this.touches.splice(0, TOUCHES_KEPT);
    this.touchesAfter = forgotten.at(-1)?.seq ?? 0;
  }

  /** From the quarter in which it was received to the last in which it took part; a group counts on its earliest day. */
  private spanOf(id: string): Span {
    const states = [...(this.merged.get(id) ?? [id])].flatMap((one) => {
      const standing = this.cases.get(one);
      return standing === undefined ? [] : [standing.state];
    });
    if (states.includes(undefined)) return { from: EVER, to: FOREVER };
    const from = (states as CaseState[]).map((one) => one.quarter).sort()[0] ?? EVER;
    const last = states.length === 1 ? states[0]?.turns.at(-1) : undefined;
    return { from, to: last?.what === 'closed' ? last.quarter : FOREVER };
  }

  private mayCount(group: Group | undefined, { state }: Standing, { quarter, asOfMs }: Wanted): boolean {
    if (group !== undefined) return [...group].some((one) => isReceivedBy(this.cases.get(one), quarter));
    return state === undefined || takesPart(state, quarter, asOfMs);
  }

  private known(some: Iterable<[string, Standing]>, asOfMs: number): Known {
    const cases: CaseState[] = [];
    const unknown: string[] = [];
    for (const [id, { state, latestMs }] of some) {
      if (state === undefined) unknown.push(id);
      else if (latestMs <= asOfMs) cases.push(state);
      else if (state.loggedAtMs <= asOfMs) unknown.push(id);
    }
    return { cases, unknown, seq: this.head, declared: this.declared };
  }
}

/** Whether, as of the instant, it was received in the quarter, or before it and open in it or moved in it. */
function takesPart(state: CaseState, quarter: Quarter, asOfMs: number): boolean {
  if (state.quarter === quarter) return true;
  if (state.quarter > quarter) return false;
  let turnsBefore = 0;
  for (const turn of state.turns) {
    if (turn.atMs > asOfMs) break;
    if (turn.quarter === quarter) return true;
    if (turn.quarter < quarter) turnsBefore += 1;
  }
  // It is open at first, and each turn closes or opens it.
  return turnsBefore % 2 === 0;
}

/** Where it is not known when it was received, it may have been. */
function isReceivedBy(standing: Standing | undefined, quarter: Quarter): boolean {
  return standing !== undefined && (standing.state === undefined || standing.state.quarter <= quarter);
}

function earlier(one: Quarter | undefined, other: Quarter): Quarter {
  return one === undefined || other < one ? other : one;
}

/** The same as a fold of all its events, or no state. */
function after(before: Standing | undefined, event: CaseEvent): Standing {
  const atMs = toMs(event.at);
  if (before === undefined) {
    const state =
      event.body.type === 'received' ? ofFigures(opened(event as CaseEvent<BodyOf<'received'>>)) : undefined;
    return { state, latestMs: atMs, lastMs: Number.NEGATIVE_INFINITY, countsMs: atMs };
  }
  const isInOrder = before.state !== undefined && atMs >= before.lastMs && event.body.type !== 'received';
  const state = isInOrder ? ofFigures(afterEvent(before.state as CaseState, event)) : undefined;
  return {
    state,
    latestMs: Math.max(before.latestMs, atMs),
    lastMs: Math.max(before.lastMs, atMs),
    countsMs: isAlike(before, { state }) ? before.countsMs : Math.max(before.countsMs, atMs),
  };
}

/** Whether no figure can tell them apart. */
function isAlike(one: Pick<Standing, 'state'>, other: Pick<Standing, 'state'>): boolean {
  return one.state !== undefined && other.state !== undefined && countsAlike(one.state, other.state);
}

/** Others are of a quarter or a year. */
export function isOfCase(body: Entry['body']): body is EventBody {
  return body.type !== 'quarter_declared' && body.type !== 'hash_key_destroyed';
}

/** Without what only the key of the case opens, and what stands in for it where nothing is counted. */
export function unsealed(body: EventBody): EventBody {
  if (body.type === 'received') {
    const targets = body.targets.map(({ hash }) => ({ hash }));
    return { ...body, targets, contactSealed: null, referenceSealed: null, referenceHash: null, detailsSealed: null };
  }
  if (body.type === 'amend') {
    const { contactSealed: _contact, referenceSealed: _reference, detailsSealed: _details, ...more } = body;
    const { referenceHash: _hash, targets, ...rest } = more;
    return targets === undefined ? rest : { ...rest, targets: targets.map(({ hash }) => ({ hash })) };
  }
  if (body.type === 'note') return { type: 'note' };
  if (!('check' in body) || body.check === undefined) return body;
  return { ...body, check: unsealedCheck(body.check) } as EventBody;
}

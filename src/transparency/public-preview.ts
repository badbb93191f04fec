/** What one case changes in public: its line in the ledger, and the figures of its quarter with it and without it. */
import { holdInForce } from './case-holds';
import type { CaseState } from './case-state';
import type { Figures } from './figure';
import type { LedgerLine } from './ledger';
import type { LogAsOf } from './log-as-of';
import { type Quarter, quarterOfDate } from './quarter';
import { countLog, type QuarterCount } from './quarter-count';

export interface FigureChange {
  /** As in report.json; figures of the flow begin with `flow.`. */
  readonly name: string;
  readonly without: number | null;
  readonly with: number | null;
}

export interface PublicPreview {
  /** The quarter to which the request is counted. */
  readonly quarter: Quarter;
  /** An order of existence hides it, or what it was merged into: nothing of it is public. */
  readonly isSecret: boolean;
  /** The case it is counted as a part of, when it was merged. */
  readonly countedAs: string;
  readonly line: LedgerLine | undefined;
  readonly changes: readonly FigureChange[];
}

/**
 * `log` holds the case with everything its quarter is counted from. A duplicate is shown as the request it belongs to,
 * and that with all its duplicates.
 */
export function publicPreview(log: LogAsOf, caseId: string): PublicPreview | undefined {
  const cases = new Map(log.cases.map((one) => [one.id, one]));
  const own = cases.get(caseId);
  if (own === undefined) return undefined;
  const root = rootOf(own, cases);
  const group = new Set([...cases.values()].filter((one) => rootOf(one, cases) === root).map((one) => one.id));
  const days = [...group].flatMap((id) => cases.get(id)?.facts.receivedDate ?? []).sort();
  const quarter = quarterOfDate(days[0] ?? own.facts.receivedDate);
  const rest = { ...log, cases: log.cases.filter(({ id }) => !group.has(id)) };
  const [full, less] = [log, rest].map((one) => countLog(one, [quarter])[0]) as [QuarterCount, QuarterCount];
  return {
    quarter,
    isSecret: wayOf(own, cases).some((one) => holdInForce(one.holds, 'existence', log.asOfMs)),
    countedAs: root.id,
    line: full.ledger.find((line) => line.ref === root.facts.publicId),
    changes: [...changesOf(less.figures, full.figures, ''), ...changesOf(less.flow, full.flow, 'flow.')],
  };
}

function changesOf(without: Figures, all: Figures, prefix: string): FigureChange[] {
  return Object.entries(all).flatMap(([name, figure]) => {
    const before = without[name]?.value ?? null;
    return before === figure.value ? [] : [{ name: `${prefix}${name}`, without: before, with: figure.value }];
  });
}

function rootOf(one: CaseState, cases: ReadonlyMap<string, CaseState>): CaseState {
  return wayOf(one, cases).at(-1) as CaseState;
}

/** The case, what it was merged into, and so on; imported merges may go round. */
function wayOf(one: CaseState, cases: ReadonlyMap<string, CaseState>): CaseState[] {
  const way = [one];
  for (let at = one; at.mergedInto !== undefined; ) {
    const next = cases.get(at.mergedInto);
    if (next === undefined || way.includes(next)) break;
    way.push(next);
    at = next;
  }
  return way;
}

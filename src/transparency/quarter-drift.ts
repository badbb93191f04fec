/** The difference between what is published of a quarter and what is counted of it now: since when, and what it demands. */
import type { CaseEvent, History } from './case-event';
import type { CaseState } from './case-state';
import type { LedgerLine } from './ledger';
import type { ReportChange, ReportVersion, VersionReason } from './published-report';
import type { Quarter } from './quarter';
import type { QuarterCount } from './quarter-count';
import { changesBetween } from './reports/changes';
import { ledgerOf } from './reports/report-content';
import { secretRefs } from './reports/report-drift';
import { toMs } from './zurich-time';

/** `decision`: a published request would disappear, and two people decide before a version may be drafted. */
export type RequiredAct = 'update' | 'correction' | 'decision';

export interface QuarterDrift {
  readonly quarter: Quarter;
  /** Of what is published. */
  readonly version: number;
  readonly changes: readonly ReportChange[];
  /** ISO instant: of the first that was recorded after the version's data and can have made the difference. */
  readonly since: string;
  /** Refs of published requests that are under an order of existence now. */
  readonly secret: readonly string[];
  readonly required: RequiredAct;
  /** The reason that fits what is seen of the changes; people choose. */
  readonly likely: VersionReason | undefined;
}

export interface DriftFacts {
  readonly published: ReportVersion;
  /** Of the same quarter, now. */
  readonly count: QuarterCount;
  readonly history: History;
  /** All of them, now. */
  readonly cases: readonly CaseState[];
  readonly nowMs: number;
}

/** Undefined when nothing differs. */
export function quarterDrift({ published, count, history, cases, nowMs }: DriftFacts): QuarterDrift | undefined {
  const before = ledgerOf(published.ledgerNdjson);
  const { report } = published;
  const changes = changesBetween({ ...report, ledger: before } as Parameters<typeof changesBetween>[0], count);
  if (changes.length === 0) return undefined;
  const byRef = new Map(cases.map((one) => [one.facts.publicId, one]));
  const secret = secretRefs(before, cases, nowMs);
  const reasons = new Set(changes.flatMap((change) => reasonOf(change, byRef) ?? []));
  const likely = BY_WEIGHT.find((one) => reasons.has(one)) ?? (secret.length > 0 ? undefined : 'matured');
  return {
    quarter: count.quarter,
    version: report.version,
    changes,
    since: sinceWhen(changes, { events: history.events, byRef, quarter: count.quarter, after: report.dataAsOf }),
    secret,
    required: secret.length > 0 ? 'decision' : isUpdate(likely) ? 'update' : 'correction',
    likely,
  };
}

/** R15: the others are corrections. */
function isUpdate(reason: VersionReason | undefined): boolean {
  return reason === 'matured' || reason === 'reopened';
}

/** Of several, the one that changes most of what was said. */
const BY_WEIGHT: readonly VersionReason[] = [
  'duplicate_merged',
  'misclassified',
  'hold_lifted',
  'late_arrival',
  'reopened',
  'matured',
];

const refOf = ({ path }: ReportChange) => (path.startsWith('ledger/') ? path.slice('ledger/'.length) : undefined);

/** What a change of one ledger line looks like; undefined for other changes, which follow from those. */
function reasonOf(change: ReportChange, byRef: ReadonlyMap<string, CaseState>): VersionReason | undefined {
  const ref = refOf(change);
  if (ref === undefined) return undefined;
  const state = byRef.get(ref);
  const [from, to] = [change.from, change.to] as (LedgerLine | null)[];
  if (to === null || to === undefined) return state?.mergedInto === undefined ? undefined : 'duplicate_merged';
  if (from === null || from === undefined) {
    if ((state?.holdsEndedMs.length ?? 0) > 0) return 'hold_lifted';
    return (state?.turns ?? []).some((turn) => turn.what === 'reopened') ? 'reopened' : 'late_arrival';
  }
  const origin = ['quarter', 'requester', 'kind', 'country', 'process'] as const;
  if (origin.some((field) => from[field] !== to[field])) return 'misclassified';
  if (to.outcome === 'pending' && from.outcome !== 'pending') return 'reopened';
  return 'matured';
}

interface SinceFacts {
  readonly events: readonly CaseEvent[];
  readonly byRef: ReadonlyMap<string, CaseState>;
  readonly quarter: Quarter;
  /** ISO instant. */
  readonly after: string;
}

/** Of the cases that differ; where none does by itself (a median, say) of all the quarter's. */
function sinceWhen(changes: readonly ReportChange[], { events, byRef, quarter, after }: SinceFacts): string {
  const differing = new Set(changes.flatMap((change) => byRef.get(refOf(change) ?? '')?.id ?? []));
  for (const state of byRef.values()) if (differing.has(state.mergedInto ?? '')) differing.add(state.id);
  const ofQuarter = new Set([...byRef.values()].filter((one) => one.quarter === quarter).map((one) => one.id));
  for (const ids of [differing, ofQuarter]) {
    const times = events.filter((event) => ids.has(event.caseId)).map(whenKnown);
    const later = times.filter((ms) => ms > toMs(after));
    if (later.length > 0) return new Date(Math.min(...later)).toISOString();
  }
  return after;
}

/** An imported event is dated earlier than anybody here knew of it. */
function whenKnown({ at, recordedAt = at }: CaseEvent): number {
  return Math.max(toMs(at), toMs(recordedAt));
}

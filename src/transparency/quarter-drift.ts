/** The difference between what is published of a quarter and what is counted of it now: since when, and what it demands. */
import type { CaseState } from './case-state';
import type { LedgerLine } from './ledger';
import type { LogAsOf } from './log-as-of';
import type { ReportChange, ReportVersion, VersionReason } from './published-report';
import type { Quarter } from './quarter';
import type { QuarterCount } from './quarter-count';
import { changesBetween } from './reports/changes';
import { ndjsonOf } from './reports/report-content';
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
  readonly likely: VersionReason;
}

export interface DriftFacts {
  readonly published: Pick<ReportVersion, 'report' | 'ledgerNdjson'>;
  /** Of the same quarter, now. */
  readonly count: QuarterCount;
  /** At least what the quarter depends on, and all that is under an order of existence, now. */
  readonly log: LogAsOf;
}

/** A difference of which is not known yet since when it is there. */
export interface Difference extends Omit<QuarterDrift, 'since'> {
  /** Ids of cases that can have made it, the likeliest first: those that differ, then all of the quarter. */
  readonly suspects: readonly ReadonlySet<string>[];
  /** ISO instant of the published data. */
  readonly after: string;
}

/** Undefined when nothing differs. */
export function quarterDifference({ published, count, log }: DriftFacts): Difference | undefined {
  const { report, ledgerNdjson } = published;
  const before = { ...report, ledgerNdjson } as Parameters<typeof changesBetween>[0];
  const changes = changesBetween(before, { ...count, ledgerNdjson: ndjsonOf(count.ledger) });
  if (changes.length === 0) return undefined;
  const byRef = new Map(log.cases.map((one) => [one.facts.publicId, one]));
  const secret = secretRefs(ledgerNdjson, log.cases, log.asOfMs);
  const reasons = new Set(changes.flatMap((change) => reasonOf(change, byRef) ?? []));
  const likely = BY_WEIGHT.find((one) => reasons.has(one)) ?? (secret.length > 0 ? 'withheld' : 'matured');
  return {
    quarter: count.quarter,
    version: report.version,
    changes,
    secret,
    required: secret.length > 0 ? 'decision' : isUpdate(likely) ? 'update' : 'correction',
    likely,
    suspects: suspectsOf(changes, byRef, count.quarter),
    after: report.dataAsOf,
  };
}

/** Answers the first instant after another at which anything of the cases became known; undefined when nothing did. */
export type FirstKnown = (caseIds: readonly string[], afterMs: number) => Promise<number | undefined>;

/** Of the cases that differ; where none does by itself (a median, say) of all the quarter's. */
export async function dated({ suspects, after, ...rest }: Difference, firstKnown: FirstKnown): Promise<QuarterDrift> {
  for (const ids of suspects) {
    const ms = ids.size === 0 ? undefined : await firstKnown([...ids], toMs(after));
    if (ms !== undefined) return { ...rest, since: new Date(ms).toISOString() };
  }
  return { ...rest, since: after };
}

/** R15: the others are corrections. */
function isUpdate(reason: VersionReason): boolean {
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

function suspectsOf(changes: readonly ReportChange[], byRef: ReadonlyMap<string, CaseState>, quarter: Quarter) {
  const differing = new Set(changes.flatMap((change) => byRef.get(refOf(change) ?? '')?.id ?? []));
  for (const state of byRef.values()) if (differing.has(state.mergedInto ?? '')) differing.add(state.id);
  const ofQuarter = new Set([...byRef.values()].filter((one) => one.quarter === quarter).map((one) => one.id));
  return [differing, ofQuarter];
}

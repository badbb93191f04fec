/** A line of the list of cases as its table holds it, and back. */
import type { CaseMarks, CaseSummary } from '../case-summary';
import type { HoldScope } from '../enumerations';
import type { Quarter } from '../quarter';

/** As JSON that Postgres reads into a row of its own types. */
export type BoardRecord = Readonly<Record<(typeof BOARD_COLUMNS)[number], unknown>>;

export const BOARD_COLUMNS = [
  'case_id',
  'logged_seq',
  'year',
  'number',
  'version',
  'public_id',
  'step',
  'waiting_for',
  'is_open',
  'outcome',
  'kind',
  'requester',
  'channel',
  'process',
  'country',
  'authority_id',
  'received_date',
  'quarter',
  'deadline_at',
  'emergency',
  'real_time',
  'bulk',
  'is_verified',
  'hold_scopes',
  'hold_until',
  'merged_into',
  'logged_by',
  'logged_at',
  'last_event',
  'last_actor',
  'last_event_at',
  'reference_hash',
  'target_hashes',
  'document_hashes',
] as const;

const iso = (ms: number) => new Date(ms).toISOString();
const bytea = (hex: string) => `\\x${hex}`;

export function boardRecord(one: CaseSummary, marks: CaseMarks, loggedSeq: number): BoardRecord {
  return {
    case_id: one.id,
    logged_seq: loggedSeq,
    year: one.year,
    number: one.number,
    version: one.version,
    public_id: one.publicId,
    step: one.step,
    waiting_for: one.waitingFor,
    is_open: one.isOpen,
    outcome: one.outcome,
    kind: one.kind,
    requester: one.requester,
    channel: one.channel,
    process: one.process,
    country: one.country,
    authority_id: one.authorityId,
    received_date: one.receivedDate,
    quarter: one.quarter,
    deadline_at: one.deadlineMs === null ? null : iso(one.deadlineMs),
    emergency: one.emergency,
    real_time: one.realTime,
    bulk: one.bulk,
    is_verified: one.isVerified,
    hold_scopes: one.holdScopes,
    hold_until: one.holdUntil,
    merged_into: one.mergedInto,
    logged_by: one.loggedBy,
    logged_at: iso(one.loggedAtMs),
    last_event: one.lastEvent.type,
    last_actor: one.lastEvent.actor,
    last_event_at: iso(one.lastEvent.atMs),
    reference_hash: marks.reference === null ? null : bytea(marks.reference),
    target_hashes: marks.targets.map(bytea),
    document_hashes: marks.documents.map(bytea),
  };
}

/** What `SUMMARY_COLUMNS` selects. */
export interface SummaryRow {
  readonly case_id: string;
  readonly logged_seq: string;
  readonly year: number;
  readonly number: number;
  readonly version: number;
  readonly public_id: string;
  readonly step: CaseSummary['step'];
  readonly waiting_for: CaseSummary['waitingFor'];
  readonly is_open: boolean;
  readonly outcome: CaseSummary['outcome'];
  readonly kind: CaseSummary['kind'];
  readonly requester: CaseSummary['requester'];
  readonly channel: CaseSummary['channel'];
  readonly process: CaseSummary['process'];
  readonly country: string | null;
  readonly authority_id: string | null;
  readonly received_date: string;
  readonly quarter: Quarter;
  readonly deadline_at: Date | null;
  readonly emergency: boolean;
  readonly real_time: boolean;
  readonly bulk: boolean;
  readonly is_verified: boolean;
  readonly hold_scopes: HoldScope[];
  readonly hold_until: string | null;
  readonly merged_into: string | null;
  readonly logged_by: string;
  readonly logged_at: Date;
  readonly last_event: string;
  readonly last_actor: string;
  readonly last_event_at: Date;
}

/** Everything but the marks; days as text, because a driver would make instants of them. */
export const SUMMARY_COLUMNS = BOARD_COLUMNS.filter((name) => !name.endsWith('_hash') && !name.endsWith('_hashes'))
  .map((name) => (name === 'received_date' || name === 'hold_until' ? `${name}::text` : name))
  .join(', ');

export function summaryOfRow(row: SummaryRow): CaseSummary {
  return {
    id: row.case_id,
    year: row.year,
    number: row.number,
    version: row.version,
    publicId: row.public_id,
    step: row.step,
    waitingFor: row.waiting_for,
    isOpen: row.is_open,
    outcome: row.outcome,
    kind: row.kind,
    requester: row.requester,
    channel: row.channel,
    process: row.process,
    country: row.country,
    authorityId: row.authority_id,
    receivedDate: row.received_date,
    quarter: row.quarter,
    deadlineMs: row.deadline_at?.getTime() ?? null,
    emergency: row.emergency,
    realTime: row.real_time,
    bulk: row.bulk,
    isVerified: row.is_verified,
    holdScopes: row.hold_scopes,
    holdUntil: row.hold_until,
    mergedInto: row.merged_into,
    loggedBy: row.logged_by,
    loggedAtMs: row.logged_at.getTime(),
    lastEvent: { type: row.last_event, actor: row.last_actor, atMs: row.last_event_at.getTime() },
  };
}

/** A view of the list of cases as CSV, part by part; cells that a spreadsheet would run are defused. */
import { csv } from '../../platform/csv';
import { caseNumber } from '../../transparency/case-number';
import type { CaseSummary } from '../../transparency/case-summary';

const COLUMNS = [
  'case',
  'step',
  'waits_for',
  'outcome',
  'kind',
  'requester',
  'country',
  'process',
  'channel',
  'received',
  'quarter',
  'deadline',
  'emergency',
  'real_time',
  'bulk',
  'verified',
  'secrecy',
  'secrecy_until',
  'logged_by',
  'logged_at',
  'last_event',
  'last_event_by',
  'last_event_at',
] as const;

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** The header comes also with no case at all. */
export async function* casesCsv(parts: AsyncIterable<readonly CaseSummary[]>): AsyncGenerator<string> {
  yield csv(COLUMNS, []);
  for await (const part of parts) yield csv(COLUMNS, part.map(rowOf), true);
}

function rowOf(one: CaseSummary) {
  return {
    case: caseNumber(one),
    step: one.step,
    waits_for: one.waitingFor,
    outcome: one.outcome,
    kind: one.kind,
    requester: one.requester,
    country: one.country,
    process: one.process,
    channel: one.channel,
    received: one.receivedDate,
    quarter: one.quarter,
    deadline: iso(one.deadlineMs),
    emergency: one.emergency,
    real_time: one.realTime,
    bulk: one.bulk,
    verified: one.isVerified,
    secrecy: one.holdScopes.join(' '),
    secrecy_until: one.holdUntil,
    logged_by: one.loggedBy,
    logged_at: iso(one.loggedAtMs),
    last_event: one.lastEvent.type,
    last_event_by: one.lastEvent.actor,
    last_event_at: iso(one.lastEvent.atMs),
  };
}

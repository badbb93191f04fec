/** A case in one line, as lists and queues show it: made of nothing but its events. */

import type { Hold } from './case-holds';
import type { CaseNumber } from './case-number';
import type { CaseState } from './case-state';
import type { HoldScope } from './enumerations';
import { type WaitingFor, waitingFor } from './waiting-for';
import { toMs } from './zurich-time';

export interface CaseSummary extends CaseNumber {
  readonly id: string;
  readonly version: number;
  readonly publicId: string;
  readonly step: CaseState['step'];
  readonly waitingFor: WaitingFor;
  /** As the flow counts it (R8). */
  readonly isOpen: boolean;
  readonly outcome: CaseState['outcome'];
  readonly kind: CaseState['kind'];
  readonly requester: CaseState['facts']['requester'];
  readonly channel: CaseState['facts']['channel'];
  readonly process: CaseState['process'];
  readonly country: string | null;
  /** Which one of our directory. */
  readonly authorityId: string | null;
  /** `YYYY-MM-DD` in Zurich. */
  readonly receivedDate: string;
  readonly quarter: CaseState['quarter'];
  readonly deadlineMs: number | null;
  readonly emergency: boolean;
  readonly realTime: boolean;
  readonly bulk: boolean;
  readonly isVerified: boolean;
  /** Of the orders of secrecy that nobody has lifted. */
  readonly holdScopes: readonly HoldScope[];
  /** The first last day among them; null when none of them names one. */
  readonly holdUntil: string | null;
  readonly mergedInto: string | null;
  readonly loggedBy: string;
  readonly loggedAtMs: number;
  readonly lastEvent: LastEvent;
}

export interface LastEvent {
  readonly type: string;
  readonly actor: string;
  readonly atMs: number;
}

/** Keyed hashes and hashes of files by which a case is found; an erased case is found by none of them. */
export interface CaseMarks {
  readonly reference: string | null;
  readonly targets: readonly string[];
  readonly documents: readonly string[];
}

interface Dated {
  readonly at: string;
  readonly actor: string;
  readonly body: { readonly type: string };
}

/** `events` are those that `state` was folded from. */
export function summaryOf(state: CaseState, events: readonly Dated[], number: CaseNumber): CaseSummary {
  const { facts } = state;
  const standing = [...state.holds.values()].filter((hold) => !hold.lifted);
  return {
    ...number,
    id: state.id,
    version: state.version,
    publicId: facts.publicId,
    step: state.step,
    waitingFor: waitingFor(state.step),
    isOpen: state.isOpen,
    outcome: state.outcome,
    kind: state.kind,
    requester: state.isImpostor ? 'impostor' : facts.requester,
    channel: facts.channel,
    process: state.process,
    country: state.country,
    authorityId: facts.authorityId ?? null,
    receivedDate: facts.receivedDate,
    quarter: state.quarter,
    deadlineMs: facts.deadlineAt === null ? null : toMs(facts.deadlineAt),
    emergency: facts.emergency,
    realTime: facts.realTime,
    bulk: facts.bulk,
    isVerified: state.verifiedBy.length > 0,
    holdScopes: standing.map((hold) => hold.scope).sort(),
    holdUntil: firstEnd(standing),
    mergedInto: state.mergedInto ?? null,
    loggedBy: state.loggedBy,
    loggedAtMs: state.loggedAtMs,
    lastEvent: lastOf(events),
  };
}

export function marksOf({ isErased, facts, documents }: CaseState): CaseMarks {
  if (isErased) return { reference: null, targets: [], documents: [] };
  return {
    reference: facts.referenceHash,
    targets: [...new Set(facts.targets.map(({ hash }) => hash))],
    documents: [...new Set(documents.map(({ sha256 }) => sha256))],
  };
}

function firstEnd(holds: readonly Hold[]): string | null {
  return holds.flatMap(({ until }) => until ?? []).sort()[0] ?? null;
}

/** Of events of the same instant, the one that was recorded last. */
function lastOf(events: readonly Dated[]): LastEvent {
  const last = events.reduce((a, b) => (toMs(b.at) >= toMs(a.at) ? b : a));
  return { type: last.body.type, actor: last.actor, atMs: toMs(last.at) };
}

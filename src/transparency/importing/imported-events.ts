/** From an import file to the events of the log, each with its own time. */
import { type CaseEvent, type EventBody, normalisedTarget, type ReceivedFacts } from '../case-event';
import { startOfZurichDay, toMs, zurichDate } from '../zurich-time';
import { chronological } from './chronological';
import type { ImportedEvent, ImportedRequest } from './import-shape';

/** What a file does not give, and who imports it. */
export interface ImportContext {
  readonly actor: string;
  caseIdOf(ref: string): string;
  publicIdOf(ref: string): string;
  /** Stands in for a normalised text that this case holds. */
  hashOf(field: 'target' | 'reference', text: string, caseId: string): string;
  /** Whether the hashes of this case compare with no other's. */
  isApart?(caseId: string): boolean;
  /** Seals it under the key of the case; undefined keeps none. */
  sealOf?(field: 'target' | 'reference', text: string, caseId: string): string;
}

/** The events of every request, request by request, each request's in the order of time. */
export function importedEvents(requests: readonly ImportedRequest[], context: ImportContext): CaseEvent[] {
  return requests.flatMap((request) => {
    const facts = factsOf(request, context);
    const caseId = context.caseIdOf(request.ref);
    const event = (at: string, body: EventBody): CaseEvent => ({ caseId, at, actor: context.actor, body });
    return [
      event(loggedAt(request, facts), facts),
      ...chronological(request.events).map(({ event: one }) => event(one.at, bodyOf(one, caseId, context))),
    ];
  });
}

function factsOf(request: ImportedRequest, context: ImportContext): ReceivedFacts {
  const { ref, precision, receivedAt } = request;
  const receivedDate = receivedDateOf(request);
  const caseId = context.caseIdOf(ref);
  return {
    type: 'received',
    publicId: context.publicIdOf(ref),
    kind: request.kind,
    requester: request.requester,
    channel: null,
    country: request.country,
    viaCountry: null,
    process: request.process,
    receivedAt: precision === 'minute' ? receivedAt : null,
    precision,
    receivedDate,
    deadlineAt: null,
    emergency: request.emergency,
    realTime: false,
    bulk: request.bulk,
    targets: [...new Set(request.targets.map(normalisedTarget))].map((identifier) => ({
      hash: context.hashOf('target', identifier, caseId),
      sealed: context.sealOf?.('target', identifier, caseId),
    })),
    targetCount: request.targetCount,
    categories: [],
    coarsen: request.coarsen,
    relatedTo: request.relatedTo === null ? null : context.caseIdOf(request.relatedTo),
    contactSealed: null,
    referenceSealed: context.sealOf?.('reference', ref, caseId) ?? null,
    referenceHash: context.hashOf('reference', normalisedTarget(ref), caseId),
    detailsSealed: null,
    ...(context.isApart?.(caseId) ? { hashedApart: true } : {}),
  };
}

/** The day in Zurich by which its quarter is told (R2). */
export function receivedDateOf({ precision, receivedAt, receivedDate }: ImportedRequest): string {
  return precision === 'minute' ? zurichDate(toMs(receivedAt as string)) : (receivedDate as string);
}

/** A letter of which nobody wrote down when it was logged counts from the beginning of its day. */
function loggedAt(request: ImportedRequest, facts: ReceivedFacts): string {
  return request.loggedAt ?? facts.receivedAt ?? new Date(startOfZurichDay(facts.receivedDate)).toISOString();
}

function bodyOf(event: ImportedEvent, caseId: string, context: ImportContext): EventBody {
  const { at: _at, ...body } = event;
  switch (body.type) {
    case 'merge':
      return { type: 'merge', into: context.caseIdOf(body.into) };
    case 'close': {
      const accountsDisclosed = body.accountsDisclosed.map((one) =>
        context.hashOf('target', normalisedTarget(one), caseId),
      );
      if (body.items.length === 0) return { type: 'close', outcome: body.outcome, accountsDisclosed };
      return { type: 'close', items: body.items.map((result) => ({ result })), accountsDisclosed };
    }
    default:
      return body;
  }
}

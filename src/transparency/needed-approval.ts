/** Which events a second person must have approved, and what exactly it is that they approve. */
import { canonicalHash, canonicalJson } from '../platform/canonical-json';
import type { Approval, ApprovalSubject } from './approval';
import type { BodyOf, CaseItem, EventBody, EventType } from './case-event';
import type { CaseState } from './case-state';

export interface NeededApproval {
  readonly subject: ApprovalSubject;
  readonly subjectId: string;
  readonly subjectHash: string;
  /** The bytes of which it is the hash: what the second person is shown. */
  readonly subjectJson: string;
}

/** Types of events that a second person approves on its own account; a search is approved with its first step. */
export const APPROVABLE = ['approve_lookup', 'approve_reply', 'hold_lift', 'redact', 'erase'] as const;

/** An event that is to be recorded once it is approved. */
export type ApprovableBody = {
  [Type in (typeof APPROVABLE)[number]]: Omit<BodyOf<Type>, 'approvalId'>;
}[(typeof APPROVABLE)[number]];

export function isApprovable(type: EventType): type is ApprovableBody['type'] {
  return (APPROVABLE as readonly string[]).includes(type);
}

/** Undefined for what one person may do alone. */
export function neededApproval(state: CaseState, body: EventBody | ApprovableBody): NeededApproval | undefined {
  const about = (subject: ApprovalSubject, content: unknown): NeededApproval => ({
    subject,
    subjectId: state.id,
    subjectHash: canonicalHash(content),
    subjectJson: canonicalJson(content),
  });
  switch (body.type) {
    case 'approve_lookup':
    case 'lookup_run':
      return about('lookup', scopeOf(state));
    case 'approve_reply': {
      const discloses = state.items.some((item) => item.result === 'disclosed');
      return about(discloses ? 'disclosure' : 'rejection', state.items);
    }
    case 'hold_lift':
      return about('hold_lift', { caseId: state.id, scope: body.scope ?? null });
    case 'redact':
      return about('redaction', { caseId: state.id, narrative: body.narrative });
    case 'erase':
      return about('erase', { caseId: state.id });
    default:
      return undefined;
  }
}

/**
 * The event an approval about a case was asked for; undefined when the case has changed so that it is no longer what
 * was asked about.
 */
export function approvedBody(
  state: CaseState,
  { subject, subjectHash, subjectJson }: Pick<Approval, 'subject' | 'subjectHash' | 'subjectJson'>,
): ApprovableBody | undefined {
  const body = bodyFor(subject, subjectJson === null ? {} : JSON.parse(subjectJson));
  return body !== undefined && neededApproval(state, body)?.subjectHash === subjectHash ? body : undefined;
}

function bodyFor(subject: ApprovalSubject, content: Record<string, unknown>): ApprovableBody | undefined {
  switch (subject) {
    case 'lookup':
      return { type: 'approve_lookup' };
    case 'disclosure':
    case 'rejection':
      return { type: 'approve_reply' };
    case 'hold_lift':
      return { type: 'hold_lift', scope: (content.scope as BodyOf<'hold_lift'>['scope'] | null) ?? undefined };
    case 'redaction':
      return { type: 'redact', narrative: (content.narrative as string | null | undefined) ?? null };
    case 'erase':
      return { type: 'erase' };
    default:
      return undefined;
  }
}

/** What may be searched for: the identifiers that were named, by the categories that were asked for. */
function scopeOf({ id, facts, items }: CaseState) {
  const targets = facts.targets.map((target) => target.hash).sort();
  const categories = [...new Set(items.flatMap((item) => item.category ?? []))].sort();
  return { caseId: id, targets, categories };
}

export function scopeHash(state: CaseState): string {
  return canonicalHash(scopeOf(state));
}

/** Of what is answered on each item. */
export function itemsHash(items: readonly CaseItem[]): string {
  return canonicalHash(items);
}

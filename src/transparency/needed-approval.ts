/** Which events a second person must have approved, and what exactly it is that they approve. */

import { canonicalHash } from '../platform/canonical-json';
import type { ApprovalSubject } from './approval';
import type { CaseItem, EventBody } from './case-event';
import type { CaseState } from './case-state';

export interface NeededApproval {
  readonly subject: ApprovalSubject;
  readonly subjectId: string;
  readonly subjectHash: string;
}

/** Undefined for what one person may do alone. */
export function neededApproval(state: CaseState, body: EventBody): NeededApproval | undefined {
  const about = (subject: ApprovalSubject, subjectHash: string) => ({ subject, subjectId: state.id, subjectHash });
  switch (body.type) {
    case 'approve_lookup':
    case 'lookup_run':
      return about('lookup', scopeHash(state));
    case 'approve_reply': {
      const discloses = state.items.some((item) => item.result === 'disclosed');
      return about(discloses ? 'disclosure' : 'rejection', itemsHash(state.items));
    }
    case 'hold_lift':
      return about('hold_lift', canonicalHash({ caseId: state.id, scope: body.scope ?? null }));
    case 'redact':
      return about('redaction', canonicalHash({ caseId: state.id, narrative: body.narrative }));
    case 'erase':
      return about('erase', canonicalHash({ caseId: state.id }));
    default:
      return undefined;
  }
}

/** Of what may be searched for: the identifiers that were named, by the categories that were asked for. */
export function scopeHash({ id, facts, items }: CaseState): string {
  const targets = facts.targets.map((target) => target.hash).sort();
  const categories = [...new Set(items.flatMap((item) => item.category ?? []))].sort();
  return canonicalHash({ caseId: id, targets, categories });
}

/** Of what is answered on each item. */
export function itemsHash(items: readonly CaseItem[]): string {
  return canonicalHash(items);
}

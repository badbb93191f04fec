/** What may be done in a case next, by whom, and why everything else may not. */
import { type Approval, isSamePerson } from './approval';
import type { EventBody, EventType } from './case-event';
import type { CaseState } from './case-state';
import { whyNotApprover, whyNotSearcher } from './duties';
import { whyNot } from './guards';
import { type ApprovableBody, approvedBody, isApprovable } from './needed-approval';
import { type Step, stepsBefore, transition } from './workflow';

/** Steps that staff take, in the order of a case's life. Only `received` is not among them: it begins a case. */
export const STAFF_STEPS = [
  'triage',
  'confirm_receipt',
  'begin_verification',
  'verify',
  'attempt_verification',
  'authenticity_failed',
  'ask_clarification',
  'clarified',
  'draft_decision',
  'submit_decision',
  'return_draft',
  'approve_lookup',
  'lookup_run',
  'draft_disclosure',
  'submit_disclosure',
  'approve_reply',
  'user_notice',
  'close',
  'contest',
  'reopen',
  'withdraw_notice',
  'merge',
  'hold',
  'extend_hold',
  'hold_lift',
  'redact',
  'retain',
  'erase',
  'reclassify',
  'amend',
  'document',
  'note',
] as const satisfies readonly Exclude<EventType, 'received'>[];

export type StaffStep = (typeof STAFF_STEPS)[number];

/** `ask`: a second person is to be asked first. `waiting`: they were, and have not decided. `approved`: they have. */
export type Consent =
  | { readonly state: 'ask' }
  | { readonly state: 'waiting' | 'approved'; readonly approval: Approval };

export interface NextStep {
  readonly type: StaffStep;
  /** Why it may not be taken by this person now; empty when it may. */
  readonly reasons: readonly string[];
  /** Where it may be taken, when the step of the case is why it may not be taken now. */
  readonly takenAt?: readonly Step[];
  /** Whether it brings the case to another step, so that it is what the case waits for. */
  readonly moves: boolean;
  /** Only of steps that a second person approves. */
  readonly consent?: Consent;
}

/** `approvals` are all that were asked for about the case, the newest first. */
export function nextSteps(state: CaseState, actor: string, approvals: readonly Approval[]): NextStep[] {
  return STAFF_STEPS.map((type) => {
    const moves = transition(state.step, type) !== undefined && transition(state.step, type) !== state.step;
    if (type === 'lookup_run')
      return { type, moves: state.step === 'lookup', reasons: whyNoSearch(state, actor, approvals) };
    const reasons = whyNot(state, probe(type), actor);
    const takenAt = state.isErased || transition(state.step, type) !== undefined ? undefined : stepsBefore(type);
    if (!isApprovable(type) || reasons.length > 0) return { type, moves, reasons, takenAt };
    return { type, moves, reasons, consent: consentFor(type, state, approvals) };
  });
}

/** Why this person may not decide on an approval about the case; empty when they may. */
export function whyNotDecide(state: CaseState, approval: Approval, actor: string): string[] {
  const reasons: string[] = [];
  if (approval.decision !== null) reasons.push('it is decided already');
  if (isSamePerson(approval.requestedBy, actor)) reasons.push('whoever asks for an approval cannot give it');
  const conflict = whyNotApprover(state, actor);
  if (conflict !== undefined) reasons.push(conflict);
  return reasons;
}

function whyNoSearch(state: CaseState, actor: string, approvals: readonly Approval[]): string[] {
  if (state.isErased) return ['the case is erased'];
  if (state.step !== 'lookup') return ['a second person must approve the search first'];
  const conflict = whyNotSearcher(
    approvals.flatMap((one) => one.approvedBy ?? []),
    actor,
  );
  return conflict === undefined ? [] : [conflict];
}

function consentFor(type: ApprovableBody['type'], state: CaseState, approvals: readonly Approval[]): Consent {
  const asked = approvals.find(
    (one) => one.decision !== 'refused' && approvedBody(state, one)?.type === type && !isUsed(type, state, one),
  );
  if (asked === undefined) return { state: 'ask' };
  return { state: asked.decision === 'approved' ? 'approved' : 'waiting', approval: asked };
}

/** A narrative that stands, or an order that is lifted, was approved for that once. */
function isUsed(type: ApprovableBody['type'], state: CaseState, { decision, subjectJson }: Approval): boolean {
  if (decision !== 'approved' || subjectJson === null) return false;
  if (type === 'redact') return (JSON.parse(subjectJson) as { narrative: string | null }).narrative === state.narrative;
  return type === 'hold_lift' && [...state.holds.values()].every((hold) => hold.lifted);
}

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** The step as it would be recorded, as far as the rules look at it. */
function probe(type: StaffStep): EventBody {
  switch (type) {
    case 'merge':
      return { type, into: NOBODY };
    case 'hold_lift':
      return { type, approvalId: NOBODY };
    case 'verify':
      return { type, how: '' };
    default:
      // Rules ask these for nothing but their type.
      return { type } as EventBody;
  }
}

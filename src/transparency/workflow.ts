/** The states a case goes through, as a table: which step may be taken where, and what must be true for it. */
import type { EventType } from './case-event';

export const STEPS = [
  'received',
  'triaged',
  'verifying',
  'closed_impostor',
  'legal_review',
  'clarification',
  'decision_draft',
  'second_approval',
  'lookup',
  'disclosure_draft',
  'second_approval_2',
  'replying',
  'closed',
  'contested',
  'merged',
  'withdrawn',
  'retained',
  'erased',
] as const;

export type Step = (typeof STEPS)[number];

/** Steps in which work on the case goes on. */
export const OPEN_STEPS: readonly Step[] = [
  'received',
  'triaged',
  'verifying',
  'legal_review',
  'clarification',
  'decision_draft',
  'second_approval',
  'lookup',
  'disclosure_draft',
  'second_approval_2',
  'replying',
];

interface Transition {
  readonly from: readonly Step[];
  readonly to: Step;
}

/** Events that are not here leave the step as it is and may be recorded at any. */
export const TRANSITIONS: Readonly<Partial<Record<EventType, readonly Transition[]>>> = {
  triage: [{ from: ['received'], to: 'triaged' }],
  begin_verification: [{ from: ['triaged'], to: 'verifying' }],
  verify: [{ from: ['verifying'], to: 'legal_review' }],
  attempt_verification: [{ from: ['verifying'], to: 'verifying' }],
  authenticity_failed: [{ from: OPEN_STEPS, to: 'closed_impostor' }],
  ask_clarification: [{ from: ['legal_review'], to: 'clarification' }],
  clarified: [{ from: ['clarification'], to: 'legal_review' }],
  draft_decision: [{ from: ['legal_review'], to: 'decision_draft' }],
  submit_decision: [{ from: ['decision_draft'], to: 'second_approval' }],
  return_draft: [
    { from: ['second_approval'], to: 'legal_review' },
    { from: ['second_approval_2'], to: 'disclosure_draft' },
  ],
  approve_lookup: [{ from: ['second_approval'], to: 'lookup' }],
  lookup_run: [{ from: ['lookup'], to: 'lookup' }],
  draft_disclosure: [{ from: ['lookup', 'disclosure_draft'], to: 'disclosure_draft' }],
  submit_disclosure: [{ from: ['disclosure_draft'], to: 'second_approval_2' }],
  approve_reply: [{ from: ['second_approval', 'second_approval_2'], to: 'replying' }],
  close: [{ from: ['replying', 'withdrawn'], to: 'closed' }],
  contest: [{ from: ['closed'], to: 'contested' }],
  reopen: [{ from: ['closed', 'contested'], to: 'legal_review' }],
  merge: [{ from: OPEN_STEPS, to: 'merged' }],
  withdraw_notice: [{ from: OPEN_STEPS, to: 'withdrawn' }],
  retain: [{ from: ['closed', 'closed_impostor', 'merged'], to: 'retained' }],
  erase: [{ from: ['retained'], to: 'erased' }],
};

/** Where an event that imported history may hold out of turn leads all the same. */
const OUT_OF_TURN: Readonly<Partial<Record<EventType, Step>>> = { close: 'closed', reopen: 'legal_review' };

/** The step an event leads to from another; undefined when it may not be taken there. */
export function transition(from: Step, type: EventType): Step | undefined {
  const rows = TRANSITIONS[type];
  if (rows === undefined) return from;
  return rows.find((row) => row.from.includes(from))?.to;
}

/** Where an event may be taken; empty for one that leaves the step as it is. */
export function stepsBefore(type: EventType): Step[] {
  return (TRANSITIONS[type] ?? []).flatMap((row) => [...row.from]);
}

/** The same for folding, which takes what was recorded as it is: what was not allowed is asked before recording. */
export function stepAfter(from: Step, type: EventType): Step {
  return transition(from, type) ?? OUT_OF_TURN[type] ?? from;
}

/** Whose move it is in a case: what stands between it and its next step. */
import type { Step } from './workflow';

export const WAITING_FOR = [
  'triage',
  'verification',
  'review',
  'authority',
  'second_person',
  'search',
  'reply',
  'closing',
  'nobody',
] as const;

export type WaitingFor = (typeof WAITING_FOR)[number];

const BY_STEP: Readonly<Record<Step, WaitingFor>> = {
  received: 'triage',
  triaged: 'verification',
  verifying: 'verification',
  closed_impostor: 'nobody',
  legal_review: 'review',
  clarification: 'authority',
  decision_draft: 'review',
  second_approval: 'second_person',
  lookup: 'search',
  disclosure_draft: 'review',
  second_approval_2: 'second_person',
  replying: 'reply',
  closed: 'nobody',
  contested: 'review',
  merged: 'nobody',
  withdrawn: 'closing',
  retained: 'nobody',
  erased: 'nobody',
};

export function waitingFor(step: Step): WaitingFor {
  return BY_STEP[step];
}

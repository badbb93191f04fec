/** What may be done next: every step has its reasons or none, a second person where one is needed, and no two duties. */
import type { Approval } from './approval';
import { type CaseEvent, type EventBody, eventBody } from './case-event';
import { foldCase } from './case-state';
import { receivedBody } from './counting/history.fixture';
import { type NeededApproval, neededApproval } from './needed-approval';
import { nextSteps, STAFF_STEPS, type StaffStep, whyNotDecide } from './next-steps';

const SHA = '5'.repeat(64);
const APPROVAL = '00000000-0000-4000-8000-000000000001';

function stateAfter(...bodies: (EventBody | [string, EventBody])[]) {
  const events = [receivedBody({}, 1), ...bodies].map((one, minute): CaseEvent => {
    const [actor, body] = Array.isArray(one) ? one : ['officer', one];
    return { caseId: 'a', at: new Date(Date.UTC(2026, 1, 11, 10, minute)).toISOString(), actor, body };
  });
  return foldCase(events) as NonNullable<ReturnType<typeof foldCase>>;
}

const toReview: EventBody[] = [{ type: 'triage' }, { type: 'begin_verification' }, { type: 'verify', how: 'called' }];
const searching: EventBody[] = [
  ...toReview,
  { type: 'draft_decision', items: [{ result: 'pending', category: 'push_token' }], reasons: [] },
  { type: 'submit_decision' },
];
const run: [string, EventBody] = [
  'custodian',
  { type: 'lookup_run', approvalId: APPROVAL, scopeHash: SHA, query: 'q', rows: 0, resultHash: SHA },
];

function approval(needed: NeededApproval, decision: Approval['decision'], changes: Partial<Approval> = {}): Approval {
  return {
    ...{ id: APPROVAL, ...needed, requestedBy: 'officer', requestedAtMs: 0, note: null, decision },
    approvedBy: decision === null ? null : 'approver',
    decidedAtMs: decision === null ? null : 1,
    ...changes,
  };
}

const of = (type: StaffStep, ...args: Parameters<typeof nextSteps>) =>
  nextSteps(...args).find((one) => one.type === type);

it('speaks of every event but the first', () => {
  const types = eventBody.options.map((one) => one.shape.type.value).filter((type) => type !== 'received');
  expect([...STAFF_STEPS].sort()).toEqual(types.sort());
});

it('says which steps bring the case on, which may be taken besides, and why not the others', () => {
  const steps = nextSteps(stateAfter(...toReview), 'officer', []);
  const allowed = steps.filter((one) => one.reasons.length === 0);
  expect(allowed.filter((one) => one.moves).map((one) => one.type)).toEqual([
    ...['authenticity_failed', 'ask_clarification', 'draft_decision', 'withdraw_notice', 'merge'],
  ]);
  expect(allowed.map((one) => one.type)).toEqual(
    expect.arrayContaining(['note', 'amend', 'document', 'hold', 'redact']),
  );
  expect(steps.find((one) => one.type === 'close')?.reasons).toEqual([
    'a case that is legal review does not take the step "close"',
  ]);
  expect(steps.find((one) => one.type === 'close')?.takenAt).toEqual(['replying', 'withdrawn']);
  expect(steps.find((one) => one.type === 'hold_lift')?.takenAt).toBeUndefined();
  expect(steps.every((one) => one.reasons.every((reason) => reason.length > 10))).toBe(true);
});

it('asks a second person, waits for them, and takes their word only for what it was given', () => {
  const state = stateAfter(...searching);
  const needed = neededApproval(state, { type: 'approve_lookup' }) as NeededApproval;
  const consent = (...approvals: Approval[]) => of('approve_lookup', state, 'officer', approvals)?.consent?.state;
  expect(consent()).toBe('ask');
  expect(consent(approval(needed, null))).toBe('waiting');
  expect(consent(approval(needed, 'approved'))).toBe('approved');
  expect(consent(approval(needed, 'refused'))).toBe('ask');
  expect(consent(approval({ ...needed, subjectHash: SHA }, 'approved'))).toBe('ask');
});

it('lets nobody search who decided, nor decide who searched', () => {
  const state = stateAfter(...searching, { type: 'approve_lookup', approvalId: APPROVAL });
  const given = approval(neededApproval(state, { type: 'approve_lookup' }) as NeededApproval, 'approved');
  expect(of('lookup_run', state, 'custodian', [given])?.reasons).toEqual([]);
  expect(of('lookup_run', state, ' Approver', [given])?.reasons).toEqual([
    'whoever decided on an approval of a case does not search for its data',
  ]);
  const searched = stateAfter(...searching, { type: 'approve_lookup', approvalId: APPROVAL }, run);
  const asked = approval({ ...given, subject: 'erase' } as unknown as NeededApproval, null);
  expect(whyNotDecide(searched, asked, 'Custodian ')).toEqual([
    'whoever searched for data of a case approves nothing on it',
  ]);
  expect(whyNotDecide(searched, asked, 'officer')).toEqual(['whoever asks for an approval cannot give it']);
  expect(whyNotDecide(searched, asked, 'approver')).toEqual([]);
});

it('asks again for a narrative, and not for the one that stands', () => {
  const told = stateAfter({ type: 'redact', narrative: 'One', approvalId: APPROVAL });
  const needed = neededApproval(told, { type: 'redact', narrative: 'One' }) as NeededApproval;
  expect(of('redact', told, 'officer', [approval(needed, 'approved')])?.consent?.state).toBe('ask');
  const next = neededApproval(told, { type: 'redact', narrative: 'Two' }) as NeededApproval;
  expect(of('redact', told, 'officer', [approval(next, 'approved')])?.consent?.state).toBe('approved');
});

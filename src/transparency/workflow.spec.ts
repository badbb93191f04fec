/** The steps of a case: every one can be reached, none leads nowhere by mistake, and guards give their reasons. */
import fc from 'fast-check';
import type { CaseEvent, EventBody, EventType } from './case-event';
import { foldCase } from './case-state';
import { receivedBody } from './counting/history.fixture';
import { whyNot } from './guards';
import { OPEN_STEPS, STEPS, type Step, TRANSITIONS, transition } from './workflow';

const END_STEPS: readonly Step[] = ['erased'];

function state(facts: Parameters<typeof receivedBody>[0], ...bodies: EventBody[]) {
  const event = (body: EventBody, minute: number): CaseEvent => ({
    caseId: 'a',
    at: new Date(Date.UTC(2026, 1, 11, 10, minute)).toISOString(),
    actor: minute === 0 ? 'intake' : 'officer',
    body,
  });
  const folded = foldCase([receivedBody(facts, 1), ...bodies].map(event));
  if (folded === undefined) throw new Error('a case that is logged has a state');
  return folded;
}

describe('the workflow', () => {
  it('reaches every step from the first, and leaves every one but the last', () => {
    const reached = new Set<Step>(['received']);
    for (const step of reached) {
      for (const type of Object.keys(TRANSITIONS) as EventType[]) {
        const to = transition(step, type);
        if (to !== undefined) reached.add(to);
      }
    }
    expect([...reached].sort()).toEqual([...STEPS].sort());
    for (const step of STEPS.filter((one) => !END_STEPS.includes(one))) {
      const ways = Object.values(TRANSITIONS).flat();
      expect(ways.some((row) => row.from.includes(step))).toBe(true);
    }
  });

  it('lets every open step be withdrawn, merged, or found to be an impostor', () => {
    for (const step of OPEN_STEPS) {
      expect(transition(step, 'withdraw_notice')).toBe('withdrawn');
      expect(transition(step, 'merge')).toBe('merged');
      expect(transition(step, 'authenticity_failed')).toBe('closed_impostor');
    }
  });

  it('never closes what was not replied to, nor searches what was not approved', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STEPS), (step) => {
        if (!['replying', 'withdrawn'].includes(step)) expect(transition(step, 'close')).toBeUndefined();
        if (step !== 'lookup') expect(transition(step, 'lookup_run')).toBeUndefined();
        if (step !== 'second_approval') expect(transition(step, 'approve_lookup')).toBeUndefined();
      }),
    );
  });
});

describe('guards', () => {
  const toVerifying: EventBody[] = [{ type: 'triage' }, { type: 'begin_verification' }];
  const verify: EventBody = { type: 'verify', how: 'called back' };

  it.each([
    ['an emergency', { emergency: true }],
    ['a request from abroad', { country: 'DE' }],
  ])('let only somebody else verify %s', (_name, facts) => {
    const verifying = state(facts, ...toVerifying);
    expect(whyNot(verifying, verify, 'Intake')).toEqual([expect.stringContaining('somebody other')]);
    expect(whyNot(verifying, verify, 'officer')).toEqual([]);
  });

  it('let whoever logged an ordinary one verify it', () => {
    expect(whyNot(state({}, ...toVerifying), verify, 'intake')).toEqual([]);
  });

  it('refuse outcomes that are typed, and steps out of turn', () => {
    const withdrawn = state({}, { type: 'withdraw_notice' });
    expect(whyNot(withdrawn, { type: 'close', outcome: 'rejected' }, 'officer')).toEqual([
      expect.stringContaining('R5'),
    ]);
    expect(whyNot(withdrawn, { type: 'close', outcome: 'withdrawn' }, 'officer')).toEqual([]);
    expect(whyNot(state({}), { type: 'close' }, 'officer')).toEqual([
      expect.stringContaining('does not take the step'),
    ]);
    expect(whyNot(state({}), { type: 'hold_lift' }, 'officer')).toEqual([
      expect.stringContaining('no order of secrecy'),
    ]);
  });

  it('offer no search where nothing is left to be searched for, and no second receipt', () => {
    const decided = (result: 'rejected' | 'pending') =>
      state(
        {},
        ...toVerifying,
        verify,
        { type: 'draft_decision', items: [{ result, category: 'push_token' }], reasons: [] },
        { type: 'submit_decision' },
      );
    const search = { type: 'approve_lookup' } as EventBody;
    expect(whyNot(decided('rejected'), search, 'officer')).toEqual([expect.stringContaining('nothing is to be')]);
    expect(whyNot(decided('pending'), search, 'officer')).toEqual([]);
    const confirmed = state({}, { type: 'confirm_receipt' });
    expect(whyNot(confirmed, { type: 'confirm_receipt' }, 'officer')).toEqual([expect.stringContaining('already')]);
  });
});

/** How who asks was checked is told as it was recorded, in whatever shape, and changes no figure. */
import fc from 'fast-check';
import { type CaseEvent, type EventBody, eventBody } from './case-event';
import { foldCase } from './case-state';
import { receivedBody, someEvents, someInstantMs } from './counting/history.fixture';
import { whyNot } from './guards';
import { asQuarter } from './quarter';
import { countQuarters } from './quarter-count';
import { unsealed } from './standing-cases';

const CHECK = {
  ...{ version: 1, checkedAt: '2026-02-11T10:00:00Z', marks: [{ mark: 'ptss', fits: true }] },
  contact: { source: 'our_directory', way: 'phone', isIndependent: true, whereSealed: 'YQ==', personSealed: 'Yg==' },
};
const check = eventBody.parse({ type: 'verify', check: CHECK });

function stateAfter(...bodies: EventBody[]) {
  const events = [receivedBody({}, 1), ...bodies].map((body, minute): CaseEvent => {
    return { caseId: 'a', at: new Date(Date.UTC(2026, 1, 11, 10, minute)).toISOString(), actor: 'officer', body };
  });
  return foldCase(events) as NonNullable<ReturnType<typeof foldCase>>;
}

it('folds what was recorded before there was a check as it ever was', () => {
  const before = stateAfter({ type: 'triage' }, { type: 'begin_verification' }, { type: 'verify', how: 'called back' });
  expect(before).toMatchObject({ step: 'legal_review', verifiedBy: ['officer'], checks: [] });
  expect(stateAfter({ type: 'authenticity_failed' })).toMatchObject({ isImpostor: true, checks: [] });
});

it('is told without what is sealed', () => {
  const made = { result: 'verified', by: 'officer', source: 'our_directory', way: 'phone', marks: CHECK.marks };
  expect(stateAfter({ type: 'triage' }, { type: 'begin_verification' }, check).checks).toEqual([
    { ...made, atMs: Date.parse(CHECK.checkedAt) },
  ]);
  expect(JSON.stringify(unsealed(check))).not.toMatch(/YQ==|Yg==/);
});

it('leaves a case that nobody was reached for where it was', () => {
  const attempt = eventBody.parse({ type: 'attempt_verification', check: CHECK });
  expect(stateAfter({ type: 'triage' }, { type: 'begin_verification' }, attempt)).toMatchObject({
    ...{ step: 'verifying', verifiedBy: [], isImpostor: false },
    checks: [{ result: 'not_reached' }],
  });
});

it('demands that a verification says how, and that its contact was independent', () => {
  const state = stateAfter({ type: 'triage' }, { type: 'begin_verification' });
  expect(whyNot(state, { type: 'verify' }, 'officer')).toEqual(['a verification says how it was made']);
  expect(whyNot(state, check, 'officer')).toEqual([]);
  const dependent = { ...CHECK, contact: { ...CHECK.contact, isIndependent: false } };
  expect(eventBody.safeParse({ type: 'verify', check: dependent }).success).toBe(false);
  expect(eventBody.safeParse({ type: 'verify', check: { ...CHECK, contact: undefined } }).success).toBe(false);
  expect(eventBody.safeParse({ type: 'verify', check: { ...CHECK, version: 2 } }).success).toBe(false);
});

it('changes no figure of any history', () => {
  const quarters = ['2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'].map(asQuarter);
  const bare = (event: CaseEvent): CaseEvent => {
    if (!('check' in event.body)) return event;
    const { check: _check, ...body } = event.body;
    return { ...event, body: body.type === 'attempt_verification' ? { type: 'note' } : (body as EventBody) };
  };
  fc.assert(
    fc.property(someEvents, someInstantMs, (events, asOfMs) => {
      const count = (some: readonly CaseEvent[]) => countQuarters({ events: some, declared: [] }, quarters, asOfMs);
      expect(count(events)).toEqual(count(events.map(bare)));
    }),
  );
});

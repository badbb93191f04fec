/** The directory: what changed is told without any contact, and which authority asks changes nothing public. */
import fc from 'fast-check';
import { authorityChanges, type NewAuthority, newAuthority } from './authority';
import type { CaseEvent } from './case-event';
import { casesAsOf } from './case-state';
import { receivedBody, someEvents, someInstantMs } from './counting/history.fixture';
import { asQuarter } from './quarter';
import { countQuarters } from './quarter-count';

const ID = '00000000-0000-4000-8000-000000000001';
const POLICE: NewAuthority = {
  ...{ name: 'A police', level: 'cantonal', type: 'police' },
  ...{ country: 'CH', naming: 'type_only' },
};

it('tells what changed, field by field, and of contacts only that they did', () => {
  expect(authorityChanges(POLICE, POLICE, undefined)).toEqual({});
  expect(authorityChanges(POLICE, { ...POLICE, level: 'federal', country: null }, { to: '0800' })).toEqual({
    ...{ level: ['cantonal', 'federal'], country: ['CH', null] },
    contacts: 'replaced',
  });
  expect(authorityChanges(POLICE, POLICE, { to: null })).toEqual({ contacts: 'removed' });
});

it('takes no field that it does not have, and no country that is none', () => {
  expect(newAuthority.safeParse(POLICE).success).toBe(true);
  expect(newAuthority.safeParse({ ...POLICE, contacts: '0800' }).success).toBe(false);
  expect(newAuthority.safeParse({ ...POLICE, country: 'Switzerland' }).success).toBe(false);
});

it('is known of a case from its first event, or learned later', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 1, 11, 10, minute)).toISOString();
  const received = (authorityId?: string): CaseEvent => ({
    ...{ caseId: 'a', at: at(0), actor: 'intake' },
    body: receivedBody(authorityId === undefined ? {} : { authorityId }, 1),
  });
  const amended = { caseId: 'a', at: at(1), actor: 'officer', body: { type: 'amend', authorityId: ID } } as const;
  const [of] = [(events: CaseEvent[]) => casesAsOf(events, Date.parse(at(2)))[0]?.facts.authorityId];
  expect([of([received()]), of([received(ID)]), of([received(), amended])]).toEqual([undefined, ID, ID]);
});

it('changes no figure and no line of the ledger', () => {
  const quarters = ['2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4'].map(asQuarter);
  const named = (event: CaseEvent): CaseEvent =>
    event.body.type === 'received' ? { ...event, body: { ...event.body, authorityId: ID } } : event;
  fc.assert(
    fc.property(someEvents, someInstantMs, (events, asOfMs) => {
      const count = (some: readonly CaseEvent[]) => countQuarters({ events: some, declared: [] }, quarters, asOfMs);
      expect(count(events.map(named))).toEqual(count(events));
    }),
  );
});

/** Where a report stands, by the day and by who decided. */
import type { Approval } from './approval';
import { asQuarter } from './quarter';
import { draftState, quarterState } from './report-state';

const Q1 = asQuarter('2026-Q1');

it.each([
  ['2026-03-31', 'running'],
  ['2026-04-01', 'due'],
  ['2026-04-30', 'due'],
  ['2026-05-01', 'overdue'],
])('on %s a quarter that nobody published is %s', (today, state) => {
  expect(quarterState(Q1, { isPublished: false, isDeclared: false, today })).toBe(state);
});

it('is published or declared whatever the day', () => {
  const today = '2031-01-01';
  expect(quarterState(Q1, { isPublished: true, isDeclared: true, today })).toBe('published');
  expect(quarterState(Q1, { isPublished: false, isDeclared: true, today })).toBe('declared');
});

it('counts only decisions on the very bytes', () => {
  const one = (decision: Approval['decision'], subjectHash = 'a') => ({ decision, subjectHash }) as Approval;
  expect(draftState([], 'a')).toBe('drafted');
  expect(draftState([one('approved', 'b')], 'a')).toBe('drafted');
  expect(draftState([one(null), one('refused')], 'a')).toBe('waits');
  expect(draftState([one('refused'), one('approved', 'b')], 'a')).toBe('refused');
  expect(draftState([one('refused'), one('approved')], 'a')).toBe('approved');
});

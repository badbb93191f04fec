/** Marks of an account: for people without limit that they notice, for an inventor of messages with one. */
import { DAY_MS, dateOf, dayOf, lastDayOf, MARKED_A_DAY, MarkBudget, REMEMBERED_A_DAY } from './mark-budget';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const FORTNIGHT = NOON + 14 * DAY_MS;

describe('the life of a mark', () => {
  const life = (before: number, until = FORTNIGHT) => {
    const day = lastDayOf(before, until, NOON);
    return day === undefined ? 'none' : dateOf(day);
  };

  it.each([
    ['as long as the message, up to the end of the day', 0, '2026-12-05'],
    ['so for the last that people may have', REMEMBERED_A_DAY - 1, '2026-12-05'],
    ['a day at least for what is beyond', REMEMBERED_A_DAY, '2026-11-22'],
    ['so for the last that is marked', MARKED_A_DAY - 1, '2026-11-22'],
    ['nothing for what is beyond that', MARKED_A_DAY, 'none'],
  ])('is %s', (_what, before, day) => expect(life(before)).toBe(day));

  it('never ends before the message, nor is it prolonged for want of room', () => {
    expect(life(0, NOON + 1)).toBe('2026-11-21');
    expect(life(REMEMBERED_A_DAY, NOON + 1)).toBe('2026-11-21');
    expect(life(0, Date.parse('2026-11-21T00:00:00Z'))).toBe('2026-11-21');
    expect(life(0, Date.parse('2026-11-21T00:00:00.001Z'))).toBe('2026-11-22');
  });
});

describe('the budget of an account', () => {
  it('is its own, and new each day', () => {
    const budget = new MarkBudget();
    budget.spend('1', NOON);
    budget.spend('1', NOON + DAY_MS / 2 - 1);
    budget.spend('2', NOON);
    expect([budget.markedToday('1', NOON), budget.markedToday('2', NOON), budget.markedToday('3', NOON)]).toEqual([
      2, 1, 0,
    ]);
    expect(budget.markedToday('1', NOON + DAY_MS / 2)).toBe(0);
    budget.spend('1', NOON + DAY_MS / 2);
    expect(budget.markedToday('1', NOON + DAY_MS)).toBe(1);
  });

  it('bounds what a month of invented messages leaves behind', () => {
    const budget = new MarkBudget();
    const marks = new Map<number, number>();
    let most = 0;
    for (let now = NOON; now < NOON + 62 * DAY_MS; now += DAY_MS) {
      for (let told = 0; told < 10_000; told += 1) {
        const last = lastDayOf(budget.markedToday('1', now), now + 31 * DAY_MS, now);
        if (last === undefined) continue;
        budget.spend('1', now);
        marks.set(last, (marks.get(last) ?? 0) + 1);
      }
      for (const day of marks.keys()) if (day <= dayOf(now)) marks.delete(day);
      most = Math.max(
        most,
        [...marks.values()].reduce((sum, count) => sum + count, 0),
      );
    }
    expect(most).toBeLessThan(12_000);
    expect(most).toBeGreaterThan(10_000);
  });
});

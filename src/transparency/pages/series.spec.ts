/** The row of quarters: gaps stay, what is due is not overdue, what is overdue says so. */
import { published, SOME_PUBLICATIONS, someHistory } from './published.fixture';
import { nextDue, seriesOf } from './series';

const versions = published(someHistory(2), SOME_PUBLICATIONS);
const at = (today: string) =>
  seriesOf(versions, today).map((one) => [one.quarter, one.newest?.report.version, one.isOverdue]);

it('keeps the gap of the quarters nobody published', () => {
  const series = at('2026-07-30');
  expect(series[0]).toEqual(['2023-Q2', 1, false]);
  expect(series.filter(([, version]) => version === undefined)).toEqual([
    ['2025-Q1', undefined, true],
    ['2025-Q2', undefined, true],
    ['2025-Q3', undefined, true],
    ['2025-Q4', undefined, true],
  ]);
});

it('begins to miss a quarter when it is over, and calls it overdue after the day it was due', () => {
  expect(at('2026-09-30').at(-1)?.[0]).toBe('2026-Q2');
  expect(at('2026-10-01').at(-1)).toEqual(['2026-Q3', undefined, false]);
  expect(at('2026-10-30').at(-1)).toEqual(['2026-Q3', undefined, false]);
  expect(at('2026-10-31').at(-1)).toEqual(['2026-Q3', undefined, true]);
});

it('expects next what is over and not published, before what goes on', () => {
  const next = (today: string) => Object.values(nextDue(seriesOf(versions, today), today));
  expect(next('2026-09-30')).toEqual(['2026-Q3', '2026-10-30']);
  expect(next('2026-10-30')).toEqual(['2026-Q3', '2026-10-30']);
  expect(next('2026-10-31')).toEqual(['2026-Q4', '2027-01-30']);
});

it('has nothing to show on the first day of all', () => {
  expect(seriesOf([], '2026-01-01', [])).toEqual([]);
});

it('knows what a predecessor stated before we publish it ourselves', () => {
  const series = seriesOf([], '2025-02-01');
  expect(series.map((one) => one.declared)).toEqual([6, 19, 3, 5, 12, 5, 8]);
  expect(series.some((one) => one.isOverdue)).toBe(false);
});

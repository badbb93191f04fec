/** Zurich's calendar in winter, in summer and on the days the clocks change, for instants in any offset. */
import fc from 'fast-check';
import { asQuarter, dueDate, endOf, lastDay, quarterOfInstant, quarterOfSlug, shifted } from './quarter';
import { instant, instantOfClock, startOfZurichDay, toMs, zurichClock, zurichDate } from './zurich-time';

describe('quarters in Zurich', () => {
  it.each([
    ['2025-12-31T23:59:59.999+01:00', '2025-Q4'],
    ['2026-01-01T00:00:00+01:00', '2026-Q1'],
    ['2025-12-31T23:00:00Z', '2026-Q1'],
    ['2025-12-31T22:59:59Z', '2025-Q4'],
    ['2026-03-31T21:59:59Z', '2026-Q1'],
    ['2026-03-31T22:00:00Z', '2026-Q2'],
    ['2026-03-31T18:00:00-04:00', '2026-Q2'],
    ['2026-04-01T03:44:59+05:45', '2026-Q1'],
    ['2026-04-01T03:45:00+05:45', '2026-Q2'],
    ['2026-06-30T23:59:59+02:00', '2026-Q2'],
    ['2026-06-30T22:00:00Z', '2026-Q3'],
    ['2026-09-30T12:00:00-10:00', '2026-Q4'],
    ['2026-10-01T11:59:00+14:00', '2026-Q3'],
    ['2026-03-29T02:59:59+02:00', '2026-Q1'],
    ['2026-10-25T02:30:00+01:00', '2026-Q4'],
  ])('%s lies in %s', (text, quarter) => expect(quarterOfInstant(toMs(text))).toBe(quarter));

  it.each([
    ['2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', '2026-10-25T23:00:00.000Z'],
  ])('%s begins at %s', (date, start) => expect(new Date(startOfZurichDay(date)).toISOString()).toBe(start));

  it('gives every day its first instant, and the one before it to the day before', () => {
    const day = fc.date({ min: new Date('1995-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (some) => {
        const date = some.toISOString().slice(0, 10);
        expect(zurichDate(startOfZurichDay(date))).toBe(date);
        expect(zurichDate(startOfZurichDay(date) - 1) < date).toBe(true);
      }),
    );
  });

  it('knows bounds, neighbours, due days and addresses', () => {
    const quarter = asQuarter('2026-Q1');
    expect(lastDay(quarter)).toBe('2026-03-31');
    expect(dueDate(quarter)).toBe('2026-04-30');
    expect(new Date(endOf(quarter)).toISOString()).toBe('2026-03-31T22:00:00.000Z');
    expect(shifted(quarter, -1)).toBe('2025-Q4');
    expect(quarterOfSlug('2026-q1')).toBe(quarter);
    expect(quarterOfSlug('2026-Q1')).toBeUndefined();
    expect(() => asQuarter('2026-Q5')).toThrow('2026-Q1');
  });

  it.each(['2026-02-30T10:00:00Z', '2026-02-11T10:00:00', '2026-02-11', '2026-02-11T24:00:00Z', '11.2.2026'])(
    'does not take %s for an instant',
    (text) => expect(instant.safeParse(text).success).toBe(false),
  );
});

describe('what a clock shows', () => {
  it.each([
    ['2026-01-15T09:00', '2026-01-15T08:00:00.000Z'],
    ['2026-07-15T09:00', '2026-07-15T07:00:00.000Z'],
    ['2026-10-25T02:30', '2026-10-25T01:30:00.000Z'],
  ])('at %s is %s', (text, instant) => {
    const ms = instantOfClock(text);
    expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(instant);
    expect(zurichClock(ms ?? 0)).toBe(text);
  });

  it.each(['2026-03-29T02:30', '2026-02-30T09:00', '2026-01-15T25:00', '2026-01-15', '2026-01-15T09:00Z', ''])(
    'is no time: %j',
    (text) => {
      expect(instantOfClock(text)).toBeUndefined();
    },
  );
});

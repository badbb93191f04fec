/** Local times become instants, also on the two nights a year when the clocks jump. */
import { instantOf, USUAL_ZONES, ZONES } from './local-time';

const iso = (day: string, time: string, zone: string) => {
  const ms = instantOf(day, time, zone);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

it.each([
  ['2026-02-11', '10:00', 'Europe/Zurich', '2026-02-11T09:00:00.000Z'],
  ['2026-07-11', '10:00', 'Europe/Zurich', '2026-07-11T08:00:00.000Z'],
  ['2026-03-31', '23:30', 'America/New_York', '2026-04-01T03:30:00.000Z'],
  ['2026-04-01', '08:59', 'Australia/Sydney', '2026-03-31T21:59:00.000Z'],
  ['2026-02-11', '00:15', 'UTC', '2026-02-11T00:15:00.000Z'],
  ['2026-02-11', '12:00', 'Asia/Kathmandu', '2026-02-11T06:15:00.000Z'],
  ['2026-02-11', '12:00', 'Pacific/Kiritimati', '2026-02-10T22:00:00.000Z'],
])('reads %s %s in %s', (day, time, zone, instant) => {
  expect(iso(day, time, zone)).toBe(instant);
});

it('knows no time that the clocks left out, and takes the first of two', () => {
  expect(instantOf('2026-03-29', '02:30', 'Europe/Zurich')).toBeUndefined();
  expect(iso('2026-03-29', '03:00', 'Europe/Zurich')).toBe('2026-03-29T01:00:00.000Z');
  expect(iso('2026-10-25', '02:30', 'Europe/Zurich')).toBe('2026-10-25T00:30:00.000Z');
});

it('offers every zone once, the usual ones first', () => {
  expect(new Set(ZONES).size).toBe(ZONES.length);
  expect(ZONES[0]).toBe('Europe/Zurich');
  expect(ZONES.slice(0, USUAL_ZONES)).toContain('UTC');
  expect(ZONES.length).toBeGreaterThan(300);
});

/** Instants and the calendar of Zurich, by which everything is counted; the runtime's time zone data decide (R2). */
import { z } from 'zod';

/** A year before is a slip of the pen, and Zurich had no whole hours of difference to UTC before 1894. */
const FIRST_YEAR = '1900';
const isOfOurTime = (text: string) => text >= FIRST_YEAR;

/** An instant in any offset: `2026-02-11T10:00:00+01:00`; an instant without an offset is none. */
export const instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.datetime({ offset: true, precision: -1 })], {
    error: 'must be an instant with its offset, such as 2026-02-11T10:00:00+01:00',
  })
  .refine(isOfOurTime, `must not lie before ${FIRST_YEAR}`);

/** A day of the calendar: `2026-02-11`. */
export const calendarDate = z.iso
  .date({ error: 'must be a date of the calendar, such as 2026-02-11' })
  .refine(isOfOurTime, `must not lie before ${FIRST_YEAR}`);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const wallClock = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Zurich',
  calendar: 'iso8601',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Milliseconds since 1970 of an instant that `instant` accepts. */
export function toMs(text: string): number {
  return Date.parse(text);
}

/** Years of days; asking the runtime for one takes longer than all else that is done with a date. */
const DAYS_KEPT = 40_000;

/** By the days of UTC, how far Zurich is ahead on those on which that does not change. */
const aheadOn = new Map<number, number | undefined>();

/** What the clocks of Zurich show, as if it were UTC, to the second. */
function wallClockMs(ms: number): number {
  const day = Math.floor(ms / DAY_MS);
  const second = Math.floor(ms / 1_000) * 1_000;
  if (!aheadOn.has(day)) {
    const [from, to] = [day * DAY_MS, (day + 1) * DAY_MS];
    const [ahead, aheadAfter] = [readWallClockMs(from) - from, readWallClockMs(to) - to];
    if (aheadOn.size >= DAYS_KEPT) aheadOn.clear();
    aheadOn.set(day, ahead === aheadAfter ? ahead : undefined);
  }
  const ahead = aheadOn.get(day);
  return ahead === undefined ? readWallClockMs(second) : second + ahead;
}

function readWallClockMs(ms: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of wallClock.formatToParts(ms)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The day in Zurich at this instant. */
export function zurichDate(ms: number): string {
  return new Date(wallClockMs(ms)).toISOString().slice(0, 10);
}

/** The instant at which this day begins in Zurich. Clocks change there at two or three in the night, never at midnight. */
export function startOfZurichDay(date: string): number {
  const wanted = Date.parse(`${date}T00:00:00Z`);
  // Central Europe has been one or two hours ahead since 1894.
  const ahead = [HOUR_MS, 2 * HOUR_MS].find((offset) => wallClockMs(wanted - offset) === wanted);
  if (ahead === undefined) throw new Error(`${date} has no midnight in Zurich`);
  return wanted - ahead;
}

/** What the clocks of Zurich show, to the minute: `2026-04-10T09:00`. */
export function zurichClock(ms: number): string {
  return new Date(wallClockMs(ms)).toISOString().slice(0, 16);
}

/**
 * The instant at which the clocks of Zurich show this; of an hour that comes twice in autumn the later one. Undefined for
 * one that is left out in spring, and for what is no time of a day.
 */
export function instantOfClock(text: string): number | undefined {
  const wanted = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN;
  if (Number.isNaN(wanted) || new Date(wanted).toISOString().slice(0, 16) !== text) return undefined;
  const ahead = [HOUR_MS, 2 * HOUR_MS].find((offset) => wallClockMs(wanted - offset) === wanted);
  return ahead === undefined ? undefined : wanted - ahead;
}

/** The day after, or `days` later. */
export function laterDate(date: string, days = 1): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

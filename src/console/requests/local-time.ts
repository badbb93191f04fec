/** What a clock on a wall somewhere showed, as an instant: people write down local times, the log keeps instants. */

const HOUR_MS = 3_600_000;
/** No zone is further from Greenwich, and none changes its clocks twice in so short a time. */
const FAR_MS = 15 * HOUR_MS;

/** Every zone the runtime knows; the ones most of our letters come from first. */
export const ZONES: readonly string[] = [
  ...['Europe/Zurich', 'UTC', 'Europe/London', 'America/New_York', 'America/Los_Angeles', 'Australia/Sydney'],
  ...Intl.supportedValuesOf('timeZone'),
].filter((zone, index, all) => all.indexOf(zone) === index);

/** How many of ZONES stand before the long list. */
export const USUAL_ZONES = 6;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of the zone show at an instant, as if it were UTC, to the minute. */
function wallClockMs(ms: number, zone: string): number {
  const format = formats.get(zone) ?? newFormat(zone);
  formats.set(zone, format);
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(ms)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute);
}

function newFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-CA', { timeZone, calendar: 'iso8601', hourCycle: 'h23', ...numeric });
}

/**
 * Milliseconds since 1970 of a day `YYYY-MM-DD` and a time `HH:MM` in a zone of ZONES. Undefined for a time that the
 * clocks there left out; of a time they showed twice, the first.
 */
export function instantOf(day: string, time: string, zone: string): number | undefined {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const offsets = [-FAR_MS, FAR_MS].map((away) => wallClockMs(wall + away, zone) - (wall + away));
  return [...new Set(offsets)]
    .map((offset) => wall - offset)
    .sort((a, b) => a - b)
    .find((ms) => wallClockMs(ms, zone) === wall);
}

/** Instants of the demonstration, all counted from the moment it is made: it never looks old. */
import { endOf, firstDay, type Quarter, quarterOfInstant, shifted } from '../../src/transparency/quarter';
import { laterDate, startOfZurichDay, zurichClock, zurichDate } from '../../src/transparency/zurich-time';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const OFFICE = { opens: 8, closes: 18 } as const;

/** A report comes out so long after its quarter, if so much time has passed. */
const REPORT_AFTER = 14 * DAY;

export class Calendar {
  /** The newest quarter whose report is out. */
  readonly newest: Quarter;

  constructor(readonly now: number) {
    this.newest = shifted(quarterOfInstant(now - 3 * DAY), -1);
  }

  /** At `10:15` in Zurich, so many days ago: one or more, so that it is over for certain. */
  ago(days: number, time: string): number {
    return at(laterDate(zurichDate(this.now), -days), time);
  }

  /** At `17:00` in Zurich, in so many days. */
  ahead(days: number, time: string): number {
    return at(laterDate(zurichDate(this.now), days), time);
  }

  before(ms: number): number {
    return this.now - ms;
  }

  /** The instant itself, or the next morning when the office is closed; what would be in the future stays where it is. */
  atWork(ms: number): number {
    const [day = '', time = ''] = zurichClock(ms).split('T');
    const hour = Number(time.slice(0, 2));
    if (hour >= OFFICE.opens && hour < OFFICE.closes) return ms;
    const morning = hour < OFFICE.opens ? day : laterDate(day);
    const shifted = at(morning, `${OFFICE.opens}:${time.slice(3)}`);
    return shifted > this.now - MINUTE ? ms : shifted;
  }

  /** On the n-th day of a quarter; 1 is its first. */
  in(quarter: Quarter, day: number, time: string): number {
    return at(laterDate(firstDay(quarter), day - 1), time);
  }

  /** When the report of a quarter came out. */
  publicationOf(quarter: Quarter): number {
    return Math.min(endOf(quarter) + REPORT_AFTER + 10 * HOUR, this.now - DAY);
  }
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function at(day: string, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return startOfZurichDay(day) + hours * HOUR + minutes * MINUTE;
}

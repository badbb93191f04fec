/** The clocks of a case that run by days in Zurich. */
import { laterDate, startOfZurichDay } from './zurich-time';

/** Whether a day `YYYY-MM-DD` is over in Zurich. */
export function isOver(day: string, atMs: number): boolean {
  return atMs >= startOfZurichDay(laterDate(day));
}

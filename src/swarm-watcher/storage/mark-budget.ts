/** How long each new message of an account is remembered, so that no member can fill the disk with invented ones. */

export const DAY_MS = 86_400_000;

/**
 * So many new messages of an account in one day are remembered as long as they live: more than people read.
 * Those beyond are remembered for a day or two, which is enough while members tell of them one after the other.
 */
export const REMEMBERED_A_DAY = 250;
/**
 * Beyond so many in one day none is remembered at all: each telling wakes. A member that invents messages can cause
 * that anyway, and for others nothing is lost.
 *
 * With messages of at most 31 days an account so costs each of its devices at most some 12,000 marks, and up to 2,000
 * more for every time that another process begins to watch it.
 */
export const MARKED_A_DAY = 2_000;
const SHORT_DAYS = 2;

/** Counts new messages by account; begins anew each day (of UTC), and with the process. */
export class MarkBudget {
  private day = 0;
  private readonly counts = new Map<string, number>();

  /** New messages of the account that were marked today. */
  markedToday(accountId: string, now: number): number {
    return this.day === dayOf(now) ? (this.counts.get(accountId) ?? 0) : 0;
  }

  /** One more of the account was marked. */
  spend(accountId: string, now: number): void {
    if (this.day !== dayOf(now)) {
      this.day = dayOf(now);
      this.counts.clear();
    }
    this.counts.set(accountId, (this.counts.get(accountId) ?? 0) + 1);
  }
}

/**
 * The day (number of days since 1970) with which the mark of a message may be forgotten, not before `until` (ms) if
 * there are few; undefined when it is not to be marked. `before`: new messages of the account earlier that day.
 */
export function lastDayOf(before: number, until: number, now: number): number | undefined {
  if (before >= MARKED_A_DAY) return undefined;
  const whole = Math.ceil(until / DAY_MS);
  return before < REMEMBERED_A_DAY ? whole : Math.min(whole, dayOf(now) + SHORT_DAYS);
}

/** The number of days from 1970 to the day of UTC in which `ms` lies. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** As Postgres reads it: YYYY-MM-DD. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

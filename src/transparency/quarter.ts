/** Calendar quarters in Zurich, by the label `2026-Q1`; labels sort in the order of time. */
import { laterDate, startOfZurichDay, zurichDate } from './zurich-time';

/** `YYYY-Qn`. */
export type Quarter = string & { readonly quarter: unique symbol };

const LABEL = /^(\d{4})-Q([1-4])$/;

/** Days after its end within which a quarter is to be published (R15). */
const DUE_DAYS = 30;

export function isQuarter(text: string): text is Quarter {
  return LABEL.test(text);
}

/** Throws an Error that says how a quarter is written. */
export function asQuarter(text: string): Quarter {
  if (!isQuarter(text)) throw new Error('a quarter is written like 2026-Q1');
  return text;
}

function parts(quarter: Quarter): { year: number; index: number } {
  const [, year, number] = LABEL.exec(quarter) as RegExpExecArray;
  return { year: Number(year), index: Number(number) - 1 };
}

/** By how many quarters since the year 0: every case names some, and one text for all of them is enough. */
const LABELS = new Map<number, Quarter>();

function fromMonths(months: number): Quarter {
  const quarters = Math.floor(months / 3);
  const known = LABELS.get(quarters);
  if (known !== undefined) return known;
  const label = `${String(Math.floor(quarters / 4)).padStart(4, '0')}-Q${(quarters % 4) + 1}` as Quarter;
  LABELS.set(quarters, label);
  return label;
}

/** The quarter of a day `YYYY-MM-DD`. */
export function quarterOfDate(date: string): Quarter {
  return fromMonths(Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1);
}

/** The quarter in which an instant lies in Zurich. */
export function quarterOfInstant(ms: number): Quarter {
  return quarterOfDate(zurichDate(ms));
}

/** The quarter `by` quarters later; earlier when negative. */
export function shifted(quarter: Quarter, by: number): Quarter {
  const { year, index } = parts(quarter);
  return fromMonths((year * 4 + index + by) * 3);
}

export function nextQuarter(quarter: Quarter): Quarter {
  return shifted(quarter, 1);
}

/** `YYYY-MM-DD` of its first day. */
export function firstDay(quarter: Quarter): string {
  const { year, index } = parts(quarter);
  return `${String(year).padStart(4, '0')}-${String(index * 3 + 1).padStart(2, '0')}-01`;
}

/** `YYYY-MM-DD` of its last day. */
export function lastDay(quarter: Quarter): string {
  return laterDate(firstDay(nextQuarter(quarter)), -1);
}

/** The last day on which its report is in time. */
export function dueDate(quarter: Quarter): string {
  return laterDate(lastDay(quarter), DUE_DAYS);
}

/** The first instant that is no longer in it. */
export function endOf(quarter: Quarter): number {
  return startOfZurichDay(firstDay(nextQuarter(quarter)));
}

/** As it is written in addresses: `2026-q1`. */
export function slugOf(quarter: Quarter): string {
  return quarter.toLowerCase();
}

export function quarterOfSlug(slug: string): Quarter | undefined {
  const label = slug.replace('q', 'Q');
  return slug === slug.toLowerCase() && isQuarter(label) ? label : undefined;
}

/** Numbers, times and names as the operator reads them. */
import type { Percentile } from '../../push/wake-up-figures';

const VENDORS: Readonly<Record<string, string>> = {
  apns: 'Apple',
  'apns-sandbox': 'Apple (sandbox)',
  firebase: 'Google',
};
const NUMBERS = new Intl.NumberFormat('en-GB');

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The vendor behind a wire name; the name itself for one nobody has given a word. */
export function vendorName(service: string): string {
  return VENDORS[service] ?? service;
}

export function inNumbers(count: number): string {
  return NUMBERS.format(count);
}

/** `1 wake-up`, `2 wake-ups`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${inNumbers(count)} ${count === 1 ? one : many}`;
}

/** A stretch of time in the unit that fits: `0.4 s`, `12 s`, `3 min`, `2 h`, `4 days`. */
export function inTime(ms: number): string {
  const length = Math.max(ms, 0);
  if (length < 10 * SECOND) return `${(length / SECOND).toFixed(1)} s`;
  if (length < 2 * MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < 2 * HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < 2 * DAY) return `${Math.floor(length / HOUR)} h`;
  return `${inNumbers(Math.floor(length / DAY))} days`;
}

export function ago(at: number, now: number): string {
  return now - at < SECOND
    ? 'just now'
    : `${inTime(Math.floor((now - at) / SECOND) * SECOND).replace('.0 s', ' s')} ago`;
}

export function within(percentile: Percentile | undefined): string {
  if (percentile === undefined) return 'none yet';
  return percentile.isOpen ? `over ${inTime(percentile.ms)}` : inTime(percentile.ms);
}

/** How the console writes what lists and cases hold: times, days, sizes, and codes in words. */

import type { CaseFlag, CaseOrder, Secrecy } from '../../transparency/case-query';
import { CODE_WORDS } from '../../transparency/code-words';

export const W = CODE_WORDS;

export const FLAG_WORDS: Readonly<Record<CaseFlag, string>> = {
  open: 'Open',
  emergency: 'Emergency',
  unverified: 'Not verified yet',
  real_time: 'Real-time data',
  bulk: 'Bulk',
  due_soon: 'Due within 3 days',
  overdue: 'Overdue',
};

export const SECRECY_WORDS: Readonly<Record<Secrecy, string>> = {
  any: 'Any order of secrecy',
  none: 'No order of secrecy',
  ending: 'Ends within 14 days',
  expired: 'Its last day is over',
  existence: W.scopes.existence,
  content: W.scopes.content,
  user_notice: W.scopes.user_notice,
};

/** What is secret, for tables. */
export const SHORT_SCOPES: Readonly<Record<keyof typeof W.scopes, string>> = {
  user_notice: 'Holder not told',
  content: 'Content',
  existence: 'Existence',
};

export const ORDER_WORDS: Readonly<Record<CaseOrder, string>> = {
  logged: 'Newest first',
  received: 'Last received',
  deadline: 'Next deadline',
  last: 'Last changed',
  secrecy: 'Secrecy that ends next',
};

const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
const DAY_TIME = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Zurich',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** A day of the calendar, `2026-02-11`. */
export function dayInWords(day: string): string {
  return DAY.format(Date.parse(`${day}T00:00:00Z`));
}

/** Short, for tables that say the zone once. */
export function shortTime(ms: number): string {
  return DAY_TIME.format(ms);
}

export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1 case`, `2 cases`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** What is left until an instant, by the clock: `2 days left`, `5 hours left`, or how late it is: `1 hour late`. */
export function leftInWords(ms: number, nowMs: number): string {
  const hours = Math.abs(ms - nowMs) / 3_600_000;
  const span = hours < 48 ? countOf(Math.floor(hours), 'hour') : countOf(Math.floor(hours / 24), 'day');
  return ms < nowMs ? `${span} late` : `${span} left`;
}

/** The options of a select for every code of a list. */
export function optionsOf<Code extends string>(words: Readonly<Record<Code, string>>): { value: Code; name: string }[] {
  return (Object.entries(words) as [Code, string][]).map(([value, name]) => ({ value, name }));
}

/** What the operator orders, as a form sends it, and what is wrong with a form that cannot be carried out. */
import { whyUnfit } from '../audit/act';
import type { Faults } from '../frame/form';

export const LONGEST_REASON = 300;

/** Of a form, what was typed, and beside which field what is wrong. */
export interface Tried {
  /** The form's name among those of the page. */
  readonly form: string;
  readonly why: string;
  readonly faults: Faults;
}

/** The address of a machine, or a run that looks like an account, a token or a device. */
const IDENTIFIER =
  /[0-9a-f]{24,}|[0-9a-f]{8}-[0-9a-f]{4}-|[A-Za-z0-9+/_-]{40,}|\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(:[0-9a-f]{0,4}){3,}/i;

/** What is wrong with the reason of an act, or nothing. */
export function faultOfReason(why: string): string | undefined {
  if (why === '') return 'Write in a sentence why you do this';
  if (why.length > LONGEST_REASON) return `Write no more than ${LONGEST_REASON} characters`;
  if (/\p{Cc}/u.test(why)) return 'Write plain text in one line';
  if (IDENTIFIER.test(why) || whyUnfit(why) !== undefined) {
    return 'Leave out what looks like an account, a token or an address of a machine';
  }
  return undefined;
}

/** An instant as a page wrote it into a hidden field; undefined for anything else. */
export function instantOf(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text)) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** The name of a form, and of its one field that is written into. */
export function formName(kind: 'pause' | 'resume' | 'retry' | 'drop', about: string): string {
  return `${kind}-${about.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
}

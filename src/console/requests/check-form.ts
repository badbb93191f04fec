/** From the fields of a check of who asks to what is recorded of it, or to every fault with what to write instead. */
import {
  CHECK_EVENTS,
  CHECK_MARKS,
  type CheckOfSender,
  type CheckResult,
  CONTACT_SOURCES,
  CONTACT_WAYS,
  type NewCheck,
  type NewCheckContact,
} from '../../transparency/sender-check';
import { calendarDate, zurichDate } from '../../transparency/zurich-time';
import { instantOf } from './local-time';
import type { Posted } from './posted';

interface Reading {
  readonly posted: Posted;
  /** The day in Zurich on which the request was received: nobody checks what has not come. */
  readonly receivedDate: string;
  readonly nowMs: number;
  /** Noted by the name of the field. */
  readonly faults: Record<string, string>;
}

const AHEAD_MS = 5 * 60_000;
const LONGEST = 4_000;

/** Each result is a step of its own; its fields begin with the name of that. */
export const prefixOf = (result: CheckResult) => `${CHECK_EVENTS[result]}_`;

/** Undefined when there is a fault. An impostor may be found out without a contact; then `how` tells of it. */
export function readCheck(result: CheckResult, reading: Reading): CheckOfSender | undefined {
  const { posted, faults } = reading;
  const prefix = prefixOf(result);
  const checkedAt = readWhen(prefix, reading);
  const fields = ['source', 'way', 'where', 'person'].map((name) => `${prefix}${name}`);
  const isContacted = result !== 'failed' || fields.some((name) => posted.given(name) !== undefined);
  const contact = isContacted ? readContact(result, reading) : undefined;
  const how = posted.given(`${prefix}how`);
  if (how !== undefined && how.length > LONGEST) faults[`${prefix}how`] = `Shorten this to ${LONGEST} letters`;
  if (result === 'failed' && how === undefined) faults[`${prefix}how`] = 'Write how it was found out';
  if (checkedAt === undefined || (isContacted && contact === undefined)) return undefined;
  return { result, check: { checkedAt, contact, marks: readMarks(prefix, posted) }, how };
}

function readContact(result: CheckResult, { posted, faults }: Reading): NewCheckContact | undefined {
  const prefix = prefixOf(result);
  const source = posted.choice(`${prefix}source`, CONTACT_SOURCES);
  const way = posted.choice(`${prefix}way`, CONTACT_WAYS);
  const [where, person] = [posted.given(`${prefix}where`), posted.given(`${prefix}person`)];
  const before = Object.keys(faults).length;
  if (source === undefined) faults[`${prefix}source`] = 'Choose where the contact was found; the letter itself is none';
  if (way === undefined) faults[`${prefix}way`] = 'Choose how they were asked';
  if (where === undefined) faults[`${prefix}where`] = 'Write the number or address that was used, and where it stands';
  if (result === 'verified' && person === undefined)
    faults[`${prefix}person`] = 'Write who confirmed it: their function';
  for (const [name, text] of Object.entries({ where, person })) {
    if (text !== undefined && text.length > LONGEST) faults[`${prefix}${name}`] = `Shorten this to ${LONGEST} letters`;
  }
  if (!posted.isChecked(`${prefix}independent`)) {
    faults[`${prefix}independent`] =
      'Confirm that the contact is not from the letter; otherwise look for one that is not';
  }
  if (source === undefined || way === undefined || where === undefined) return undefined;
  return Object.keys(faults).length > before ? undefined : { source, way, where, person };
}

/** Now, when no day is given. */
function readWhen(prefix: string, { posted, receivedDate, nowMs, faults }: Reading): string | undefined {
  const [on, at] = [`${prefix}on`, `${prefix}time`];
  const [day, time] = [posted.text(on), posted.text(at).slice(0, 5)];
  if (day === '' && time === '') return new Date(nowMs).toISOString();
  const isWhole = calendarDate.safeParse(day).success && /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
  const ms = isWhole ? instantOf(day, time, 'Europe/Zurich') : undefined;
  if (ms === undefined)
    faults[on] = 'Write day and time of the check, such as 2026-02-11 and 14:30, or leave both empty';
  else if (ms > nowMs + AHEAD_MS) faults[on] = 'The check is still to come: record it once it is made';
  else if (zurichDate(ms) < receivedDate) faults[on] = 'The request was not here yet: correct the day of the check';
  else return new Date(ms).toISOString();
  return undefined;
}

/** Those that nobody looked at are left out. */
function readMarks(prefix: string, posted: Posted): NewCheck['marks'] {
  return CHECK_MARKS.flatMap((mark) => {
    const found = posted.choice(`${prefix}mark_${mark}`, ['fits', 'differs']);
    return found === undefined ? [] : [{ mark, fits: found === 'fits' }];
  });
}

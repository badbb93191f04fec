/** From what staff type about a contact to what is logged, or to every fault with what to write instead. */
import type { Authority } from '../../transparency/authority';
import {
  CHANNELS,
  DATA_CATEGORIES,
  DOCUMENT_ROLES,
  type DocumentRole,
  KINDS,
  PROCESSES,
} from '../../transparency/enumerations';
import type { NewContact } from '../../transparency/new-contact';
import { type Quarter, quarterOfDate } from '../../transparency/quarter';
import { calendarDate, zurichDate } from '../../transparency/zurich-time';
import type { Faults } from '../frame/form';
import { countryName } from './countries';
import { identifiersOf } from './identifiers';
import { instantOf, ZONES } from './local-time';
import type { Posted } from './posted';

/** Who may say that they ask: an impostor is found out later. */
export const SENDERS = ['government', 'non_government'] as const;

export interface ReadContact {
  readonly contact: NewContact;
  /** The day in Zurich, and the quarter to which it is counted (R2). */
  readonly receivedDate: string;
  readonly quarter: Quarter;
  readonly role: DocumentRole;
}

export type ContactReading = { readonly read: ReadContact } | { readonly faults: Faults };

interface Received {
  readonly receivedAt: string | null;
  readonly precision: 'minute' | 'day';
  /** In Zurich. */
  readonly receivedDate: string;
}

/** Clocks differ: a contact may be a little ahead of ours. */
const AHEAD_MS = 5 * 60_000;
const EARLIEST = '2000-01-01';
const LONGEST = 20_000;

/** `authorities` are those of the directory: which one it is tells the country, too. */
export function readContact(posted: Posted, nowMs: number, authorities: readonly Authority[] = []): ContactReading {
  const faults: Record<string, string> = {};
  const received = readReceived(posted, nowMs, faults);
  const channel = posted.choice('channel', CHANNELS);
  if (channel === undefined) faults.channel = 'Choose how it reached us';
  const authority = readAuthorityId(posted.text('authority'), authorities, faults);
  const country = readCountry(posted, authority, faults);
  const kind = posted.choice('kind', KINDS);
  if (kind === undefined) faults.kind = 'Choose what is asked of us';
  const deadlineAt = readDeadline(posted, faults);
  const identifiers = identifiersOf(posted.text('identifiers'));
  if (identifiers.fault !== undefined) faults.identifiers = identifiers.fault;
  for (const [name, what] of TEXTS) {
    if (posted.text(name).length > LONGEST) faults[name] = `Shorten ${what} to ${LONGEST} letters, or add a file`;
  }
  if (received === undefined || channel === undefined || kind === undefined || Object.keys(faults).length > 0) {
    return { faults };
  }
  const contact: NewContact = {
    kind,
    channel,
    requester: posted.choice('sender', SENDERS) ?? 'government',
    country,
    authorityId: authority?.id ?? null,
    process: posted.choice('process', PROCESSES) ?? 'unknown',
    precision: received.precision,
    receivedAt: received.receivedAt,
    receivedDate: received.precision === 'day' ? received.receivedDate : null,
    deadlineAt,
    emergency: posted.isChecked('emergency'),
    realTime: posted.isChecked('real_time'),
    bulk: posted.isChecked('bulk'),
    targets: identifiers.targets.map((target) => ({ ...target })),
    categories: posted.chosen('categories', DATA_CATEGORIES),
    contact: posted.given('contact') ?? null,
    reference: posted.given('reference') ?? null,
    details: posted.given('details') ?? null,
  };
  const role = posted.choice('role', DOCUMENT_ROLES) ?? 'request';
  const { receivedDate } = received;
  return { read: { contact, receivedDate, quarter: quarterOfDate(receivedDate), role } };
}

/** Undefined when none is chosen. */
export function readAuthorityId(
  id: string,
  authorities: readonly Authority[],
  faults: Record<string, string>,
  field = 'authority',
): Authority | undefined {
  const authority = authorities.find((one) => one.id === id);
  if (id !== '' && authority === undefined) faults[field] = 'Choose the authority from the list, or none';
  return authority;
}

/** That of the authority, when none is chosen. */
function readCountry(posted: Posted, authority: Authority | undefined, faults: Record<string, string>): string | null {
  const country = posted.text('country').toUpperCase();
  if (country !== '' && !/^[A-Z]{2}$/.test(country)) faults.country = 'Choose the country from the list';
  const own = authority?.country ?? null;
  if (country === '') return own;
  if (own !== null && own !== country) {
    faults.country = `${authority?.name} is of ${countryName(own)}: choose that country, or another authority`;
  }
  return country;
}

const TEXTS = [
  ['contact', 'who it is'],
  ['reference', 'the reference'],
  ['details', 'what they want'],
] as const;

/** A day without a time is the stamped day, wherever it was stamped (R2). Undefined when there is a fault. */
export function readReceived(posted: Posted, nowMs: number, faults: Record<string, string>): Received | undefined {
  const day = posted.text('received_on');
  const time = posted.text('received_time').slice(0, 5);
  const zone = ZONES.find((one) => one === posted.text('zone')) ?? 'Europe/Zurich';
  if (!calendarDate.safeParse(day).success || day < EARLIEST) {
    faults.received_on = 'Write the day on which it was received, such as 2026-02-11';
    return undefined;
  }
  if (time === '') {
    if (day > zurichDate(nowMs)) faults.received_on = 'The day on which it was received is still to come';
    return { receivedAt: null, precision: 'day', receivedDate: day };
  }
  const ms = /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? instantOf(day, time, zone) : undefined;
  if (ms === undefined) {
    faults.received_time = 'Write a time that the clocks there showed, such as 14:30, or leave it empty';
    return undefined;
  }
  if (ms > nowMs + AHEAD_MS) faults.received_time = 'The time at which it was received is still to come';
  return { receivedAt: new Date(ms).toISOString(), precision: 'minute', receivedDate: zurichDate(ms) };
}

/** The end of a day in Zurich, unless a time is given. */
export function readDeadline(posted: Posted, faults: Record<string, string>): string | null {
  const day = posted.text('deadline_on');
  const time = posted.text('deadline_time').slice(0, 5);
  if (day === '' && time === '') return null;
  const isWhole = calendarDate.safeParse(day).success && (time === '' || /^([01]\d|2[0-3]):[0-5]\d$/.test(time));
  const ms = isWhole ? instantOf(day, time === '' ? '23:59' : time, 'Europe/Zurich') : undefined;
  if (ms === undefined) {
    faults.deadline_on = 'Write the last day for an answer, such as 2026-02-20, or leave it empty';
    return null;
  }
  return new Date(ms).toISOString();
}

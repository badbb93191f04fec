/** How it was checked that a request comes from whom it says: what an event holds of it, and what staff write down. */
import { z } from 'zod';
import { instant } from './zurich-time';

/** Where an independent contact stood. The letter itself is none of them: whoever forges it writes a number into it. */
export const CONTACT_SOURCES = [
  'official_register',
  'authority_website',
  'our_directory',
  'earlier_case',
  'federal_service',
  'central_authority',
] as const;

export const CONTACT_WAYS = ['phone', 'email', 'post', 'ptss', 'in_person'] as const;

/** What else of a request tells whether it is true; none of it suffices alone. */
export const CHECK_MARKS = ['mail_domain', 'dkim', 'ptss', 'stamp_signature'] as const;

export type ContactSource = (typeof CONTACT_SOURCES)[number];
export type ContactWay = (typeof CONTACT_WAYS)[number];

const marks = z.array(z.strictObject({ mark: z.enum(CHECK_MARKS), fits: z.boolean() }));

/** Base64 of what only the key of the case opens. */
const sealed = z.base64();

const contact = z.strictObject({
  source: z.enum(CONTACT_SOURCES),
  way: z.enum(CONTACT_WAYS),
  /** Whoever checked says so. */
  isIndependent: z.literal(true),
  /** The number or address that was used, and where exactly it stood. */
  whereSealed: sealed,
  /** Who answered: their function. Nobody did, when nobody was reached. */
  personSealed: sealed.optional(),
});

const shape = {
  /** Of this shape; events that were recorded before there was one hold no check. */
  version: z.literal(1),
  checkedAt: instant,
  marks,
};

/** An impostor may be found out without anybody being called. */
export const senderCheck = z.strictObject({ ...shape, contact: contact.optional() });
/** Who asks is verified through a contact of our own finding, or nobody answered there. */
export const checkThroughContact = z.strictObject({ ...shape, contact });

export type SenderCheck = z.infer<typeof senderCheck>;
export type CheckThroughContact = z.infer<typeof checkThroughContact>;

/** The same in the clear. */
export interface NewCheck {
  readonly checkedAt: string;
  readonly contact?: NewCheckContact | undefined;
  readonly marks: SenderCheck['marks'];
}

export interface NewCheckContact {
  readonly source: ContactSource;
  readonly way: ContactWay;
  readonly where: string;
  readonly person?: string | undefined;
}

export type CheckResult = 'verified' | 'failed' | 'not_reached';

/** What came of asking whether a request is from whom it says. */
export interface CheckOfSender {
  readonly result: CheckResult;
  readonly check: NewCheck;
  /** In the clear for good. */
  readonly how?: string | undefined;
}

/** The event that a result is recorded by. */
export const CHECK_EVENTS = {
  verified: 'verify',
  failed: 'authenticity_failed',
  not_reached: 'attempt_verification',
} as const satisfies Readonly<Record<CheckResult, string>>;

/** A check that was made, as far as it can be read without the key of the case. */
export interface MadeCheck {
  readonly result: CheckResult;
  readonly by: string;
  readonly atMs: number;
  readonly source: ContactSource | undefined;
  readonly way: ContactWay | undefined;
  readonly marks: SenderCheck['marks'];
}

/** Without what only the key of the case opens. */
export function unsealedCheck<Check extends SenderCheck>(check: Check): Check {
  if (check.contact === undefined) return check;
  const { personSealed: _person, ...contact } = check.contact;
  return { ...check, contact: { ...contact, whereSealed: '' } };
}

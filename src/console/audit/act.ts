/** What a member of staff did, as it is recorded: a closed list of kinds, and never a word that names an account. */
import { z } from 'zod';
import { canonicalJson } from '../../platform/canonical-json';

export const ACT_KINDS = [
  'staff_invited',
  'invitation_revoked',
  'staff_enrolled',
  'staff_roles_changed',
  'staff_locked_out',
  'staff_let_in',
  'signed_in',
  'signed_out',
  'stepped_up',
  'sessions_ended',
  'password_added',
  'password_changed',
  'password_removed',
  'app_changed',
  'passkey_added',
  'passkey_removed',
  'recovery_codes_made',
  'recovery_code_used',
  'cases_exported',
  'case_revealed',
  'paper_downloaded',
  'search_result_shown',
  'vendor_paused',
  'vendor_resumed',
  'report_drafted',
  'report_published',
  'chains_checked',
  'acts_exported',
] as const;

export type ActKind = (typeof ACT_KINDS)[number];

type Json = string | number | boolean | null | readonly Json[] | JsonObject;
/** What JSON calls an object. */
export type JsonObject = { readonly [name: string]: Json };

export interface Act {
  /** The name of a member of staff, as in the actor of an event. */
  readonly by: string;
  readonly kind: ActKind;
  /** An opaque id, or the name of a vendor; never an account or a token. */
  readonly subject?: string;
  readonly reason?: string;
  readonly details?: JsonObject;
}

export const REASON_LENGTH = 500;
const DETAILS_LENGTH = 4_000;

const ACCOUNT_ID = /(?<![0-9a-z])[0-9a-f]{66}(?![0-9a-z])/i;
const LONG_TOKEN = /[\w:-]{100,}/;
const machine = z.union([z.ipv4(), z.ipv6()]);

/** Whatever has the form of an Account ID, a push token or the address of a machine. */
function namesSomebody(text: string): boolean {
  const numbers = text.split(/[^0-9a-f:.]+/i).map((one) => one.replace(/^\.+|\.+$/g, ''));
  return (
    ACCOUNT_ID.test(text) ||
    LONG_TOKEN.test(text) ||
    numbers.some((one) => /\d/.test(one) && machine.safeParse(one).success)
  );
}

/** Undefined when `text` may stand in an act; otherwise what to tell whoever wrote it. */
export function whyUnfit(text: string): string | undefined {
  if (/[^\P{Cc}\n\r\t]/u.test(text)) return 'holds a control character: write plain text';
  if (!namesSomebody(text)) return undefined;
  return 'holds what looks like an Account ID, a push token or an address: leave it out';
}

const short = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .superRefine((text, context) => {
      const message = whyUnfit(text);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    });

const details: z.ZodType<JsonObject> = z.record(z.string(), z.json()).superRefine((value, context) => {
  const text = canonicalJson(value);
  if (text.length > DETAILS_LENGTH)
    context.addIssue({ code: 'custom', message: `is over ${DETAILS_LENGTH} characters` });
  const message = textsOf(value)
    .map(whyUnfit)
    .find((one) => one !== undefined);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** What the chain holds. Kinds are not compared with the list: acts outlive the code that recorded them. */
export const actEntry = z.strictObject({
  seq: z.number().int().min(1),
  /** Of one form and length, so that the order of moments is that of their letters. */
  at: z.iso.datetime({ precision: 3 }),
  by: short(100),
  kind: z
    .string()
    .regex(/^[a-z]+(_[a-z]+)*$/)
    .max(60),
  subject: short(200).optional(),
  reason: short(REASON_LENGTH).optional(),
  details: details.optional(),
});

export type ActEntry = z.infer<typeof actEntry>;

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}

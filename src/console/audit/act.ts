/** What a member of staff did, as it is recorded: who, what, to what and why; never a word that names an account. */
import { z } from 'zod';
import { canonicalJson } from '../../platform/canonical-json';
import type { Link } from '../../platform/chain/link';
import type { ActKind } from './act-kinds';

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

/** An act with its place in the chain. */
export type FoundAct = Link<ActEntry>;

/** What an auditor looks for; what is left out is not asked for. */
export interface ActSearch {
  readonly by?: string;
  readonly kind?: string;
  readonly subject?: string;
  /** An instant in UTC with milliseconds: at it or later. */
  readonly from?: string;
  /** Likewise: before it. */
  readonly to?: string;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...textsOf(inner)]);
}

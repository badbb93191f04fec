/**
 * The events of the request log: what the chain holds and every state and figure is folded from. What names a person is
 * in them only as ciphertext under the key of its case, and as keyed hashes that stand in for it when things are counted.
 */
import { z } from 'zod';
import {
  CHANNELS,
  COARSENABLE,
  DATA_CATEGORIES,
  HOLD_SCOPES,
  ITEM_RESULTS,
  KINDS,
  OUTCOMES,
  PRECISIONS,
  PROCESSES,
  RECLASSIFIABLE,
  REJECTION_REASONS,
  REQUESTER_CLASSES,
  USER_NOTICES,
} from './enumerations';
import { checkThroughContact, senderCheck } from './sender-check';
import { calendarDate, instant } from './zurich-time';

/** ISO 3166-1 alpha-2. */
export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'must be a country of two capital letters, such as CH');
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal characters');
/** Base64 of what only the key of the case opens. */
const sealed = z.base64();
const text = z.string().max(4_000);
/** The end of a hold: a day, to whose end in Zurich it reaches; null when the order names none. */
const until = calendarDate.nullable();

/** An identifier that was asked for: hashed after trimming, lower case and NFC (R10). */
const target = z.strictObject({ hash, sealed: sealed.optional(), type: z.string().optional() });

/** One target × one category of data, and what was decided on it. */
const item = z.strictObject({
  result: z.enum(ITEM_RESULTS),
  target: hash.optional(),
  category: z.enum(DATA_CATEGORIES).optional(),
});

const document = z.strictObject({
  sha256: hash,
  role: z.string(),
  direction: z.enum(['in', 'out']),
  /** In bytes; older events do not tell it. */
  size: z.number().int().min(0).optional(),
});

/** Facts that say what a request is; the first event of every case. It is dated by when it was logged. */
const receivedShape = {
  publicId: z.string().regex(/^[a-z2-7]{16}$/),
  kind: z.enum(KINDS),
  requester: z.enum(REQUESTER_CLASSES),
  channel: z.enum(CHANNELS).nullable(),
  country: countryCode.nullable(),
  viaCountry: countryCode.nullable(),
  process: z.enum(PROCESSES),
  /** Null unless the precision is `minute`. */
  receivedAt: instant.nullable(),
  precision: z.enum(PRECISIONS),
  /** The day in Zurich: by it the quarter is told (R2). */
  receivedDate: calendarDate,
  deadlineAt: instant.nullable(),
  emergency: z.boolean(),
  realTime: z.boolean(),
  bulk: z.boolean(),
  targets: z.array(target),
  /** How many identifiers were named, where they themselves are not recorded. */
  targetCount: z.number().int().min(0),
  categories: z.array(z.enum(DATA_CATEGORIES)),
  coarsen: z.array(z.enum(COARSENABLE)),
  /** The case that an earlier instrument of the same matter made. */
  relatedTo: z.string().nullable(),
  /** Which one of our directory; events from before there was one do not tell it. */
  authorityId: z.uuid().nullable().optional(),
  /** Who wrote and how to reach them; their reference; what it is about in their words. */
  contactSealed: sealed.nullable(),
  referenceSealed: sealed.nullable(),
  referenceHash: hash.nullable(),
  detailsSealed: sealed.nullable(),
  /** It came when the key of its year was destroyed already: its hashes compare with one another, not with others'. */
  hashedApart: z.literal(true).optional(),
};

/** What becomes known of a request after it was logged; fields that are not there stay as they are. */
const amendShape = {
  deadlineAt: instant.nullable().optional(),
  emergency: z.boolean().optional(),
  realTime: z.boolean().optional(),
  bulk: z.boolean().optional(),
  /** Named beside those that are known. */
  targets: z.array(target).optional(),
  categories: z.array(z.enum(DATA_CATEGORIES)).optional(),
  authorityId: z.uuid().optional(),
  contactSealed: sealed.optional(),
  referenceSealed: sealed.optional(),
  referenceHash: hash.optional(),
  detailsSealed: sealed.optional(),
};

const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape });

const approved = { approvalId: z.uuid() };

/** What an event says, by its type; unknown fields are refused. */
export const eventBody = z.discriminatedUnion('type', [
  event('received', receivedShape),
  event('triage', {}),
  event('begin_verification', {}),
  // What was recorded before there was a structured check tells in words how it was made.
  event('verify', { how: text.optional(), check: checkThroughContact.optional() }),
  event('attempt_verification', { how: text.optional(), check: checkThroughContact }),
  event('authenticity_failed', { how: text.optional(), check: senderCheck.optional() }),
  event('ask_clarification', {}),
  event('clarified', {}),
  event('draft_decision', { items: z.array(item), reasons: z.array(z.enum(REJECTION_REASONS)) }),
  event('submit_decision', {}),
  event('return_draft', { note: text.optional() }),
  event('approve_lookup', approved),
  event('lookup_run', {
    ...approved,
    scopeHash: hash,
    query: z.string(),
    rows: z.number().int().min(0),
    resultHash: hash,
  }),
  event('draft_disclosure', { items: z.array(item) }),
  event('submit_disclosure', {}),
  event('approve_reply', approved),
  event('document', { document }),
  event('confirm_receipt', {}),
  event('user_notice', { target: hash, notice: z.enum(USER_NOTICES) }),
  event('close', {
    /** Only where the items are not recorded; otherwise the outcome follows from them (R5). */
    outcome: z.enum(OUTCOMES).optional(),
    items: z.array(item).optional(),
    accountsDisclosed: z.array(hash).optional(),
  }),
  event('contest', {}),
  event('reopen', {}),
  event('merge', { into: z.string() }),
  event('reclassify', { field: z.enum(RECLASSIFIABLE), to: z.string() }),
  event('hold', { scope: z.enum(HOLD_SCOPES), until, basis: text.optional() }),
  event('extend_hold', { scope: z.enum(HOLD_SCOPES).optional(), until }),
  event('hold_lift', { scope: z.enum(HOLD_SCOPES).optional(), ...approved }).partial({ approvalId: true }),
  event('withdraw_notice', {}),
  event('amend', amendShape),
  event('note', { noteSealed: sealed.optional() }),
  event('redact', { narrative: text.nullable(), ...approved }),
  event('retain', {}),
  event('erase', approved),
]);

export type EventBody = z.infer<typeof eventBody>;
export type EventType = EventBody['type'];
export type BodyOf<Type extends EventType> = Extract<EventBody, { type: Type }>;
export type CaseItem = z.infer<typeof item>;
export type ReceivedFacts = BodyOf<'received'>;

/** One event of one case, as it is folded. */
export interface CaseEvent<Body extends EventBody = EventBody> {
  readonly caseId: string;
  /** The instant it is dated, any offset; of `received`: when it was logged. */
  readonly at: string;
  /** When it was written down here, where that is known; of what was imported, later. */
  readonly recordedAt?: string;
  /** Who did it: the name of a member of staff, or of a part of the relay. */
  readonly actor: string;
  readonly body: Body;
}

/** What a publisher before us stated of a quarter, of which nothing else is known (R16). */
export interface DeclaredQuarter {
  readonly quarter: string;
  readonly received: number;
  readonly statement: string | null;
  /** Of the document that states it. */
  readonly sha256: string | null;
}

/** Everything that figures are folded from. */
export interface History {
  /** In the order in which they were recorded. */
  readonly events: readonly CaseEvent[];
  readonly declared: readonly DeclaredQuarter[];
  /** Whether hashes of different years compare: where no key of a year made them. */
  readonly isComparable?: boolean;
}

/** How identifiers are made alike before they are compared (R10). */
export function normalisedTarget(identifier: string): string {
  return identifier.trim().toLowerCase().normalize('NFC');
}

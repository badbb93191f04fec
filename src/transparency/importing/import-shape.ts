/** The shape of `requests/1`, the file in which requests come from spreadsheets and auditors; every message says what to write. */
import { z } from 'zod';
import { countryCode } from '../case-event';
import {
  COARSENABLE,
  HOLD_SCOPES,
  ITEM_RESULTS,
  KINDS,
  OUTCOMES,
  PRECISIONS,
  PROCESSES,
  REQUESTER_CLASSES,
} from '../enumerations';
import { calendarDate, instant, toMs, zurichDate } from '../zurich-time';

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });
const listOf = <T extends z.ZodType>(entry: T) =>
  z
    .array(entry, { error: 'must be a list' })
    .nullish()
    .transform((list) => list ?? []);
const flag = z.boolean({ error: 'must be true or false' }).default(false);
const wholeNumber = z.int({ error: 'must be a whole number' }).min(0, 'must not be negative');
const words = (what: string) =>
  z.string({ error: `must be ${what}` }).refine((text) => text.trim() !== '', `must be ${what}`);
const ref = words('the ref of a request, a text that is not empty');
const identifier = words('an identifier, a text that is not empty');

/** A day, or an instant that stands for its day in Zurich. */
const until = z
  .union([calendarDate, instant.transform((text) => zurichDate(toMs(text)))], {
    error: 'must be a date such as 2026-05-01, or null where the order names none',
  })
  .nullish()
  .transform((day) => day ?? null);

const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), at: instant, ...shape });

const EVENTS = [
  event('close', {
    outcome: oneOf(OUTCOMES).optional(),
    items: listOf(oneOf(ITEM_RESULTS)),
    accountsDisclosed: listOf(identifier),
  }),
  event('reopen', {}),
  event('merge', { into: ref }),
  event('authenticity_failed', {}),
  event('reclassify', {
    field: oneOf(['country', 'process', 'kind']),
    to: words('the new value'),
  }),
  event('hold', { scope: oneOf(HOLD_SCOPES), until }),
  event('extend_hold', { scope: oneOf(HOLD_SCOPES).optional(), until }),
  event('hold_lift', { scope: oneOf(HOLD_SCOPES).optional() }),
  event('note', {}),
  event('amend', {}),
  event('withdraw_notice', {}),
] as const;

/** The fields of each type of event. */
export const EVENT_FIELDS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  EVENTS.map((one) => [one.shape.type.value, new Set(Object.keys(one.shape))]),
);

const importedEvent = z.discriminatedUnion('type', EVENTS, {
  error: `must be an event whose type is one of ${[...EVENT_FIELDS.keys()].join(', ')}`,
});

/** What a reclassification may lead to, by its field. */
export const RECLASSIFIED = { country: countryCode, process: oneOf(PROCESSES), kind: oneOf(KINDS) } as const;

export const importedRequest = z.object({
  ref,
  kind: oneOf(KINDS),
  requester: oneOf(REQUESTER_CLASSES).default('government'),
  country: countryCode.nullish().transform((code) => code ?? null),
  process: oneOf(PROCESSES),
  receivedAt: instant.nullish().transform((at) => at ?? null),
  precision: oneOf(PRECISIONS).default('minute'),
  receivedDate: calendarDate.nullish().transform((date) => date ?? null),
  loggedAt: instant.nullish().transform((at) => at ?? null),
  emergency: flag,
  bulk: flag,
  targets: listOf(identifier),
  targetCount: wholeNumber.default(0),
  coarsen: listOf(oneOf(COARSENABLE)),
  relatedTo: ref.nullish().transform((other) => other ?? null),
  events: listOf(importedEvent),
});

export const importedDeclaration = z.object({
  quarter: z
    .string({ error: 'must be a quarter such as 2023-Q2' })
    .regex(/^\d{4}-Q[1-4]$/, 'must be a quarter such as 2023-Q2'),
  received: wholeNumber,
  statement: z
    .string({ error: 'must be a text' })
    .nullish()
    .transform((text) => text ?? null),
  sha256: z
    .string({ error: 'must be a text' })
    .nullish()
    .transform((text) => text ?? null),
});

export const importFile = z.object({
  format: z.literal('requests/1', { error: 'must be "requests/1"' }),
  timeZone: z
    .literal('Europe/Zurich', { error: 'must be "Europe/Zurich": quarters are counted by its calendar' })
    .default('Europe/Zurich'),
  declared: listOf(z.unknown()),
  requests: listOf(z.unknown()),
});

export type ImportedRequest = z.infer<typeof importedRequest>;
export type ImportedEvent = z.infer<typeof importedEvent>;
export type ImportedDeclaration = z.infer<typeof importedDeclaration>;

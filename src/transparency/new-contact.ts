/** What staff write down when an authority makes contact, in the clear; it is stored sealed. */
import { z } from 'zod';
import { countryCode } from './case-event';
import {
  CHANNELS,
  COARSENABLE,
  DATA_CATEGORIES,
  KINDS,
  PRECISIONS,
  PROCESSES,
  REQUESTER_CLASSES,
} from './enumerations';
import { calendarDate, instant, toMs, zurichDate } from './zurich-time';

const text = z.string().max(20_000);

export const newContact = z
  .strictObject({
    kind: z.enum(KINDS),
    requester: z.enum(REQUESTER_CLASSES).default('government'),
    channel: z.enum(CHANNELS),
    country: countryCode.nullable(),
    viaCountry: countryCode.nullable().default(null),
    process: z.enum(PROCESSES),
    receivedAt: instant.nullable().default(null),
    precision: z.enum(PRECISIONS).default('minute'),
    receivedDate: calendarDate.nullable().default(null),
    deadlineAt: instant.nullable().default(null),
    emergency: z.boolean().default(false),
    realTime: z.boolean().default(false),
    bulk: z.boolean().default(false),
    targets: z.array(z.strictObject({ identifier: text.min(1), type: z.string().optional() })).default([]),
    targetCount: z.number().int().min(0).default(0),
    categories: z.array(z.enum(DATA_CATEGORIES)).default([]),
    coarsen: z.array(z.enum(COARSENABLE)).default([]),
    relatedTo: z.uuid().nullable().default(null),
    authorityId: z.uuid().nullable().default(null),
    contact: text.nullable().default(null),
    reference: text.nullable().default(null),
    details: text.nullable().default(null),
  })
  .refine((one) => one.precision !== 'minute' || one.receivedAt !== null, {
    path: ['receivedAt'],
    error: 'is required when the precision is minute',
  })
  .refine((one) => one.precision === 'minute' || one.receivedDate !== null, {
    path: ['receivedDate'],
    error: 'is required when the precision is a day or a month',
  });

export type NewContact = z.input<typeof newContact>;

/** The day in Zurich by which its quarter is told (R2). */
export function receivedDateOf(contact: z.output<typeof newContact>): string {
  if (contact.precision === 'minute') return zurichDate(toMs(contact.receivedAt as string));
  return contact.receivedDate as string;
}

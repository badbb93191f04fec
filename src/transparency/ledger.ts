/** The public ledger: one line per counted request, with what may be told of it; the figures are folded from these lines. */
import { z } from 'zod';
import { DATA_CATEGORIES, KINDS, OUTCOMES, REQUESTER_CLASSES } from './enumerations';

const quarter = z.string().regex(/^\d{4}-Q[1-4]$/);
const count = z.number().int().min(0);

/** The bucket of those whose country or process is told only together with others (R13). */
export const UNDISCLOSED = 'undisclosed';

/** Keys in the order of the columns of ledger.csv. */
export const ledgerLine = z.strictObject({
  /** Random; it is the same in every version and tells nothing of the order of things. */
  ref: z.string(),
  /** In which it was received (R2, R4). */
  quarter,
  requester: z.enum(REQUESTER_CLASSES),
  kind: z.enum(KINDS),
  /** Country of origin (R17) or `undisclosed`; null in lines of earlier quarters, which are here for the flow. */
  country: z.string().nullable(),
  /** Like `country`. */
  process: z.string().nullable(),
  emergency: z.boolean(),
  realTime: z.boolean(),
  bulk: z.boolean(),
  outcome: z.enum(OUTCOMES),
  /** Categories of data that were asked for, and those of which anything was handed over; not in lines by counting-rules-1. */
  categories: z.array(z.enum(DATA_CATEGORIES)).optional(),
  categoriesDisclosed: z.array(z.enum(DATA_CATEGORIES)).optional(),
  /** Distinct identifiers this request named (R10). */
  identifiers: count,
  /** Distinct identifiers of which something was handed over (R10). */
  accountsDisclosed: count,
  /** What their holders were told (R18); null where it is not recorded for each. */
  notifiedBefore: count.nullable(),
  notifiedAfter: count.nullable(),
  delayedByOrder: count.nullable(),
  notPossible: count.nullable(),
  /** The quarter of each closing and of each reopening (R8, R9). */
  closed: z.array(quarter),
  reopened: z.array(quarter),
  /** The quarter of each search for data. */
  lookups: z.array(quarter),
  /** The quarter in which each duty of secrecy ended. */
  holdsEnded: z.array(quarter),
  /** From the day of receipt to the day it was closed last; null while it is open. */
  days: count.nullable(),
});

export type LedgerLine = z.infer<typeof ledgerLine>;

const KEYS = Object.keys(ledgerLine.shape).sort();

/** One line of ledger.ndjson without its end: canonical JSON (RFC 8785), made quickly, for there are many of them. */
export function ledgerText(line: LedgerLine): string {
  return JSON.stringify(line, KEYS);
}

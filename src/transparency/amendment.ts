/** What staff learn of a request after it was logged, in the clear; it is stored sealed. */
import { z } from 'zod';
import { DATA_CATEGORIES } from './enumerations';
import { instant } from './zurich-time';

const text = z.string().trim().min(1).max(20_000);

/** Fields that are not given stay as they are; identifiers are added to those that are known. */
export const amendment = z.strictObject({
  deadlineAt: instant.nullable().optional(),
  emergency: z.boolean().optional(),
  realTime: z.boolean().optional(),
  bulk: z.boolean().optional(),
  targets: z.array(z.strictObject({ identifier: text, type: z.string().optional() })).optional(),
  categories: z.array(z.enum(DATA_CATEGORIES)).optional(),
  authorityId: z.uuid().optional(),
  contact: text.optional(),
  reference: text.optional(),
  details: text.optional(),
});

export type Amendment = z.infer<typeof amendment>;

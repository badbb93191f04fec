/** What the chain of the request log holds. */
import { z } from 'zod';
import { type CaseEvent, eventBody, type History } from '../case-event';
import { instant } from '../zurich-time';

const declaredBody = z.strictObject({
  type: z.literal('quarter_declared'),
  quarter: z.string().regex(/^\d{4}-Q[1-4]$/),
  received: z.number().int().min(0),
  statement: z.string().nullable(),
  sha256: z.string().nullable(),
});

/** The key that compared the identifiers of a year is destroyed; the published numbers of different ones stay. */
const hashKeyDestroyedBody = z.strictObject({
  type: z.literal('hash_key_destroyed'),
  year: z.number().int(),
  approvalId: z.uuid(),
  frozen: z.array(
    z.strictObject({
      quarter: z.string().regex(/^\d{4}-Q[1-4]$/),
      version: z.number().int().min(1),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      identifiersDistinct: z.number().int().min(0).nullable(),
    }),
  ),
});

/** Where an event comes from that nobody recorded as it happened. */
const source = z.strictObject({ importedBy: z.string(), fileSha256: z.string().regex(/^[0-9a-f]{64}$/) });

export const entry = z.strictObject({
  seq: z.number().int().min(1),
  /** Null of what belongs to no case. */
  caseId: z.uuid().nullable(),
  /** The instant it is dated. */
  at: instant,
  /** The instant it was written down. */
  recordedAt: instant,
  actor: z.string().min(1),
  body: z.union([eventBody, declaredBody, hashKeyDestroyedBody]),
  source: source.optional(),
});

export type Entry = z.infer<typeof entry>;
export type DeclaredBody = z.infer<typeof declaredBody>;
export type HashKeyDestroyedBody = z.infer<typeof hashKeyDestroyedBody>;

/** What figures are folded from. */
export function historyOf(entries: readonly Entry[]): History {
  const events: CaseEvent[] = [];
  const declared = new Map<string, DeclaredBody>();
  for (const { caseId, at, recordedAt, actor, body } of entries) {
    if (body.type === 'quarter_declared') declared.set(body.quarter, body);
    // No figure comes of a key that is gone.
    else if (body.type === 'hash_key_destroyed') continue;
    else if (caseId !== null) events.push({ caseId, at, recordedAt, actor, body });
  }
  return { events, declared: [...declared.values()] };
}

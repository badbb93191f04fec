/** What is kept of the chains outside the database, signed: against whoever could make a whole chain anew. */
import { z } from 'zod';
import { canonicalJson } from '../platform/canonical-json';
import type { Head } from '../platform/chain/link';
import { type SigningKey, sign, type VerifyingKey, verify } from './reports/minisign';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0);

const checkpointBody = z.strictObject({
  format: z.literal('request-log-checkpoint/2'),
  at: z.iso.datetime(),
  /** How many events the case log had, and the hash of the last. */
  events: count,
  head: hash.nullable(),
  /** How many acts of staff were recorded, and the hash of the last. */
  acts: count,
  lastAct: hash.nullable(),
  /** How many versions were published, and the hash of the last. */
  reports: count,
  lastReport: hash.nullable(),
});

/** As it was written before the acts of staff had a chain. */
const firstBody = checkpointBody
  .omit({ acts: true, lastAct: true })
  .extend({ format: z.literal('request-log-checkpoint/1') });

const checkpoint = z.strictObject({
  body: z.discriminatedUnion('format', [checkpointBody, firstBody]),
  signature: z.string().nullable(),
});

export type CheckpointBody = z.infer<typeof checkpointBody>;

/** A line of the checkpoint file that cannot be believed; the message says which and why. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** One line, without its end. */
export function checkpointLine(body: CheckpointBody, key: SigningKey | undefined): string {
  const signature = key === undefined ? null : sign(key, Buffer.from(canonicalJson(body)), `checkpoint ${body.at}`);
  return canonicalJson({ body, signature });
}

/** Every checkpoint of a file; with a key, only signed ones are believed. Throws CheckpointError. */
export function readCheckpoints(text: string, key: VerifyingKey | undefined): CheckpointBody[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const fail = (reason: string) => new CheckpointError(`line ${index + 1} of the checkpoints ${reason}`);
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      throw fail('is not JSON');
    }
    const read = checkpoint.safeParse(json);
    if (!read.success) throw fail('is no checkpoint');
    const { body, signature } = read.data;
    if (key !== undefined) {
      if (signature === null) throw fail('is not signed');
      try {
        verify(key, Buffer.from(canonicalJson(body)), signature);
      } catch (error) {
        throw fail((error as Error).message);
      }
    }
    return [
      body.format === 'request-log-checkpoint/2'
        ? body
        : { ...body, format: 'request-log-checkpoint/2', acts: 0, lastAct: null },
    ];
  });
}

/** What checkpoints remember of the case log, and of the acts of staff. */
export function knownHeads(checkpoints: readonly CheckpointBody[]): { events: Head[]; acts: Head[] } {
  const headsOf = (pairs: [number, string | null][]) =>
    pairs.flatMap(([seq, last]) => (last === null ? [] : [{ seq, hash: last }]));
  return {
    events: headsOf(checkpoints.map(({ events, head }) => [events, head])),
    acts: headsOf(checkpoints.map(({ acts, lastAct }) => [acts, lastAct])),
  };
}

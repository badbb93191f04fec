/** What a pusher says of the push services it is set up for; times in ms since 1970. */
import { z } from 'zod';

const credential = z.object({
  name: z.string(),
  since: z.number().optional(),
  until: z.number().optional(),
  renewsItself: z.boolean(),
});

const service = z.object({
  /** When it last took a wake-up from this process. */
  acceptedAt: z.number().optional(),
  /** Its last answer that was not what we hoped for. */
  fault: z.object({ at: z.number(), kind: z.enum(['later', 'refused', 'doubted']), reason: z.string() }).optional(),
  /** Answers in a row since the last wake-up that it took. */
  faultsInRow: z.number(),
  credentials: z.array(credential),
});

export const PUSHER_PART = 'pusher';
/** By wire name. */
export const pusherReport = z.record(z.string(), service);

export type PusherReport = z.infer<typeof pusherReport>;
export type ServiceReport = z.infer<typeof service>;
export type CredentialReport = z.infer<typeof credential>;

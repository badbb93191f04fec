/** What a browser posts of an authenticator, read as far as its shape goes: the library that judges it may trust that. */
import { z } from 'zod';

/** Far more than any authenticator says. */
const LONGEST = 20_000;

const base64url = z.string().regex(/^[A-Za-z0-9_-]{1,16384}$/);
const shared = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().catch(undefined),
  clientExtensionResults: z.object({}).catch({}),
};
/** Unknown ones are to be kept and handed back (WebAuthn level 3, 5.8.4); a bounded number of short words. */
const transports = z
  .array(z.string().regex(/^[a-z-]{1,20}$/))
  .max(8)
  .optional()
  .catch(undefined);

const registration = z.object({
  ...shared,
  response: z.object({ clientDataJSON: base64url, attestationObject: base64url, transports }),
});
const authentication = z.object({
  ...shared,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional().catch(undefined),
  }),
});

/** Undefined for anything else than the JSON of a new credential. */
export function registrationAnswer(text: string): z.infer<typeof registration> | undefined {
  return read(registration, text);
}

/** Undefined for anything else than the JSON of an assertion. */
export function authenticationAnswer(text: string): z.infer<typeof authentication> | undefined {
  return read(authentication, text);
}

function read<T>(shape: z.ZodType<T>, text: string): T | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Google's service account file: what it must hold, and the signed assertion that buys an access token with it. */
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';

export interface ServiceAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  readonly key: KeyObject;
  readonly keyId?: string;
  /** Where assertions are changed for access tokens. */
  readonly tokenUri: URL;
}

export const GOOGLE_TOKEN_URI = 'https://oauth2.googleapis.com/token';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
/** The longest Google allows. */
const ASSERTION_LIFETIME_S = 3600;

const text = z.string('is missing').min(1, 'is empty');

/** Google's file has more members than these. */
const shape = z.object({
  project_id: text.regex(/^[a-z0-9][a-z0-9.:-]{1,62}$/, 'is not a project id'),
  client_email: text,
  private_key: text,
  private_key_id: text.optional(),
  token_uri: text.refine(isHttps, 'must be an https URL').default(GOOGLE_TOKEN_URI),
});

/** Reads the file's text; gives the faults, none of which repeats a value, when it cannot be used. */
export function readServiceAccount(json: string): ServiceAccount | readonly string[] {
  const read = shape.safeParse(parsed(json), { error: () => 'is not a JSON object' });
  if (!read.success)
    return read.error.issues.map((issue) => `${['serviceAccount', ...issue.path].join('.')}: ${issue.message}`);
  const { project_id: projectId, client_email: clientEmail, private_key, private_key_id: keyId, token_uri } = read.data;
  const key = rsaKey(private_key);
  if (key === undefined) return ['serviceAccount.private_key: is not an RSA private key in PEM form'];
  return { projectId, clientEmail, key, keyId, tokenUri: new URL(token_uri) };
}

/** A JWT after RFC 7523, signed with RS256; `now` in milliseconds since 1970. */
export function assertion(account: ServiceAccount, now: number): string {
  const { clientEmail, key, keyId, tokenUri } = account;
  const issuedAt = Math.floor(now / 1000);
  const head = part({ alg: 'RS256', typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) });
  const claims = part({
    iss: clientEmail,
    scope: SCOPE,
    aud: tokenUri.href,
    iat: issuedAt,
    exp: issuedAt + ASSERTION_LIFETIME_S,
  });
  return `${head}.${claims}.${sign('sha256', Buffer.from(`${head}.${claims}`), key).toString('base64url')}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function rsaKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}

function isHttps(value: string): boolean {
  return URL.canParse(value) && new URL(value).protocol === 'https:';
}

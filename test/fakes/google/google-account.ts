/** A service account at the fake Google: its file, and the check of the assertions signed with its key. */
import { generateKeyPair, type KeyObject, verify } from 'node:crypto';
import { promisify } from 'node:util';

/** The members of Google's file that matter, under Google's names. */
export interface ServiceAccountFile {
  readonly type: 'service_account';
  readonly project_id: string;
  readonly private_key_id: string;
  readonly private_key: string;
  readonly client_email: string;
  readonly token_uri: string;
}

export interface GoogleAccount {
  readonly file: ServiceAccountFile;
  readonly publicKey: KeyObject;
}

const CLOCK_SKEW_S = 60;
const LONGEST_LIFETIME_S = 3600;
const SCOPES = [
  'https://www.googleapis.com/auth/firebase.messaging',
  'https://www.googleapis.com/auth/cloud-platform',
] as const;

export async function newGoogleAccount(projectId: string, tokenUri: string): Promise<GoogleAccount> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const file: ServiceAccountFile = {
    type: 'service_account',
    project_id: projectId,
    private_key_id: '0123456789abcdef0123456789abcdef01234567',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: `relay@${projectId}.iam.gserviceaccount.com`,
    token_uri: tokenUri,
  };
  return { file, publicKey };
}

/** What Google finds wrong with an assertion (RFC 7523), in its words, or nothing. */
export function assertionFault(assertion: string, { file, publicKey }: GoogleAccount): string | undefined {
  const [head = '', claims = '', signature = '', ...more] = assertion.split('.');
  if (more.length > 0 || decoded(head).alg !== 'RS256') return 'Invalid JWT: Must be a RS256 JWT.';
  const { iss, aud, scope, iat, exp } = decoded(claims);
  if (iss !== file.client_email) return 'Invalid grant: account not found';
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))) return 'Invalid JWT Signature.';
  if (aud !== file.token_uri) return 'Invalid JWT: Failed audience check.';
  const now = Date.now() / 1000;
  const timely = typeof iat === 'number' && typeof exp === 'number' && iat <= now + CLOCK_SKEW_S && exp > now;
  if (!timely || exp - iat > LONGEST_LIFETIME_S) {
    return 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.';
  }
  const asked = String(scope ?? '').split(' ');
  return SCOPES.some((one) => asked.includes(one)) ? undefined : 'Invalid scope.';
}

function decoded(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The service account file, good and bad, and the assertion signed with its key. */
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { assertion, GOOGLE_TOKEN_URI, readServiceAccount, type ServiceAccount } from './service-account';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pem = (key: typeof privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

const FILE = {
  type: 'service_account',
  project_id: 'my-project',
  private_key_id: 'abc',
  private_key: pem(privateKey),
  client_email: 'relay@my-project.iam.gserviceaccount.com',
  auth_uri: 'https://accounts.google.com/o/oauth2/auth',
  token_uri: 'https://token.example:8443/token',
};

function account(file: object = FILE): ServiceAccount {
  const read = readServiceAccount(JSON.stringify(file));
  if (!('projectId' in read)) throw new Error(read.join());
  return read;
}

describe('the service account file', () => {
  it('is read, with its own token URI', () => {
    const { projectId, clientEmail, keyId, tokenUri } = account();
    expect({ projectId, clientEmail, keyId }).toEqual({
      projectId: 'my-project',
      clientEmail: FILE.client_email,
      keyId: 'abc',
    });
    expect(tokenUri.href).toBe(FILE.token_uri);
  });

  it("leads to Google's own token service when it names none", () => {
    expect(account({ ...FILE, token_uri: undefined }).tokenUri.href).toBe(GOOGLE_TOKEN_URI);
  });

  it.each([
    ['not json', 'serviceAccount: is not a JSON object'],
    ['[]', 'serviceAccount: is not a JSON object'],
    [JSON.stringify({ ...FILE, project_id: undefined }), 'serviceAccount.project_id: is missing'],
    [JSON.stringify({ ...FILE, project_id: '../x' }), 'serviceAccount.project_id: is not a project id'],
    [JSON.stringify({ ...FILE, client_email: 7 }), 'serviceAccount.client_email: is missing'],
    [JSON.stringify({ ...FILE, token_uri: 'http://token.example' }), 'serviceAccount.token_uri: must be an https URL'],
    [JSON.stringify({ ...FILE, private_key: 'secret' }), 'serviceAccount.private_key: is not an RSA private key'],
    [JSON.stringify({ ...FILE, private_key: pem(ec) }), 'serviceAccount.private_key: is not an RSA private key'],
  ])('is refused, saying where and not what: %#', (text, fault) => {
    const faults = readServiceAccount(text);
    expect(faults).toEqual([expect.stringContaining(fault)]);
  });

  it('has all its faults told at once', () => {
    expect(readServiceAccount('{}')).toHaveLength(3);
  });
});

describe('the assertion', () => {
  it('is an RS256 JWT for the token service, good for an hour', () => {
    const now = Date.UTC(2026, 10, 23, 12, 0, 0);
    const [head = '', claims = '', signature = ''] = assertion(account(), now).split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(head)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'abc' });
    expect(read(claims)).toEqual({
      iss: FILE.client_email,
      scope: 'https://www.googleapis.com/auth/firebase.messaging',
      aud: FILE.token_uri,
      iat: now / 1000,
      exp: now / 1000 + 3600,
    });
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify('sha256', signed, createPublicKey(privateKey), Buffer.from(signature, 'base64url'))).toBe(true);
  });
});

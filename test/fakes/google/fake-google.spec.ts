/** The fake Google answers a plain HTTPS client as Google does: assertions, access tokens, messages, orders. */
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { request } from 'node:https';
import { FakeGoogle } from './fake-google';
import type { ServiceAccountFile } from './google-account';
import { GOOGLE_ERRORS } from './google-errors';

let google: FakeGoogle;
let file: ServiceAccountFile;

beforeAll(async () => {
  google = await FakeGoogle.start();
  file = JSON.parse(google.serviceAccountJson) as ServiceAccountFile;
});

afterAll(() => google.stop());

async function post(path: string, headers: object, body: string): Promise<{ status?: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    const sending = request(`${google.url}${path}`, { method: 'POST', ca: google.caPem, headers: { ...headers } });
    sending.on('error', reject);
    sending.on('response', async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      resolve({ status: response.statusCode, body: JSON.parse(text) as unknown });
    });
    sending.end(body);
  });
}

const nowS = () => Math.floor(Date.now() / 1000);

function assertion(claims: object = {}, head: object = {}, key?: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const usual = {
    iss: file.client_email,
    aud: file.token_uri,
    scope: 'https://www.googleapis.com/auth/firebase.messaging',
    iat: nowS(),
    exp: nowS() + 3600,
  };
  const signed = `${part({ alg: 'RS256', ...head })}.${part({ ...usual, ...claims })}`;
  const signature = sign('sha256', Buffer.from(signed), key ?? createPrivateKey(file.private_key));
  return `${signed}.${signature.toString('base64url')}`;
}

function buy(signed: string, grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
  const form = new URLSearchParams({ grant_type: grant, assertion: signed });
  return post('/token', { 'content-type': 'application/x-www-form-urlencoded' }, form.toString());
}

async function send(message: object, authorization?: string) {
  const { body } = await buy(assertion());
  const bearer = authorization ?? `Bearer ${(body as { access_token: string }).access_token}`;
  return post('/v1/projects/session-test/messages:send', { authorization: bearer }, JSON.stringify({ message }));
}

it('sells an access token for a good assertion', async () => {
  expect(await buy(assertion())).toEqual({
    status: 200,
    body: { access_token: expect.stringMatching(/^ya29\./), expires_in: 3599, token_type: 'Bearer' },
  });
});

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

it.each<[string, () => string]>([
  ['Invalid JWT: Must be a RS256 JWT.', () => 'no JWT'],
  ['Invalid JWT: Must be a RS256 JWT.', () => assertion({}, { alg: 'none' })],
  ['Invalid grant: account not found', () => assertion({ iss: 'nobody' })],
  ['Invalid JWT Signature.', () => assertion({}, {}, stranger)],
  ['Invalid JWT: Failed audience check.', () => assertion({ aud: 'https://other.example' })],
  ['Invalid JWT: Token must be a short-lived', () => assertion({ exp: nowS() - 1 })],
  ['Invalid JWT: Token must be a short-lived', () => assertion({ exp: nowS() + 4000 })],
  ['Invalid JWT: Token must be a short-lived', () => assertion({ iat: nowS() + 600, exp: nowS() + 3600 })],
  ['Invalid scope.', () => assertion({ scope: 'email' })],
])('answers invalid_grant: %s %#', async (description, signed) => {
  expect(await buy(signed())).toEqual({
    status: 400,
    body: { error: 'invalid_grant', error_description: expect.stringContaining(description) },
  });
});

it('knows one kind of grant', async () => {
  expect(await buy(assertion(), 'password')).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
});

it('accepts a good message and keeps its bytes', async () => {
  const before = google.pushes.count;
  const message = { token: 'abc', data: { spns: '1' }, android: { ttl: '259200s', priority: 'high' } };
  expect(await send(message)).toEqual({
    status: 200,
    body: { name: expect.stringMatching(/^projects\/session-test\/messages\//) },
  });
  expect(google.pushes.count).toBe(before + 1);
  expect(google.pushes.all.at(-1)).toMatchObject({ token: 'abc' });
  expect(google.pushes.all.at(-1)?.body.toString()).toBe(JSON.stringify({ message }));
});

it.each<[keyof typeof GOOGLE_ERRORS, object, string?]>([
  ['UNAUTHENTICATED', { token: 'x' }, ''],
  ['UNAUTHENTICATED', { token: 'x' }, 'Bearer ya29.stolen'],
  ['NO_RECIPIENT', {}],
  ['NO_RECIPIENT', { token: 'x', topic: 'y' }],
  ['TOO_BIG', { token: 'x', data: { a: 'x'.repeat(4096) } }],
  ['TOO_BIG', { token: 'x', data: { a: 1 } }],
  ['BAD_TTL', { token: 'x', android: { ttl: '3 days' } }],
])('answers %s %#', async (name, message, ...[authorization]) => {
  const { status, body } = GOOGLE_ERRORS[name];
  expect(await send(message, authorization)).toEqual({ status, body });
});

it('knows its own project and paths only', async () => {
  const { status, body } = GOOGLE_ERRORS.NO_SUCH_PROJECT;
  expect(await post('/v1/projects/other/messages:send', {}, '{}')).toEqual({ status, body });
});

it('answers as ordered: the next ones, or one token until the order is lifted', async () => {
  const { UNREGISTERED, QUOTA_EXCEEDED } = GOOGLE_ERRORS;
  google.orders.answerNext(QUOTA_EXCEEDED);
  expect((await send({ token: 'any' })).status).toBe(429);
  google.orders.answerToken('dead', UNREGISTERED);
  expect(await send({ token: 'dead' })).toEqual({ status: 404, body: UNREGISTERED.body });
  expect((await send({ token: 'alive' })).status).toBe(200);
  google.orders.answerToken('dead', undefined);
  expect((await send({ token: 'dead' })).status).toBe(200);
});

it('forgets access tokens when told so', async () => {
  const { body } = await buy(assertion());
  const bearer = `Bearer ${(body as { access_token: string }).access_token}`;
  google.revokeAccessTokens();
  expect((await send({ token: 'x' }, bearer)).status).toBe(401);
});

it('answers slowly, or not at all for a while', async () => {
  google.orders.slow(1);
  google.orders.stall();
  const answer = send({ token: 'waiting' });
  let answered = false;
  void answer.then(() => {
    answered = true;
  });
  const before = google.sendRequests;
  while (google.sendRequests === before) await new Promise((resolve) => setImmediate(resolve));
  expect(answered).toBe(false);
  google.orders.release();
  expect((await answer).status).toBe(200);
  google.orders.slow(0);
});

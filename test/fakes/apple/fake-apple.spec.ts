/** The fake Apple answers a plain HTTP/2 client as Apple does: tokens, streams, requests, orders. */
import { createPrivateKey, sign } from 'node:crypto';
import { once } from 'node:events';
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';
import { type AppleTeam, newAppleTeam } from './apple-team';
import { FakeApple } from './fake-apple';

const DEVICE = 'ab'.repeat(32);

let apple: FakeApple;
let session: ClientHttp2Session;

beforeEach(async () => {
  apple = await FakeApple.start();
  session = connect(apple.url, { ca: apple.caPem });
  session.on('error', () => undefined);
});

afterEach(async () => {
  session.destroy();
  await apple.stop();
});

const nowS = () => Math.floor(Date.now() / 1000);

function token(team: AppleTeam = apple.team, head: object = {}, claims: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'ES256', kid: team.keyId, ...head })}.${part({ iss: team.teamId, iat: nowS(), ...claims })}`;
  const key = { key: createPrivateKey(team.keyPem), dsaEncoding: 'ieee-p1363' } as const;
  return `bearer ${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

async function push(headers: OutgoingHttpHeaders = {}, body = '{"aps":{}}') {
  const stream = session.request({
    ':method': 'POST',
    ':path': `/3/device/${DEVICE}`,
    authorization: token(),
    'apns-topic': apple.topic,
    'apns-push-type': 'alert',
    ...headers,
  });
  stream.end(body);
  const [answered] = (await once(stream, 'response')) as [Record<string, string | number>];
  const parts: Buffer[] = await stream.toArray();
  const text = Buffer.concat(parts).toString();
  return {
    status: answered[':status'],
    headers: answered,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

it('accepts a good push and keeps its bytes', async () => {
  const { status, headers, body } = await push({ 'apns-priority': 10 }, '{"aps":{"badge":1}}');
  expect({ status, body }).toEqual({ status: 200, body: undefined });
  expect(headers['apns-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(apple.pushes.count).toBe(1);
  const [seen] = apple.pushes.all;
  expect(seen?.deviceToken).toBe(DEVICE);
  expect(seen?.body.toString()).toBe('{"aps":{"badge":1}}');
  expect(seen?.headers['apns-priority']).toBe('10');
});

it.each<[string, () => OutgoingHttpHeaders, string | undefined]>([
  ['no token', () => ({ authorization: undefined }), 'MissingProviderToken'],
  ['another scheme', () => ({ authorization: 'Basic abc' }), 'MissingProviderToken'],
  ['no JWT', () => ({ authorization: 'bearer abc' }), 'InvalidProviderToken'],
  ['another key', () => ({ authorization: token(newAppleTeam()) }), 'InvalidProviderToken'],
  ['another key id', () => ({ authorization: token(apple.team, { kid: 'X' }) }), 'InvalidProviderToken'],
  ['another algorithm', () => ({ authorization: token(apple.team, { alg: 'none' }) }), 'InvalidProviderToken'],
  ['another team', () => ({ authorization: token(apple.team, {}, { iss: 'X' }) }), 'InvalidProviderToken'],
  ['no time', () => ({ authorization: token(apple.team, {}, { iat: 'now' }) }), 'InvalidProviderToken'],
  ['the future', () => ({ authorization: token(apple.team, {}, { iat: nowS() + 600 }) }), 'InvalidProviderToken'],
  ['an old one', () => ({ authorization: token(apple.team, {}, { iat: nowS() - 3700 }) }), 'ExpiredProviderToken'],
])('answers 403 for %s', async (_name, headers, reason) => {
  expect(await push(headers())).toMatchObject({ status: 403, body: { reason } });
  expect(apple.pushes.count).toBe(0);
});

it.each<[number, string, OutgoingHttpHeaders, string?]>([
  [405, 'MethodNotAllowed', { ':method': 'PUT' }],
  [404, 'BadPath', { ':path': '/3/devices/x' }],
  [400, 'MissingDeviceToken', { ':path': '/3/device/' }],
  [400, 'BadDeviceToken', { ':path': '/3/device/xyz' }],
  [400, 'MissingTopic', { 'apns-topic': undefined }],
  [400, 'TopicDisallowed', { 'apns-topic': 'other' }],
  [400, 'InvalidPushType', { 'apns-push-type': 'shout' }],
  [400, 'BadPriority', { 'apns-priority': 3 }],
  [400, 'BadExpirationDate', { 'apns-expiration': 'tomorrow' }],
  [400, 'BadCollapseId', { 'apns-collapse-id': 'x'.repeat(65) }],
  [400, 'PayloadEmpty', {}, ''],
  [400, 'PayloadEmpty', {}, 'no json'],
  [413, 'PayloadTooLarge', {}, JSON.stringify({ aps: {}, x: 'x'.repeat(4090) })],
])('answers %i %s', async (status, reason, headers, body = '{"aps":{}}') => {
  expect(await push(headers, body)).toMatchObject({ status, body: { reason } });
});

it('takes 4096 bytes', async () => {
  const body = JSON.stringify({ x: 'x'.repeat(4096 - 8) });
  expect(body).toHaveLength(4096);
  expect(await push({}, body)).toMatchObject({ status: 200 });
});

it('grants one stream until it has seen a valid token, then many', async () => {
  await once(session, 'remoteSettings');
  expect(session.remoteSettings.maxConcurrentStreams).toBe(1);
  await push({ authorization: 'bearer abc' });
  expect(session.remoteSettings.maxConcurrentStreams).toBe(1);
  const granted = once(session, 'remoteSettings');
  await push();
  await granted;
  expect(session.remoteSettings.maxConcurrentStreams).toBe(1000);
});

it('answers as ordered: the next ones, or one token until the order is lifted', async () => {
  apple.orders.answerNext({ status: 429, reason: 'TooManyRequests', retryAfter: '9' }, 2);
  for (let time = 0; time < 2; time += 1) {
    const { status, headers, body } = await push();
    expect({ status, body, wait: headers['retry-after'] }).toEqual({
      status: 429,
      body: { reason: 'TooManyRequests' },
      wait: '9',
    });
  }
  expect((await push()).status).toBe(200);
  apple.orders.answerToken(DEVICE, { status: 410, reason: 'Unregistered', timestamp: 1_700_000_000_000 });
  const gone = { status: 410, body: { reason: 'Unregistered', timestamp: 1_700_000_000_000 } };
  expect([await push(), await push()]).toMatchObject([gone, gone]);
  expect((await push({ ':path': `/3/device/${'cd'.repeat(32)}` })).status).toBe(200);
  apple.orders.answerToken(DEVICE, undefined);
  expect((await push()).status).toBe(200);
});

it('calls tokens it has seen expired when told so, and others not', async () => {
  const old = token(apple.team, {}, { iat: nowS() - 60 });
  expect((await push({ authorization: old })).status).toBe(200);
  apple.expireProviderTokens();
  expect(await push({ authorization: old })).toMatchObject({ status: 403, body: { reason: 'ExpiredProviderToken' } });
  expect((await push()).status).toBe(200);
  expect(apple.providerTokens).toHaveLength(2);
});

it('ends connections with GOAWAY, and without a word', async () => {
  await push();
  const goneAway = once(session, 'goaway');
  apple.goAway();
  await goneAway;
  session = connect(apple.url, { ca: apple.caPem });
  session.on('error', () => undefined);
  await push();
  const closed = once(session, 'close');
  apple.killConnections();
  await closed;
});

// Elsewhere only 127.0.0.1 is there without further ado.
const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux('listens where it is told, under the test certificate', async () => {
  for (const host of ['127.0.17.1', '127.0.17.4']) {
    const other = await FakeApple.start({ host });
    const there = connect(other.url, { ca: other.caPem });
    await once(there, 'connect');
    there.destroy();
    await other.stop();
  }
});

it('lets others wait for what it accepts', async () => {
  const first = apple.pushes.first(({ deviceToken }) => deviceToken === DEVICE);
  const two = apple.pushes.reached(2);
  await push();
  expect((await first).deviceToken).toBe(DEVICE);
  await push();
  await two;
  await expect(apple.pushes.reached(3, AbortSignal.timeout(5))).rejects.toThrow('only 2 pushes came in time');
});

it('forgets the oldest pushes beyond what it was told to keep', async () => {
  const forgetful = await FakeApple.start({ keep: 2, team: apple.team });
  session.destroy();
  session = connect(forgetful.url, { ca: forgetful.caPem });
  for (let time = 0; time < 6; time += 1) await push();
  expect(forgetful.pushes.count).toBe(6);
  expect(forgetful.pushes.all.length).toBeLessThan(4);
  await forgetful.stop();
});

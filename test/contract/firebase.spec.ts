/** What holds for Google alone: access tokens, endpoints, and what firebase-admin would read of its own accord. */
import { generateKeyPairSync } from 'node:crypto';
import { getApps } from 'firebase-admin/app';
import { FirebaseCourier } from '../../src/push/services/firebase/firebase.courier';
import { firebasePushService } from '../../src/push/services/firebase/firebase.push-service';
import { readServiceAccount } from '../../src/push/services/firebase/service-account';
import { FakeGoogle, oauthError } from '../fakes/google/fake-google';
import { afterAWhile, GOOGLE_ERRORS } from '../fakes/google/google-errors';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Google takes no assertion from the future, so a clock that a test moves starts in the past. */
const AN_HOUR_AGO = () => Date.now() - 59 * MINUTE;
const accepted = { kind: 'accepted' };
const never = () => new AbortController().signal;

let google: FakeGoogle;
const opened: FirebaseCourier[] = [];

beforeEach(async () => {
  google = await FakeGoogle.start();
});

afterEach(async () => {
  google.orders.release();
  google.tokenOrders.release();
  await Promise.all(opened.splice(0).map((courier) => courier.close()));
  await google.stop();
});

function courier({ file = google.serviceAccountJson, endpoint = google.url, now = Date.now } = {}): FirebaseCourier {
  const account = readServiceAccount(file);
  if (!('projectId' in account)) throw new Error(account.join());
  const pace = { inFlight: 50, answerWithinMs: 45_000, closeWithinMs: 1_000 };
  const one = new FirebaseCourier({ account, endpoint: new URL(endpoint), caPem: google.caPem }, pace, now);
  opened.push(one);
  return one;
}

const deliver = (by: FirebaseCourier, signal = never()) =>
  by.deliver({ service: 'firebase', token: 'a-token' }, signal);

/** The service account file with other members. */
function spoilt(members: object): string {
  return JSON.stringify({ ...(JSON.parse(google.serviceAccountJson) as object), ...members });
}

it('sends the exact body, to the project of the account', async () => {
  expect(await deliver(courier())).toEqual(accepted);
  const [push] = google.pushes.all;
  expect(push?.body.toString()).toBe(
    `{"message":{"token":"a-token","data":{"spns":"1","enc_payload":"${'A'.repeat(395)}="},` +
      '"android":{"priority":"high","ttl":"259200s"}}}',
  );
  expect(push?.headers.host).toBe(new URL(google.url).host);
});

describe('the access token', () => {
  it('is bought once for many wake-ups, at the token URI of the account', async () => {
    const file = spoilt({});
    const elsewhere = courier({ file, endpoint: google.url.replace('127.0.0.1', 'localhost') });
    const all = await Promise.all(Array.from({ length: 100 }, () => deliver(elsewhere)));
    expect(all.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(google.tokenRequests).toBe(1);
    expect(google.pushes.all[0]?.headers.host).toMatch(/^localhost:/);
  });

  it('is renewed before it ends', async () => {
    let now = AN_HOUR_AGO();
    const one = courier({ now: () => now });
    expect(await deliver(one)).toEqual(accepted);
    now += 50 * MINUTE;
    expect(await deliver(one)).toEqual(accepted);
    expect(google.tokenRequests).toBe(1);
    now += 6 * MINUTE;
    expect(await deliver(one)).toEqual(accepted);
    expect(google.tokenRequests).toBe(2);
  });

  it('serves to its end when no new one is to be had', async () => {
    let now = AN_HOUR_AGO();
    const one = courier({ now: () => now });
    await deliver(one);
    google.tokenOrders.answerNext(oauthError('internal_failure', 'x', 500), 100);
    now += 57 * MINUTE;
    expect(await deliver(one)).toEqual(accepted);
    expect(await deliver(one)).toEqual(accepted);
    // One try, and a pause after it.
    expect(google.tokenRequests).toBe(2);
    now += 2.9 * MINUTE;
    expect(await deliver(one)).toMatchObject({ kind: 'later' });
  });

  it('is replaced once when Google has dropped it, and the wake-up goes again', async () => {
    let now = AN_HOUR_AGO();
    const one = courier({ now: () => now });
    await deliver(one);
    google.revokeAccessTokens();
    now += 2 * MINUTE;
    expect(await deliver(one)).toEqual(accepted);
    expect([google.tokenRequests, google.sendRequests]).toEqual([2, 3]);
    google.revokeAccessTokens();
    now += 10 * SECOND;
    expect(await deliver(one)).toEqual({ kind: 'refused', reason: 'Google answered 401 UNAUTHENTICATED' });
    expect([google.tokenRequests, google.sendRequests]).toEqual([2, 4]);
  });

  it('is replaced for those too that were under way with the dropped one when another brought the new one', async () => {
    let now = AN_HOUR_AGO();
    const one = courier({ now: () => now });
    await deliver(one);
    google.revokeAccessTokens();
    now += 2 * MINUTE;
    google.orders.slow(300);
    const slow = deliver(one);
    while (google.sendRequests < 2) await new Promise((resolve) => setImmediate(resolve));
    google.orders.slow(0);
    expect(await deliver(one)).toEqual(accepted);
    expect(await slow).toEqual(accepted);
    expect(google.tokenRequests).toBe(2);
  });

  it.each([
    ['an account Google does not know', () => spoilt({ client_email: 'nobody@example.com' })],
    ['a key that is not the account’s', () => spoilt({ private_key: strangeKey() })],
  ])('is not sold to %s: refused', async (_name, file) => {
    const reason = "Google's token service answered 400 invalid_grant";
    expect(await deliver(courier({ file: file() }))).toEqual({ kind: 'refused', reason });
    expect(google.sendRequests).toBe(0);
  });

  it('is later when its service is busy, for as long as that says, and nobody asks meanwhile', async () => {
    let now = AN_HOUR_AGO();
    const one = courier({ now: () => now });
    google.tokenOrders.answerNext(afterAWhile(oauthError('temporarily_unavailable', 'x', 503), '20'));
    const reason = "Google's token service answered 503 temporarily_unavailable";
    const later = { kind: 'later', reason, afterMs: 20_000 };
    expect(await Promise.all([deliver(one), deliver(one)])).toEqual([later, later]);
    now += 19 * SECOND;
    expect(await deliver(one)).toEqual(later);
    expect(google.tokenRequests).toBe(1);
    now += 2 * SECOND;
    expect(await deliver(one)).toEqual(accepted);
  });

  it.each([
    ['says nothing of use', { status: 200, body: '{}' }, "Google's token service answered 200"],
    ['answers in HTML', { status: 502, body: '<html>' }, "Google's token service answered 502"],
  ])('is later when its service %s', async (_name, order, reason) => {
    google.tokenOrders.answerNext(order);
    expect(await deliver(courier())).toEqual({ kind: 'later', reason });
  });

  it('is later when its service is not there', async () => {
    const answer = await deliver(courier({ file: spoilt({ token_uri: 'https://127.0.0.1:9/token' }) }));
    expect(answer).toEqual({ kind: 'later', reason: 'the connection was lost (ECONNREFUSED)' });
  });

  it('is later when its service stalls, and no wake-up is sent that was given up', async () => {
    google.tokenOrders.stall();
    const one = courier();
    const stop = new AbortController();
    const answer = deliver(one, stop.signal);
    while (google.tokenRequests === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await answer).toEqual({ kind: 'later', reason: 'stopped by the caller' });
    google.tokenOrders.release();
    expect(await deliver(one)).toEqual(accepted);
    expect([google.tokenRequests, google.sendRequests]).toEqual([1, 1]);
  });
});

describe('of its surroundings', () => {
  const strange = {
    GOOGLE_CLOUD_QUOTA_PROJECT: 'somebody-else',
    GOOGLE_CLOUD_PROJECT: 'somebody-else',
    GCLOUD_PROJECT: 'somebody-else',
    FIREBASE_CONFIG: '{"projectId":"somebody-else"}',
    GOOGLE_APPLICATION_CREDENTIALS: '/nowhere/key.json',
    GCE_METADATA_HOST: '127.0.0.1:9',
  };
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('it reads nothing: the environment changes no request', async () => {
    const one = courier();
    expect(await deliver(one)).toEqual(accepted);
    Object.assign(process.env, strange);
    const other = courier();
    expect(await deliver(other)).toEqual(accepted);
    const [plain, changed] = google.pushes.all.map(({ headers, body }) => {
      const { authorization: _, ...rest } = headers;
      return JSON.stringify([rest, body.toString()]);
    });
    expect(changed).toBe(plain);
    expect(changed).not.toContain('somebody-else');
  });

  it('it leaves no app behind', async () => {
    const apps = getApps().length;
    const couriers = [courier(), courier()];
    expect(getApps()).toHaveLength(apps + 2);
    await Promise.all(couriers.map((one) => one.close()));
    expect(getApps()).toHaveLength(apps);
  });
});

it('repeats nothing by itself, neither a 503 nor a broken connection', async () => {
  const one = courier();
  await deliver(one);
  google.orders.answerNext(afterAWhile(GOOGLE_ERRORS.UNAVAILABLE, '1'), 5);
  expect(await deliver(one)).toMatchObject({ kind: 'later', afterMs: 1_000 });
  expect(google.sendRequests).toBe(2);
  google.orders.stall();
  const broken = deliver(one);
  while (google.sendRequests < 3) await new Promise((resolve) => setImmediate(resolve));
  google.killConnections();
  expect(await broken).toMatchObject({ kind: 'later' });
  await one.close();
  expect(google.sendRequests).toBe(3);
});

it("goes to Google's own hosts when none is named", () => {
  const own = JSON.stringify({ ...(JSON.parse(google.serviceAccountJson) as object), token_uri: undefined });
  opened.push(firebasePushService.courier({ serviceAccountJson: own }) as FirebaseCourier);
});

function strangeKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

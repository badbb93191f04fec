/** The push services under contract, each with its fake vendor: a new line in VENDORS is tested the moment it exists. */
import type { Pace } from '../../src/push/courier/delivery-desk.service';
import type { Courier, Delivery, PushAddress, PushService } from '../../src/push/push-service';
import { ApnsCourier } from '../../src/push/services/apns/apns.courier';
import { apnsPushService } from '../../src/push/services/apns/apns.push-service';
import { readProviderKey } from '../../src/push/services/apns/provider-token';
import { FirebaseCourier } from '../../src/push/services/firebase/firebase.courier';
import { firebasePushService } from '../../src/push/services/firebase/firebase.push-service';
import { readServiceAccount } from '../../src/push/services/firebase/service-account';
import type { AppleReply } from '../fakes/apple/apple-rules';
import { FakeApple } from '../fakes/apple/fake-apple';
import { FakeGoogle } from '../fakes/google/fake-google';
import { afterAWhile, GOOGLE_ERRORS } from '../fakes/google/google-errors';

/** One push as a vendor recorded it, with the parts that may differ between phones taken out. */
export interface SeenPush {
  readonly token: string;
  readonly body: Buffer;
  readonly constantHeaders: string;
}

/** A running fake, in the words of the contract. */
export interface RunningVendor {
  readonly addresses: readonly [PushAddress, PushAddress];
  /** What must never be seen in an answer or a log. */
  readonly secrets: readonly string[];
  readonly settings: object;
  /** Through the public door; `changes` replaces settings. */
  courier(changes?: { endpoint?: string; caPem?: string }): Courier;
  courierWithPace(pace: Pace): Courier;
  requests(): number;
  /** The most requests that waited for an answer at once while it stalled. */
  mostWaiting(): number;
  pushes(): readonly SeenPush[];
  /** Orders the answer to the next request. */
  order(name: string): void;
  stall(): void;
  release(): void;
  killConnections(): void;
  stop(): Promise<void>;
}

export interface VendorUnderContract {
  readonly name: string;
  readonly service: PushService<never>;
  /** Every answer a vendor gives but "accepted": the name to order it by, and what it has to become. */
  readonly answers: readonly (readonly [order: string, becomes: Delivery])[];
  readonly goodServiceInfos: readonly unknown[];
  readonly badServiceInfos: readonly unknown[];
  start(): Promise<RunningVendor>;
}

const SINCE = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

const APPLE_ORDERS: Readonly<Record<string, readonly [AppleReply, Delivery]>> = {
  Unregistered: [
    { status: 410, reason: 'Unregistered', timestamp: SINCE },
    { kind: 'gone', since: new Date(SINCE) },
  ],
  ExpiredToken: [
    { status: 410, reason: 'ExpiredToken', timestamp: SINCE },
    { kind: 'gone', since: new Date(SINCE) },
  ],
  BadDeviceToken: [{ status: 400, reason: 'BadDeviceToken' }, { kind: 'gone' }],
  DeviceTokenNotForTopic: [{ status: 400, reason: 'DeviceTokenNotForTopic' }, { kind: 'gone' }],
  ...laterFor('TooManyRequests', 429),
  ...laterFor('TooManyProviderTokenUpdates', 429),
  ...laterFor('InternalServerError', 500),
  ...laterFor('ServiceUnavailable', 503),
  ...laterFor('Shutdown', 503),
  Patience: [
    { status: 429, reason: 'TooManyRequests', retryAfter: '17' },
    { kind: 'later', reason: 'Apple answered 429 TooManyRequests', afterMs: 17_000 },
  ],
  Html: [
    { status: 502, rawBody: '<html>' },
    { kind: 'later', reason: 'Apple answered 502' },
  ],
  ...refusedFor('BadTopic', 400),
  ...refusedFor('TopicDisallowed', 400),
  ...refusedFor('InvalidProviderToken', 403),
  ...refusedFor('MissingProviderToken', 403),
  ...refusedFor('Forbidden', 403),
  ...refusedFor('BadPath', 404),
  ...refusedFor('PayloadTooLarge', 413),
  Nothing: [{ status: 403 }, { kind: 'refused', reason: 'Apple answered 403' }],
  HtmlRefusal: [
    { status: 404, rawBody: '<html>' },
    { kind: 'refused', reason: 'Apple answered 404' },
  ],
};

function laterFor(reason: string, status: number) {
  return {
    [reason]: [
      { status, reason },
      { kind: 'later', reason: `Apple answered ${status} ${reason}` },
    ],
  } as const;
}

function refusedFor(reason: string, status: number) {
  return {
    [reason]: [
      { status, reason },
      { kind: 'refused', reason: `Apple answered ${status} ${reason}` },
    ],
  } as const;
}

const GOOGLE_ORDERS = {
  ...GOOGLE_ERRORS,
  PATIENCE: afterAWhile(GOOGLE_ERRORS.UNAVAILABLE, '17'),
  PATIENCE_QUOTA: afterAWhile(GOOGLE_ERRORS.QUOTA_EXCEEDED, '17'),
  NO_JSON: { status: 404, body: '<html>' },
};

const GOOGLE_ANSWERS: Readonly<Record<keyof typeof GOOGLE_ORDERS, Delivery>> = {
  UNREGISTERED: { kind: 'gone' },
  SENDER_ID_MISMATCH: { kind: 'gone' },
  BAD_TOKEN: { kind: 'gone' },
  BAD_TOKEN_IN_PROSE: { kind: 'gone' },
  BAD_TTL: { kind: 'refused', reason: 'Google answered 400 INVALID_ARGUMENT' },
  NO_RECIPIENT: { kind: 'refused', reason: 'Google answered 400 INVALID_ARGUMENT' },
  TOO_BIG: { kind: 'refused', reason: 'Google answered 400 INVALID_ARGUMENT' },
  UNAUTHENTICATED: { kind: 'refused', reason: 'Google answered 401 UNAUTHENTICATED' },
  THIRD_PARTY_AUTH_ERROR: { kind: 'refused', reason: 'Google answered 401 THIRD_PARTY_AUTH_ERROR' },
  PERMISSION_DENIED: { kind: 'refused', reason: 'Google answered 403 PERMISSION_DENIED' },
  NO_SUCH_PROJECT: { kind: 'refused', reason: 'Google answered 404 NOT_FOUND' },
  NO_JSON: { kind: 'refused', reason: 'Google answered 404' },
  QUOTA_EXCEEDED: { kind: 'later', reason: 'Google answered 429 QUOTA_EXCEEDED' },
  PATIENCE_QUOTA: { kind: 'later', reason: 'Google answered 429 QUOTA_EXCEEDED', afterMs: 17_000 },
  INTERNAL: { kind: 'later', reason: 'Google answered 500 INTERNAL' },
  BAD_GATEWAY: { kind: 'later', reason: 'Google answered 502' },
  UNAVAILABLE: { kind: 'later', reason: 'Google answered 503' },
  PATIENCE: { kind: 'later', reason: 'Google answered 503', afterMs: 17_000 },
};

/** Nobody listens there. */
const NOWHERE = 'https://127.0.0.1:9';

async function startApple(service: 'apns' | 'apns-sandbox'): Promise<RunningVendor> {
  const apple = await FakeApple.start();
  const { team, topic, caPem } = apple;
  const tokens = ['0123456789abcdef'.repeat(4), 'fedcba9876543210'.repeat(4)] as const;
  const place = (endpoint: string) =>
    service === 'apns' ? { endpoint, sandboxEndpoint: NOWHERE } : { endpoint: NOWHERE, sandboxEndpoint: endpoint };
  const settings = { ...team, topic, caPem, ...place(apple.url) };
  return {
    addresses: [
      { service, token: tokens[0] },
      { service, token: tokens[1] },
    ],
    secrets: [...tokens, ...team.keyPem.split('\n').filter((line) => line.length > 20), '127.0.0.1'],
    settings,
    courier: ({ endpoint = apple.url, ...changes } = {}) =>
      apnsPushService.courier({ ...settings, ...changes, ...place(endpoint) }),
    courierWithPace: (pace) => {
      const endpoints = new Map([[service, new URL(apple.url)]]);
      return new ApnsCourier({ ...team, topic, caPem, key: readProviderKey(team.keyPem), endpoints }, pace);
    },
    requests: () => apple.requests,
    mostWaiting: () => apple.orders.mostWaiting,
    pushes: () =>
      apple.pushes.all.map(({ deviceToken: token, body, headers }) => {
        const { ':path': path, authorization, 'apns-expiration': expiration, ...constant } = headers;
        if (!path || !authorization || !expiration) throw new Error('a header is missing');
        return { token, body, constantHeaders: JSON.stringify(constant) };
      }),
    order: (name) => apple.orders.answerNext(APPLE_ORDERS[name]![0]),
    stall: () => apple.orders.stall(),
    release: () => apple.orders.release(),
    killConnections: () => apple.killConnections(),
    stop: () => apple.stop(),
  };
}

async function startGoogle(): Promise<RunningVendor> {
  const google = await FakeGoogle.start();
  const { serviceAccountJson, caPem } = google;
  const tokens = [`fMEP0vJqS0${'APA91bH'.repeat(18)}`, `cQ5kXyZ1T9${'APA91bG'.repeat(18)}`] as const;
  const settings = { serviceAccountJson, caPem, endpoint: google.url };
  const keyLines = (JSON.parse(serviceAccountJson) as { private_key: string }).private_key.split('\n');
  return {
    addresses: [
      { service: 'firebase', token: tokens[0] },
      { service: 'firebase', token: tokens[1] },
    ],
    secrets: [...tokens, ...keyLines.filter((line) => line.length > 20), 'ya29.', '127.0.0.1'],
    settings,
    courier: (changes = {}) => firebasePushService.courier({ ...settings, ...changes }),
    courierWithPace: (pace) => {
      const account = readServiceAccount(serviceAccountJson);
      if (!('projectId' in account)) throw new Error(account.join());
      return new FirebaseCourier({ account, caPem, endpoint: new URL(google.url) }, pace);
    },
    requests: () => google.sendRequests,
    mostWaiting: () => google.orders.mostWaiting,
    pushes: () =>
      google.pushes.all.map(({ token, body, headers: { authorization, ...constant } }) => ({
        token,
        // The token travels in the body; both of the test are of one length.
        body: Buffer.from(body.toString('latin1').replace(token, '<token>'), 'latin1'),
        constantHeaders: JSON.stringify(constant),
      })),
    order: (name) => google.orders.answerNext(GOOGLE_ORDERS[name as keyof typeof GOOGLE_ORDERS]),
    stall: () => google.orders.stall(),
    release: () => google.orders.release(),
    killConnections: () => google.killConnections(),
    stop: () => google.stop(),
  };
}

const HEX = '0123456789abcdefABCDEF0123456789'.repeat(2);

const apple = (name: 'apns' | 'apns-sandbox'): VendorUnderContract => ({
  name,
  service: apnsPushService,
  answers: Object.entries(APPLE_ORDERS).map(([order, [, becomes]]) => [order, becomes]),
  goodServiceInfos: [{ token: HEX }, { token: HEX.toUpperCase(), more: 1 }],
  badServiceInfos: [
    { token: HEX.slice(1) },
    { token: `${HEX}00` },
    { token: `${HEX.slice(1)}g` },
    { token: ` ${HEX}` },
  ],
  start: () => startApple(name),
});

export const VENDORS: readonly VendorUnderContract[] = [
  apple('apns'),
  apple('apns-sandbox'),
  {
    name: 'firebase',
    service: firebasePushService,
    answers: Object.entries(GOOGLE_ANSWERS),
    goodServiceInfos: [{ token: 'x' }, { token: 'cQ5kXyZ1T9:APA91b_-', more: 1 }],
    badServiceInfos: [{ token: '' }, { token: 'two words' }, { token: 'ü' }, { token: 'x'.repeat(4097) }],
    start: startGoogle,
  },
];

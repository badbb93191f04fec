/** The exact wake-up for Google, and a delivery for every error of Google's documentation. */
import type { Delivery } from '../../push-service';
import { readAnswer, wakeUpMessage } from './firebase-dialect';

const now = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('the wake-up for Google', () => {
  it('is what the Android app needs, urgent, kept for three days, and nothing else', () => {
    expect(wakeUpMessage('a-token')).toEqual({
      token: 'a-token',
      data: { spns: '1', enc_payload: `${'A'.repeat(395)}=` },
      android: { priority: 'high', ttl: 259_200_000 },
    });
  });

  it('differs between two phones by the token alone', () => {
    const [one, other] = ['first', 'other'].map((token) => JSON.stringify(wakeUpMessage(token)));
    expect(one?.replace('first', 'other')).toBe(other);
  });
});

const FCM = 'type.googleapis.com/google.firebase.fcm.v1.FcmError';
const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest';
const fcm = (errorCode: unknown) => ({ '@type': FCM, errorCode });
const bad = (...fields: unknown[]) => ({ '@type': BAD_REQUEST, fieldViolations: fields.map((field) => ({ field })) });
const body = (status: unknown, details?: unknown, message: unknown = 'Something.') => ({
  error: { code: 1, message, status, details },
});

const accepted: Delivery = { kind: 'accepted' };
const gone: Delivery = { kind: 'gone' };
const later = (reason: string): Delivery => ({ kind: 'later', reason: `Google answered ${reason}` });
const refused = (reason: string): Delivery => ({ kind: 'refused', reason: `Google answered ${reason}` });
const PROSE = 'The registration token is not a valid FCM registration token';

/** Google's documented errors in its v1 form, and what stands between us and Google at times. */
const TABLE: readonly (readonly [string, number, unknown, Delivery])[] = [
  ['accepted', 200, { name: 'projects/p/messages/1' }, accepted],
  ['unregistered', 404, body('NOT_FOUND', [fcm('UNREGISTERED')]), gone],
  ['wrong sender', 403, body('PERMISSION_DENIED', [fcm('SENDER_ID_MISMATCH')]), gone],
  ['bad token, field named', 400, body('INVALID_ARGUMENT', [fcm('INVALID_ARGUMENT'), bad('message.token')]), gone],
  ['bad token, field first', 400, body('INVALID_ARGUMENT', [bad('message.token'), fcm('INVALID_ARGUMENT')]), gone],
  ['bad token in prose', 400, body('INVALID_ARGUMENT', [fcm('INVALID_ARGUMENT')], PROSE), gone],
  ['quota', 429, body('RESOURCE_EXHAUSTED', [fcm('QUOTA_EXCEEDED')]), later('429 QUOTA_EXCEEDED')],
  ['quota of a gate', 429, body('RESOURCE_EXHAUSTED'), later('429 RESOURCE_EXHAUSTED')],
  ['internal', 500, body('INTERNAL', [fcm('INTERNAL')]), later('500 INTERNAL')],
  ['unavailable', 503, body('UNAVAILABLE', [fcm('UNAVAILABLE')]), later('503 UNAVAILABLE')],
  ['body not seen', 503, undefined, later('503')],
  ['bad gateway', 502, '<!DOCTYPE html>', later('502')],
  ['request timeout', 408, undefined, later('408')],
  ['bad ttl', 400, body('INVALID_ARGUMENT', [bad('message.android.ttl')]), refused('400 INVALID_ARGUMENT')],
  ['token and ttl', 400, body('INVALID_ARGUMENT', [bad('message.token', 'x')]), refused('400 INVALID_ARGUMENT')],
  ['other field, prose', 400, body('INVALID_ARGUMENT', [bad('x')], PROSE), refused('400 INVALID_ARGUMENT')],
  [
    'no recipient',
    400,
    body('INVALID_ARGUMENT', [bad('message'), fcm('INVALID_ARGUMENT')]),
    refused('400 INVALID_ARGUMENT'),
  ],
  ['too big', 400, body('INVALID_ARGUMENT'), refused('400 INVALID_ARGUMENT')],
  ['unauthenticated', 401, body('UNAUTHENTICATED'), refused('401 UNAUTHENTICATED')],
  ['third party', 401, body('UNAUTHENTICATED', [fcm('THIRD_PARTY_AUTH_ERROR')]), refused('401 THIRD_PARTY_AUTH_ERROR')],
  ['no permission', 403, body('PERMISSION_DENIED'), refused('403 PERMISSION_DENIED')],
  // A wrong project or a proxy's 404: no subscription may end by it.
  ['no project', 404, body('NOT_FOUND'), refused('404 NOT_FOUND')],
  ["a proxy's 404", 404, 'not found', refused('404')],
  ['redirect', 302, undefined, refused('302')],
];

describe("Google's answers", () => {
  it.each(TABLE)('%s: %i', (_name, status, answered, expected) => {
    expect(readAnswer({ status, body: answered }, now)).toEqual(expected);
  });

  it.each([
    ['the header', { retryAfter: '30' }, 30_000],
    ['the header before the details', { retryAfter: '30', delay: '5s' }, 30_000],
    ['the details', { delay: '5s' }, 5_000],
    ['fractions', { delay: '1.5s' }, 1_500],
    ['nothing', {}, undefined],
    ['nonsense', { delay: 'soon' }, undefined],
  ])('tell how long to wait: %s', (_name, { retryAfter, delay }: { retryAfter?: string; delay?: string }, afterMs) => {
    const details = delay && [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: delay }];
    const answer = readAnswer({ status: 429, retryAfter, body: body('RESOURCE_EXHAUSTED', details) }, now);
    expect(answer.kind === 'later' && answer.afterMs).toBe(afterMs);
  });

  it('are not repeated when they may hold what was sent', () => {
    for (const odd of ['a-token', 'bad TOKEN', `A${'B'.repeat(60)}`, 7, null, {}]) {
      expect(readAnswer({ status: 400, body: body(odd, [fcm(odd)]) }, now)).toEqual(refused('400'));
    }
  });

  it.each([
    null,
    7,
    'text',
    [],
    { error: 'x' },
    { error: null },
    { error: { details: 'x' } },
    { error: { details: [null, 1, 'x', []] } },
    { error: { details: [{ '@type': BAD_REQUEST, fieldViolations: [null, 'message.token'] }] } },
  ])('are read whatever they look like: %j', (answered) => {
    expect(readAnswer({ status: 400, body: answered }, now)).toEqual(refused('400'));
  });
});

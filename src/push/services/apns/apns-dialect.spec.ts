/** The exact wake-up for Apple, and a delivery for every status and reason of Apple's documentation. */
import type { Delivery } from '../../push-service';
import { type AppleAnswer, expirationAt, isExpiredProviderToken, readAnswer, wakeUpNotification } from './apns-dialect';

const now = Date.UTC(2026, 10, 23, 12, 0, 0);

describe('the wake-up for Apple', () => {
  it('is byte for byte what the iOS app needs in order to show its generic line', () => {
    const { rawPayload } = wakeUpNotification('any.topic');
    expect(JSON.stringify(rawPayload)).toBe(
      '{"aps":{"alert":{"title":"Session","body":"You\'ve got a new message"},"badge":1,"sound":"default",' +
        `"mutable-content":1,"category":"SECRET"},"spns":1,"enc_payload":"${'A'.repeat(395)}="}`,
    );
    expect(Buffer.from(rawPayload.enc_payload, 'base64').equals(Buffer.alloc(296))).toBe(true);
  });

  it('is a visible, urgent push that replaces the one before it', () => {
    const { topic, pushType, priority, collapseId } = wakeUpNotification('any.topic');
    expect({ topic, pushType, priority, collapseId }).toEqual({
      topic: 'any.topic',
      pushType: 'alert',
      priority: 10,
      collapseId: 'wake',
    });
  });

  it('is kept for three days', () => expect(expirationAt(now + 999) * 1000 - now).toBe(3 * 86_400_000));
});

const accepted: Delivery = { kind: 'accepted' };
const gone: Delivery = { kind: 'gone' };
const later = (reason: string): Delivery => ({ kind: 'later', reason: `Apple answered ${reason}` });
const refused = (reason: string): Delivery => ({ kind: 'refused', reason: `Apple answered ${reason}` });

/** Every status and reason of Apple's documentation. */
const TABLE: readonly (readonly [number, string | undefined, Delivery])[] = [
  [200, undefined, accepted],
  [400, 'BadDeviceToken', gone],
  [400, 'DeviceTokenNotForTopic', gone],
  [410, 'Unregistered', gone],
  [410, 'ExpiredToken', gone],
  [400, 'IdleTimeout', later('400 IdleTimeout')],
  [408, undefined, later('408')],
  [429, 'TooManyRequests', later('429 TooManyRequests')],
  [429, 'TooManyProviderTokenUpdates', later('429 TooManyProviderTokenUpdates')],
  [500, 'InternalServerError', later('500 InternalServerError')],
  [502, undefined, later('502')],
  [503, 'ServiceUnavailable', later('503 ServiceUnavailable')],
  [503, 'Shutdown', later('503 Shutdown')],
  [504, undefined, later('504')],
  ...(
    [
      [400, 'BadCollapseId'],
      [400, 'BadExpirationDate'],
      [400, 'BadMessageId'],
      [400, 'BadPriority'],
      [400, 'BadTopic'],
      [400, 'DuplicateHeaders'],
      [400, 'InvalidPushType'],
      [400, 'MissingDeviceToken'],
      [400, 'MissingTopic'],
      [400, 'PayloadEmpty'],
      [400, 'TopicDisallowed'],
      [403, 'BadCertificate'],
      [403, 'BadCertificateEnvironment'],
      [403, 'BadEnvironmentKeyIdInToken'],
      [403, 'ExpiredProviderToken'],
      [403, 'Forbidden'],
      [403, 'InvalidProviderToken'],
      [403, 'MissingProviderToken'],
      [403, 'UnrelatedKeyIdInToken'],
      [404, 'BadPath'],
      [405, 'MethodNotAllowed'],
      [413, 'PayloadTooLarge'],
    ] as const
  ).map(([status, reason]) => [status, reason, refused(`${status} ${reason}`)] as const),
  // Not Apple's: a proxy's, or a mismatch of status and reason. None of them may end a subscription.
  [400, undefined, refused('400')],
  [410, undefined, refused('410')],
  [410, 'BadDeviceToken', refused('410 BadDeviceToken')],
  [400, 'Unregistered', refused('400 Unregistered')],
  [404, undefined, refused('404')],
  [301, undefined, refused('301')],
];

describe("Apple's answers", () => {
  it.each(TABLE)('%i %s', (status, reason, expected) => {
    expect(readAnswer({ status, reason }, now)).toEqual(expected);
  });

  it('tell since when a token is dead', () => {
    const answer = { status: 410, reason: 'Unregistered', timestamp: now - 5_000 };
    expect(readAnswer(answer, now)).toEqual({ kind: 'gone', since: new Date(now - 5_000) });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300])('leave a senseless time away: %p', (timestamp) => {
    expect(readAnswer({ status: 410, reason: 'Unregistered', timestamp }, now)).toEqual(gone);
  });

  it.each([429, 500, 503])('tell how long to wait: %i', (status) => {
    expect(readAnswer({ status, retryAfter: '12' }, now)).toMatchObject({ kind: 'later', afterMs: 12_000 });
  });

  it('are not repeated when they may hold what was sent', () => {
    const odd = [`Token${'ab'.repeat(32)}`, 'a token', '<script>', `A${'b'.repeat(60)}`, ''];
    for (const reason of odd) expect(readAnswer({ status: 400, reason }, now)).toEqual(refused('400'));
  });

  it('name an expired provider token only so', () => {
    const isOne = (answer: AppleAnswer) => isExpiredProviderToken(answer);
    expect(isOne({ status: 403, reason: 'ExpiredProviderToken' })).toBe(true);
    expect(isOne({ status: 403, reason: 'InvalidProviderToken' })).toBe(false);
    expect(isOne({ status: 400, reason: 'ExpiredProviderToken' })).toBe(false);
  });
});

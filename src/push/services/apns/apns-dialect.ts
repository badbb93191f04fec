/** Apple's tongue: the constant wake-up as Apple wants it, and what Apple's answers ask us to do. */

import { retryAfterMs } from '../../courier/vendor-answers';
import { type Delivery, UNREADABLE_PAYLOAD, WAKE_UP_LIFETIME_S } from '../../push-service';

/** The same for every account, message and device; the order of the keys is part of it. */
const WAKE_UP = {
  aps: {
    alert: { title: 'Session', body: "You've got a new message" },
    badge: 1,
    sound: 'default',
    'mutable-content': 1,
    category: 'SECRET',
  },
  spns: 1,
  enc_payload: UNREADABLE_PAYLOAD,
};

/** The wake-up in node-apn's terms; all but `expiry` stays the same for the life of the process. */
export function wakeUpNotification(topic: string) {
  return { rawPayload: WAKE_UP, topic, pushType: 'alert', priority: 10, collapseId: 'wake' } as const;
}

/** The `apns-expiration` of a push sent at `now` (milliseconds): seconds since 1970. */
export function expirationAt(now: number): number {
  return Math.floor(now / 1000) + WAKE_UP_LIFETIME_S;
}

/** What came back on one stream. */
export interface AppleAnswer {
  readonly status: number;
  readonly reason?: string;
  /** With 410: since when the token is dead, in milliseconds since 1970. */
  readonly timestamp?: number;
  readonly retryAfter?: string;
}

const DEAD_TOKEN = new Map([
  ['Unregistered', 410],
  ['ExpiredToken', 410],
  ['BadDeviceToken', 400],
  ['DeviceTokenNotForTopic', 400],
]);

/** `now` in milliseconds, for a Retry-After that names a date. */
export function readAnswer(answer: AppleAnswer, now: number): Delivery {
  const { status } = answer;
  const label = reasonLabel(answer);
  if (status === 200) return { kind: 'accepted' };
  if (answer.reason !== undefined && DEAD_TOKEN.get(answer.reason) === status) return gone(answer);
  if (isPassing(answer)) {
    const afterMs = retryAfterMs(answer.retryAfter, now);
    return { kind: 'later', reason: label, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return { kind: 'refused', reason: label };
}

export function isExpiredProviderToken(answer: AppleAnswer): boolean {
  return answer.status === 403 && answer.reason === 'ExpiredProviderToken';
}

function gone({ timestamp }: AppleAnswer): Delivery {
  const since = timestamp !== undefined && timestamp > 0 ? new Date(timestamp) : undefined;
  return since === undefined || Number.isNaN(since.getTime()) ? { kind: 'gone' } : { kind: 'gone', since };
}

/** IdleTimeout is a 400 but speaks of the connection, not of our request. */
function isPassing({ status, reason }: AppleAnswer): boolean {
  return status === 429 || status === 408 || status >= 500 || (status === 400 && reason === 'IdleTimeout');
}

/** Apple's reasons are names of letters only; anything else is not repeated, as it could hold what was sent. */
function reasonLabel({ status, reason }: AppleAnswer): string {
  const known = reason !== undefined && /^[A-Z][A-Za-z]{2,39}$/.test(reason);
  return `Apple answered ${status}${known ? ` ${reason}` : ''}`;
}

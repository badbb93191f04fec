/** Google's tongue: the constant wake-up as Firebase wants it, and what Google's answers ask us to do. */
import { retryAfterMs } from '../../courier/vendor-answers';
import { type Delivery, UNREADABLE_PAYLOAD, WAKE_UP_LIFETIME_S } from '../../push-service';

/**
 * The wake-up for one device, in firebase-admin's terms. No collapse key: Google allows a device a burst of twenty
 * collapsible messages and then one in three minutes. High priority, or a sleeping phone waits half an hour.
 */
export function wakeUpMessage(token: string) {
  return {
    token,
    data: { spns: '1', enc_payload: UNREADABLE_PAYLOAD },
    android: { priority: 'high', ttl: WAKE_UP_LIFETIME_S * 1000 },
  } as const;
}

/** What came back for one request. */
export interface GoogleAnswer {
  readonly status: number;
  /** The JSON body, or anything else when it was none. */
  readonly body?: unknown;
  readonly retryAfter?: string;
}

/** `now` in milliseconds, for a Retry-After that names a date. */
export function readAnswer(answer: GoogleAnswer, now: number): Delivery {
  const { status } = answer;
  if (status === 200) return { kind: 'accepted' };
  const fault = faultIn(answer.body);
  if (isDead(status, fault)) return { kind: 'gone' };
  const reason = `Google answered ${status}${fault.name === undefined ? '' : ` ${fault.name}`}`;
  if (!isPassing(status, fault)) return { kind: 'refused', reason };
  const afterMs = retryAfterMs(answer.retryAfter, now) ?? fault.retryDelayMs;
  return { kind: 'later', reason, ...(afterMs === undefined ? {} : { afterMs }) };
}

interface Fault {
  /** FCM's own error code, else the canonical status. */
  readonly name?: string;
  /** INVALID_ARGUMENT speaks of many things; this says it speaks of the token. */
  readonly blamesToken: boolean;
  readonly retryDelayMs?: number;
}

/** By FCM's own names only: a bare 404 or 403 (a wrong project, a proxy) must not end anybody's subscription. */
function isDead(status: number, { name, blamesToken }: Fault): boolean {
  if (name === 'UNREGISTERED' || name === 'SENDER_ID_MISMATCH') return true;
  return status === 400 && name === 'INVALID_ARGUMENT' && blamesToken;
}

function isPassing(status: number, { name }: Fault): boolean {
  return status === 429 || status === 408 || status >= 500 || name === 'QUOTA_EXCEEDED';
}

const TYPE = 'type.googleapis.com/';
const FCM_ERROR = `${TYPE}google.firebase.fcm.v1.FcmError`;
const BAD_REQUEST = `${TYPE}google.rpc.BadRequest`;
const RETRY_INFO = `${TYPE}google.rpc.RetryInfo`;

function faultIn(body: unknown): Fault {
  const { status, message, details } = record(record(body).error);
  const entries = (Array.isArray(details) ? details : []).map(record);
  const fcm = entries.find((entry) => entry['@type'] === FCM_ERROR);
  const retryDelayMs = durationMs(entries.find((entry) => entry['@type'] === RETRY_INFO)?.retryDelay);
  return {
    name: errorName(fcm?.errorCode) ?? errorName(status),
    blamesToken: blamesToken(entries, message),
    ...(retryDelayMs === undefined ? {} : { retryDelayMs }),
  };
}

/** Google names the field in a BadRequest; some answers carry none and say it only in the sentence its docs show. */
function blamesToken(details: readonly Record<string, unknown>[], message: unknown): boolean {
  const violations = details
    .filter((entry) => entry['@type'] === BAD_REQUEST)
    .flatMap((entry) => (Array.isArray(entry.fieldViolations) ? entry.fieldViolations : []))
    .map((violation) => record(violation).field);
  if (violations.length > 0) return violations.every((field) => field === 'message.token');
  return message === 'The registration token is not a valid FCM registration token';
}

/** Names are printed, so only what looks like one of Google's is taken for one. */
function errorName(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Z][A-Z_]{2,39}$/.test(value) ? value : undefined;
}

/** A protobuf duration in JSON: `30s`, `1.5s`. */
function durationMs(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? /^(\d{1,5})(\.\d{1,9})?s$/.exec(value)?.[0].slice(0, -1) : undefined;
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

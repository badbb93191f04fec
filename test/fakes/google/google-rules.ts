/** What Firebase finds wrong with the body of a messages:send request. */
import { GOOGLE_ERRORS, type GoogleReply } from './google-errors';

const LARGEST_DATA = 4096;

/** The registration token a body names, if any. */
export function tokenOf(body: unknown): string | undefined {
  const { token } = record(record(body).message);
  return typeof token === 'string' ? token : undefined;
}

export function faultOf(body: unknown): GoogleReply | undefined {
  const { token, topic, condition, data, android } = record(record(body).message);
  if ([token, topic, condition].filter((one) => typeof one === 'string' && one !== '').length !== 1) {
    return GOOGLE_ERRORS.NO_RECIPIENT;
  }
  const entries = Object.entries(record(data));
  if (entries.some(([, value]) => typeof value !== 'string')) return GOOGLE_ERRORS.TOO_BIG;
  const size = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key + String(value)), 0);
  if (size > LARGEST_DATA) return GOOGLE_ERRORS.TOO_BIG;
  const { ttl } = record(android);
  return ttl === undefined || /^\d{1,7}(\.\d{1,9})?s$/.test(String(ttl)) ? undefined : GOOGLE_ERRORS.BAD_TTL;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

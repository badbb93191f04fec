/** What the answers of all vendors have in common: how long to wait, and what may be said of a link that failed. */
import type { Delivery } from '../push-service';

const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/** A `Retry-After` header (seconds, or an HTTP date) in milliseconds from `now`; nothing when absent or senseless. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return withinADay(Number(text) * 1000);
  // Date.parse reads a year in almost anything: only the form that RFC 9110 has senders write is a date here.
  const at = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : withinADay(at - now);
}

function withinADay(waitMs: number): number {
  return Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS);
}

/** The code of a system, TLS or HTTP/2 error; `unknown` for anything else. Messages are not used: they name hosts. */
export function errorCode(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'unknown';
}

/** Codes that OpenSSL and Node give when the other side's certificate is not one we trust. */
const UNTRUSTED = /CERT|SIGNATURE|ISSUER|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;

/** `later`, for a link that failed. Says apart a certificate that is not trusted, which time alone seldom heals. */
export function linkLost(error: unknown): Delivery {
  const code = errorCode(error);
  const what = UNTRUSTED.test(code) ? "the service's certificate is not trusted" : 'the connection was lost';
  return { kind: 'later', reason: `${what} (${code})` };
}

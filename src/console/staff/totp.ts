/** Time-based one-time codes (RFC 6238) as every authenticator app makes them: SHA-1, six digits, thirty seconds. */
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
/** Steps before and after this one that count too: clocks of phones are half a minute off. */
const WINDOW = 1;
export const SECRET_BYTES = 20;

export interface TotpSubject {
  readonly issuer: string;
  readonly name: string;
}

/** As it is typed into an app: base32, in groups of four. */
export function secretInWords(secret: Buffer): string {
  return (secretOf(secret).base32.match(/.{1,4}/g) ?? []).join(' ');
}

/** `otpauth://totp/…`, which apps open, or read from a picture. */
export function otpauthUri(secret: Buffer, { issuer, name }: TotpSubject): string {
  return new TOTP({ issuer, label: name, secret: secretOf(secret), period: PERIOD_S }).toString();
}

/** The step to which the code belongs, so that it can be refused the second time; undefined when it is wrong. */
export function stepOfCode(secret: Buffer, typed: string, nowMs: number): number | undefined {
  const token = typed.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = TOTP.validate({ token, secret: secretOf(secret), period: PERIOD_S, timestamp: nowMs, window: WINDOW });
  return delta === null ? undefined : Math.floor(nowMs / (PERIOD_S * 1_000)) + delta;
}

function secretOf(secret: Buffer): Secret {
  return new Secret({ buffer: Uint8Array.from(secret).buffer });
}

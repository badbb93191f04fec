/**
 * Secrets that people or browsers carry and the database does not: tokens of links, sessions, recovery codes. Each has
 * so much chance in it that a plain hash hides it; a keyed one would die with a rotation of the look-up key.
 */
import { createHash } from 'node:crypto';

const TOKEN_BYTES = 32;
const CODE_BYTES = 10;
/** In base64url. */
export const TOKEN_LENGTH = 43;
export const RECOVERY_CODES = 10;

/** Crockford's alphabet: nothing in it is taken for anything else. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** `bytes` random bytes. */
export type Dice = (bytes: number) => Buffer;

/** 43 characters that fit into a link or a cookie. */
export function newToken(dice: Dice): string {
  return dice(TOKEN_BYTES).toString('base64url');
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Ten codes of 80 bits, such as `k3f9-71xq-…`: four groups of four. */
export function newRecoveryCodes(dice: Dice): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => grouped(base32(dice(CODE_BYTES))));
}

/** What is hashed of a code that somebody typed: its characters, whatever stands between them. */
export function recoveryCodeHash(typed: string): Buffer {
  const letters = typed.toLowerCase().replace(/[oil]/g, (letter) => (letter === 'o' ? '0' : '1'));
  return hashOf(letters.replace(/[^0-9a-z]/g, ''));
}

function base32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('');
}

function grouped(text: string): string {
  return (text.match(/.{4}/g) ?? []).join('-');
}

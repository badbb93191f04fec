/** One byte form for every JSON value (RFC 8785), so that a hash of it means the same everywhere. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Throws on what JSON cannot say: NaN, infinities, lone surrogates, circles, `undefined` at the top. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('there is no JSON for this value');
  return text;
}

/** SHA-256 over the UTF-8 bytes of the canonical form, in hexadecimal. */
export function canonicalHash(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** SHA-256 of bytes, or of a text's UTF-8, in hexadecimal. */
export function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

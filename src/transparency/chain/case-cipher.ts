/** What seals the personal parts of a case's events, and what stands in for identifiers when they are compared. */
import sodium from 'sodium-native';
import { openUnder, sealUnder } from '../../platform/at-rest/sealing';
import { normalisedTarget } from '../case-event';

export const KEY_BYTES = 32;

/** The sealed fields of events; a value opens only in the field it was sealed for. */
export type SealedField = 'target' | 'contact' | 'reference' | 'details' | 'note' | 'check_where' | 'check_person';

/** Base64. */
export function sealForCase(key: Buffer, field: SealedField, plaintext: string): string {
  return sealUnder(key, `case_event.${field}`, Buffer.from(plaintext)).toString('base64');
}

/** Throws SealError. */
export function openOfCase(key: Buffer, field: SealedField, sealed: string): string {
  return openUnder(key, `case_event.${field}`, Buffer.from(sealed, 'base64')).toString();
}

export interface Hashing {
  readonly key: Buffer;
  /** The key is of this case alone: its hashes compare with no other's. */
  readonly isApart: boolean;
}

/** What the identifiers of a case are hashed with: the key of its year or, once that is gone, one that goes with its own. */
export function hashingOf(yearKey: Buffer | undefined, caseKey: Buffer): Hashing {
  if (yearKey !== undefined) return { key: yearKey, isApart: false };
  const key = Buffer.allocUnsafe(KEY_BYTES);
  sodium.crypto_generichash(key, Buffer.from('hash key of a case'), caseKey);
  return { key, isApart: true };
}

/** Keyed BLAKE2b, 64 hexadecimal characters; hashes of different fields have nothing in common. */
export function keyedHash(key: Buffer, field: SealedField, text: string): string {
  const hash = Buffer.allocUnsafe(32);
  sodium.crypto_generichash_batch(hash, [Buffer.from(field), Buffer.of(0), Buffer.from(text)], key);
  return hash.toString('hex');
}

/** An identifier as an event holds it: hashed under the key of the year, sealed under that of the case. */
export function sealedTarget(
  caseKey: Buffer,
  hashKey: Buffer,
  { identifier, type }: { readonly identifier: string; readonly type?: string },
): { hash: string; sealed: string; type?: string } {
  const text = normalisedTarget(identifier);
  return { hash: keyedHash(hashKey, 'target', text), sealed: sealForCase(caseKey, 'target', text), type };
}

/** What seals the personal parts of a case's events, and what stands in for identifiers when they are compared. */
import sodium from 'sodium-native';

const NONCE = 24;
const TAG = 16;
export const KEY_BYTES = 32;

/** A value that this key does not open; says nothing of its content. */
export class CaseSealError extends Error {
  override readonly name = 'CaseSealError';
}

/** XChaCha20-Poly1305 under the key of one case; `place` names the field, and a value opens nowhere else. Base64. */
export function sealForCase(key: Buffer, place: string, plaintext: string): string {
  const plain = Buffer.from(plaintext);
  const sealed = Buffer.allocUnsafe(NONCE + plain.length + TAG);
  const nonce = sealed.subarray(0, NONCE);
  sodium.randombytes_buf(nonce);
  const body = sealed.subarray(NONCE);
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(body, plain, Buffer.from(place), null, nonce, key);
  return sealed.toString('base64');
}

/** Throws CaseSealError. */
export function openOfCase(key: Buffer, place: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < NONCE + TAG) throw new CaseSealError('not a sealed value');
  const plain = Buffer.allocUnsafe(bytes.length - NONCE - TAG);
  const body = bytes.subarray(NONCE);
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      plain,
      null,
      body,
      Buffer.from(place),
      bytes.subarray(0, NONCE),
      key,
    );
  } catch {
    throw new CaseSealError('a sealed value does not open: it was changed or belongs to another case');
  }
  return plain.toString();
}

/** Keyed BLAKE2b, 64 hexadecimal characters. */
export function keyedHash(key: Buffer, place: string, text: string): string {
  const hash = Buffer.allocUnsafe(32);
  sodium.crypto_generichash_batch(hash, [Buffer.from(place), Buffer.of(0), Buffer.from(text)], key);
  return hash.toString('hex');
}

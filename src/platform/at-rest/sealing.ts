/** The one way values are sealed: XChaCha20-Poly1305, bound to the place they are meant for. */
import sodium from 'sodium-native';

const NONCE = 24;
const TAG = 16;

/** Places as bytes: a million values are opened in a row, and there are few places. */
const PLACES = new Map<string, Buffer>();
const MOST_PLACES = 256;

/** A sealed value that does not open; says nothing of its content. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

/** `header | nonce (24) | ciphertext and tag`; the header is not authenticated. The key has 32 bytes. */
export function sealUnder(key: Buffer, place: string, plaintext: Buffer, header: Buffer = Buffer.alloc(0)): Buffer {
  const sealed = Buffer.allocUnsafe(header.length + NONCE + plaintext.length + TAG);
  header.copy(sealed);
  const nonce = sealed.subarray(header.length, header.length + NONCE);
  sodium.randombytes_buf(nonce);
  const body = sealed.subarray(header.length + NONCE);
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(body, plaintext, bytesOf(place), null, nonce, key);
  return sealed;
}

/** `sealed` without its header. Throws SealError. */
export function openUnder(key: Buffer, place: string, sealed: Buffer): Buffer {
  if (sealed.length < NONCE + TAG) throw new SealError('not a sealed value');
  const plaintext = Buffer.allocUnsafe(sealed.length - NONCE - TAG);
  const nonce = sealed.subarray(0, NONCE);
  const body = sealed.subarray(NONCE);
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext, null, body, bytesOf(place), nonce, key);
  } catch {
    throw new SealError('a sealed value does not open; it was changed or belongs to another place');
  }
  return plaintext;
}

function bytesOf(place: string): Buffer {
  const known = PLACES.get(place);
  if (known !== undefined) return known;
  const bytes = Buffer.from(place);
  if (PLACES.size < MOST_PLACES) PLACES.set(place, bytes);
  return bytes;
}

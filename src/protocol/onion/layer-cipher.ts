/** The ciphers of one onion layer: how its key is made and how its bytes lie. */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import {
  crypto_aead_xchacha20poly1305_ietf_decrypt,
  crypto_aead_xchacha20poly1305_ietf_encrypt,
  crypto_generichash,
} from 'sodium-native';
import { ProtocolError } from '../protocol-error';
import { agreeInto, type X25519KeyPair } from '../x25519';
import { type Entropy, systemEntropy } from './entropy';

export type EncType = 'xchacha20' | 'aes-gcm' | 'aes-cbc';

/** The symmetric key of a layer, for the request and its answer alike. */
export interface LayerKey {
  readonly encType: EncType;
  /** 32 bytes. */
  readonly key: Buffer;
}

const ALIASES: ReadonlyMap<unknown, EncType> = new Map<unknown, EncType>([
  [undefined, 'aes-gcm'],
  ['xchacha20', 'xchacha20'],
  ['xchacha20-poly1305', 'xchacha20'],
  ['aes-gcm', 'aes-gcm'],
  ['gcm', 'aes-gcm'],
  ['aes-cbc', 'aes-cbc'],
  ['cbc', 'aes-cbc'],
]);

const NONCE_LENGTH: Readonly<Record<EncType, number>> = { xchacha20: 24, 'aes-gcm': 12, 'aes-cbc': 16 };
const TAG_LENGTH = 16;
const BLOCK_LENGTH = 16;

/** The cipher a layer names; a layer that names none means aes-gcm. Throws ProtocolError for an unknown name. */
export function readEncType(text: unknown): EncType {
  const encType = ALIASES.get(text);
  if (encType === undefined) throw new ProtocolError('unknown enc_type');
  return encType;
}

/** The key of a layer from the 96 bytes: raw shared secret, client's ephemeral public key, node's public key. */
export function deriveLayerKey(encType: EncType, material: Buffer): LayerKey {
  if (encType === 'xchacha20') {
    const key = Buffer.allocUnsafe(32);
    crypto_generichash(key, material);
    return { encType, key };
  }
  const shared = material.subarray(0, 32);
  if (encType === 'aes-gcm') return { encType, key: createHmac('sha256', 'LOKI').update(shared).digest() };
  return { encType, key: Buffer.from(shared) };
}

/** The key of a layer that a client encrypted to our key pair. Throws ProtocolError for a small-order key. */
export function layerKeyAtNode(encType: EncType, node: X25519KeyPair, clientPublicKey: Buffer): LayerKey {
  const material = Buffer.allocUnsafe(96);
  agreeInto(material.subarray(0, 32), node.secretKey, clientPublicKey);
  clientPublicKey.copy(material, 32);
  node.publicKey.copy(material, 64);
  const key = deriveLayerKey(encType, material);
  material.fill(0);
  return key;
}

/** Bytes before the ciphertext. */
export function nonceLength(encType: EncType): number {
  return NONCE_LENGTH[encType];
}

/** Length of the sealed form of `plainLength` bytes. */
export function sealedLength(encType: EncType, plainLength: number): number {
  const tail = encType === 'aes-cbc' ? BLOCK_LENGTH - (plainLength % BLOCK_LENGTH) : TAG_LENGTH;
  return NONCE_LENGTH[encType] + plainLength + tail;
}

/** `nonce | ciphertext | tag` of the plaintext under a fresh nonce. */
export function seal(key: LayerKey, plaintext: Buffer, entropy: Entropy = systemEntropy): Buffer {
  const sealed = Buffer.allocUnsafe(sealedLength(key.encType, plaintext.length));
  plaintext.copy(sealed, NONCE_LENGTH[key.encType]);
  sealInPlace(key, sealed, plaintext.length, entropy);
  return sealed;
}

/**
 * Seals without another buffer: `target` is as long as the sealed form and already holds the plaintext where the
 * ciphertext will be, right after the place of the nonce.
 */
export function sealInPlace(key: LayerKey, target: Buffer, plainLength: number, entropy: Entropy): void {
  const start = NONCE_LENGTH[key.encType];
  const nonce = target.subarray(0, start);
  entropy(nonce);
  const plaintext = target.subarray(start, start + plainLength);
  if (key.encType === 'xchacha20') {
    crypto_aead_xchacha20poly1305_ietf_encrypt(target.subarray(start), plaintext, null, null, nonce, key.key);
  } else if (key.encType === 'aes-gcm') {
    const cipher = createCipheriv('aes-256-gcm', key.key, nonce);
    cipher.update(plaintext).copy(target, start);
    cipher.final();
    cipher.getAuthTag().copy(target, start + plainLength);
  } else {
    const cipher = createCipheriv('aes-256-cbc', key.key, nonce);
    const body = cipher.update(plaintext);
    body.copy(target, start);
    cipher.final().copy(target, start + body.length);
  }
}

/** The plaintext of `nonce | ciphertext | tag`. Throws ProtocolError when it is not whole or not ours. */
export function open(key: LayerKey, sealed: Buffer): Buffer {
  const start = NONCE_LENGTH[key.encType];
  const least = start + (key.encType === 'aes-cbc' ? BLOCK_LENGTH : TAG_LENGTH);
  if (sealed.length < least) throw new ProtocolError('the layer is too short');
  const nonce = sealed.subarray(0, start);
  try {
    if (key.encType === 'xchacha20') return openXChaCha(key.key, nonce, sealed.subarray(start));
    if (key.encType === 'aes-gcm') return openGcm(key.key, nonce, sealed.subarray(start));
    const decipher = createDecipheriv('aes-256-cbc', key.key, nonce);
    return Buffer.concat([decipher.update(sealed.subarray(start)), decipher.final()]);
  } catch {
    throw new ProtocolError('the layer does not decrypt');
  }
}

function openXChaCha(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const plaintext = Buffer.allocUnsafe(sealed.length - TAG_LENGTH);
  crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext, null, sealed, null, nonce, key);
  return plaintext;
}

function openGcm(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_LENGTH));
  const plaintext = decipher.update(sealed.subarray(0, sealed.length - TAG_LENGTH));
  decipher.final();
  return plaintext;
}

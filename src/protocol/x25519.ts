/** X25519 agreement that refuses every key which would make the secret known to all. */
import { crypto_scalarmult, crypto_scalarmult_base } from 'sodium-native';
import { ProtocolError } from './protocol-error';

export interface X25519KeyPair {
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** 32 bytes. */
  readonly secretKey: Buffer;
}

/** Writes the 32-byte shared secret into `into`. Throws ProtocolError for a public key of small order. */
export function agreeInto(into: Buffer, secretKey: Buffer, publicKey: Buffer): void {
  try {
    crypto_scalarmult(into, secretKey, publicKey);
  } catch {
    throw new ProtocolError('the X25519 key is of small order');
  }
}

/** The key pair of a 32-byte secret. */
export function x25519KeyPair(secretKey: Buffer): X25519KeyPair {
  const publicKey = Buffer.alloc(32);
  crypto_scalarmult_base(publicKey, secretKey);
  return { publicKey, secretKey };
}

/** Every u-coordinate of order 1, 2, 4 or 8 as 64 hex digits, the ignored top bit cleared (RFC 7748, section 6.1). */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/** Whether no secret can be agreed with this 32-byte public key. */
export function isSmallOrderX25519(publicKey: Buffer): boolean {
  const canonical = Buffer.from(publicKey);
  canonical.writeUInt8(canonical.readUInt8(31) & 0x7f, 31);
  return SMALL_ORDER.has(canonical.toString('hex'));
}

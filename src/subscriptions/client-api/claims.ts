/** What has to be true of keys and signatures before a request is believed, in a form another thread can check. */
import type { Fault } from './fault';

export type Claim = {
  /** 32 bytes, Ed25519. */
  readonly key: Buffer;
  /** What the request is told when the claim does not hold. */
  readonly otherwise: Fault;
} & (
  | /** `signature` (64 bytes) is the key's, over `message`. */
  { readonly kind: 'signed'; readonly message: Buffer; readonly signature: Buffer }
  /** The key is a point of the main subgroup, and `x25519` (32 bytes) is its other form. */
  | { readonly kind: 'converts'; readonly x25519: Buffer }
);

/** What is to be checked of a request, in order; `fault` is what is wrong with it even if all of that holds. */
export interface Proof {
  readonly claims: readonly Claim[];
  readonly fault?: Fault;
}

/** Layout of a packed claim: kind, length of the message, key, signature or X25519 key and zeros, message. */
export const SIGNED = 1;
export const CONVERTS = 2;
const HEAD = 1 + 4 + 32 + 64;

/** All claims in one piece of memory that can be handed over whole. */
export function packClaims(claims: readonly Claim[]): Uint8Array<ArrayBuffer> {
  const length = claims.reduce((sum, claim) => sum + HEAD + (claim.kind === 'signed' ? claim.message.length : 0), 0);
  const packed = Buffer.from(new ArrayBuffer(length));
  let at = 0;
  for (const claim of claims) {
    const message = claim.kind === 'signed' ? claim.message : Buffer.alloc(0);
    packed.writeUInt8(claim.kind === 'signed' ? SIGNED : CONVERTS, at);
    packed.writeUInt32LE(message.length, at + 1);
    claim.key.copy(packed, at + 5);
    (claim.kind === 'signed' ? claim.signature : claim.x25519).copy(packed, at + 37);
    message.copy(packed, at + HEAD);
    at += HEAD + message.length;
  }
  return packed;
}

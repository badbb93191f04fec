/** The exact texts that clients and delegates sign, and Ed25519 itself. */
import { crypto_sign_detached, crypto_sign_verify_detached } from 'sodium-native';
import type { AccountId } from './account-id';

/** What a phone signs to subscribe. `signedAt` in seconds; `withData` is the wire's `data`. */
export function monitorText(
  account: AccountId,
  signedAt: number,
  withData: boolean,
  namespaces: readonly number[],
): Buffer {
  return Buffer.from(`MONITOR${account.hex}${signedAt}${withData ? '1' : '0'}${namespaces.join(',')}`, 'latin1');
}

/** What a phone signs to unsubscribe. `signedAt` in seconds. */
export function unsubscribeText(account: AccountId, signedAt: number): Buffer {
  return Buffer.from(`UNSUBSCRIBE${account.hex}${signedAt}`, 'latin1');
}

/** What a delegate signs to retrieve one namespace; namespace 0 is left out of the text. `timestampMs` in ms. */
export function retrieveText(namespace: number, timestampMs: number): Buffer {
  return Buffer.from(`retrieve${namespace === 0 ? '' : namespace}${timestampMs}`, 'latin1');
}

/** Whether a signature holds; false for wrong lengths, keys of small order and non-canonical signatures. */
export function verifyEd25519(publicKey: Buffer, message: Buffer, signature: Buffer): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  return crypto_sign_verify_detached(signature, message, publicKey);
}

/** The 64-byte signature of a message under a 64-byte secret key (seed and public key, as sodium keeps it). */
export function signEd25519(secretKey: Buffer, message: Buffer): Buffer {
  const signature = Buffer.alloc(64);
  crypto_sign_detached(signature, message, secretKey);
  return signature;
}

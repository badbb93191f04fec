/** Read-only delegation: the key we derive for one account, and the token by which its owner lends it the right. */
import { crypto_generichash_batch, crypto_sign_seed_keypair } from 'sodium-native';
import type { AccountId } from './account-id';
import { ProtocolError } from './protocol-error';
import { verifyEd25519 } from './signed-messages';
import { READ } from './subaccount';

// Changing these bytes orphans every delegation ever signed.
const DOMAIN = Buffer.from('fast-mode-relay/delegate-key/v1\0', 'latin1');

export interface DelegateKey {
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** 64 bytes: seed and public key, as sodium keeps it. */
  readonly secretKey: Buffer;
}

/** The Ed25519 key of one account under a 32-byte master key: the same every time, unlike any other account's. */
export function delegateKeyFor(masterKey: Buffer, account: AccountId): DelegateKey {
  if (masterKey.length !== 32) throw new ProtocolError('a master key has 32 bytes');
  const seed = Buffer.alloc(32);
  crypto_generichash_batch(seed, [DOMAIN, account.bytes], masterKey);
  const publicKey = Buffer.alloc(32);
  const secretKey = Buffer.alloc(64);
  crypto_sign_seed_keypair(publicKey, secretKey, seed);
  seed.fill(0);
  return { publicKey, secretKey };
}

/** The exact 36 bytes the owner signs: prefix of the account, read and nothing else, two zero bytes, our key. */
export function delegationToken(account: AccountId, delegatePublicKey: Buffer): Buffer {
  if (delegatePublicKey.length !== 32) throw new ProtocolError('a delegate key has 32 bytes');
  const token = Buffer.alloc(36);
  token.writeUInt8(account.prefix, 0);
  token.writeUInt8(READ, 1);
  delegatePublicKey.copy(token, 4);
  return token;
}

/** Whether the account's owner lent our key the right to read, and no other right. Never throws for a bad token. */
export function verifyDelegation(
  account: AccountId,
  ownerEd25519: Buffer,
  delegatePublicKey: Buffer,
  token: Buffer,
  signature: Buffer,
): boolean {
  if (!token.equals(delegationToken(account, delegatePublicKey))) return false;
  return account.isOwnedBy(ownerEd25519) && verifyEd25519(ownerEd25519, token, signature);
}

/** Who signs for an account: its owner, or a member whom the owner of a group lent rights. */
import { randomBytes } from 'node:crypto';
import { crypto_sign_detached, crypto_sign_ed25519_pk_to_curve25519, crypto_sign_seed_keypair } from 'sodium-native';
import { AccountId, GROUP_PREFIX, SESSION_PREFIX } from '../../../src/protocol/account-id';

export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Buffer;
  /** 64 bytes: seed and public key, as sodium keeps it. */
  readonly secretKey: Buffer;
}

/** A right on an account lent to another key. */
export interface LentRight {
  /** 36 bytes. */
  readonly token: Buffer;
  /** 64 bytes: the owner's, over the token. */
  readonly signature: Buffer;
}

export interface AccountSigner {
  readonly account: AccountId;
  /** 64 bytes. */
  sign(text: Buffer): Buffer;
  /** What stands beside a signature in a request to the relay: key and lent right, as far as the account has them. */
  relayCredentials(): Record<string, string>;
  /** The same for a storage node. */
  storageCredentials(): Record<string, string>;
}

export function signingKey(seed: Buffer = randomBytes(32)): SigningKey {
  const publicKey = Buffer.alloc(32);
  const secretKey = Buffer.alloc(64);
  crypto_sign_seed_keypair(publicKey, secretKey, seed);
  return { publicKey, secretKey };
}

export function signWith(key: SigningKey, text: Buffer): Buffer {
  const signature = Buffer.alloc(64);
  crypto_sign_detached(signature, text, key.secretKey);
  return signature;
}

/** Owner of a Session ID (05…) or of a group (03…). */
export class AccountOwner implements AccountSigner {
  private constructor(
    readonly account: AccountId,
    readonly key: SigningKey,
  ) {}

  /** From a 32-byte seed, or a fresh one. */
  static ofSessionId(seed?: Buffer): AccountOwner {
    const key = signingKey(seed);
    const x25519 = Buffer.alloc(32);
    crypto_sign_ed25519_pk_to_curve25519(x25519, key.publicKey);
    return new AccountOwner(AccountId.fromBytes(Buffer.concat([Buffer.of(SESSION_PREFIX), x25519])), key);
  }

  /** From a 32-byte seed, or a fresh one. */
  static ofGroup(seed?: Buffer): AccountOwner {
    const key = signingKey(seed);
    return new AccountOwner(AccountId.fromBytes(Buffer.concat([Buffer.of(GROUP_PREFIX), key.publicKey])), key);
  }

  sign(text: Buffer): Buffer {
    return signWith(this.key, text);
  }

  /** Lends rights (sum of 1 read, 2 write, 4 delete, 8 any prefix) to a 32-byte Ed25519 key. */
  lend(publicKey: Buffer, flags: number): LentRight {
    const token = Buffer.concat([Buffer.of(this.account.prefix, flags, 0, 0), publicKey]);
    return { token, signature: this.sign(token) };
  }

  relayCredentials(): Record<string, string> {
    return this.#isSessionId ? { session_ed25519: this.key.publicKey.toString('hex') } : {};
  }

  storageCredentials(): Record<string, string> {
    return this.#isSessionId ? { pubkey_ed25519: this.key.publicKey.toString('hex') } : {};
  }

  get #isSessionId(): boolean {
    return this.account.prefix === SESSION_PREFIX;
  }
}

/** A member of a group who is no admin: signs with a key of their own under a token from the owner. */
export class GroupMember implements AccountSigner {
  readonly account: AccountId;
  readonly right: LentRight;

  /** `flags`: sum of 1 read, 2 write, 4 delete; members usually may read and write. */
  constructor(
    group: AccountOwner,
    flags = 3,
    readonly key: SigningKey = signingKey(),
  ) {
    this.account = group.account;
    this.right = group.lend(key.publicKey, flags);
  }

  sign(text: Buffer): Buffer {
    return signWith(this.key, text);
  }

  relayCredentials(): Record<string, string> {
    return this.#credentials();
  }

  storageCredentials(): Record<string, string> {
    return this.#credentials();
  }

  #credentials(): Record<string, string> {
    const { token, signature } = this.right;
    return { subaccount: token.toString('hex'), subaccount_sig: signature.toString('base64') };
  }
}

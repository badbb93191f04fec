/** An account of the network: 33 bytes that no log may show. */
import { inspect } from 'node:util';
import { crypto_sign_ed25519_pk_to_curve25519 } from 'sodium-native';
import { bytesFromText } from './bytes';
import { ProtocolError } from './protocol-error';

/** First byte of a Session ID, whose key is X25519. */
export const SESSION_PREFIX = 0x05;
/** First byte of a group, whose key is Ed25519. */
export const GROUP_PREFIX = 0x03;

const HIDDEN = '[account]';

/** Compare accounts by `hex`; printing one in any way gives `[account]`. */
export class AccountId {
  readonly #bytes: Buffer;
  /** Made when it is asked for: most of a million accounts are only placed. */
  #hex: string | undefined;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** From 33 bytes (copied) whose first is 03 or 05. Throws ProtocolError. */
  static fromBytes(bytes: Buffer): AccountId {
    if (bytes.length !== 33) throw new ProtocolError('an account has 33 bytes');
    const prefix = bytes[0];
    if (prefix !== SESSION_PREFIX && prefix !== GROUP_PREFIX) {
      throw new ProtocolError('an account begins with 03 or 05');
    }
    return new AccountId(Buffer.from(bytes));
  }

  /** From 66 hex digits or base64 of 33 bytes. Throws ProtocolError. */
  static parse(text: unknown): AccountId {
    return AccountId.fromBytes(bytesFromText(text, 33));
  }

  /** 33 bytes: prefix and key. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** 0x05 for a Session ID, 0x03 for a group. */
  get prefix(): number {
    return this.#bytes.readUInt8(0);
  }

  /** The 32 bytes after the prefix: X25519 for a Session ID, Ed25519 for a group. */
  get key(): Buffer {
    return this.#bytes.subarray(1);
  }

  /** 66 lower-case hex digits. */
  get hex(): string {
    this.#hex ??= this.#bytes.toString('hex');
    return this.#hex;
  }

  equals(other: AccountId): boolean {
    return this.#bytes.equals(other.#bytes);
  }

  /** Whether this 32-byte Ed25519 key is the one that signs for the account; never one of small order. */
  isOwnedBy(ed25519: Buffer): boolean {
    const x25519 = x25519OfEd25519(ed25519);
    if (x25519 === undefined) return false;
    return this.key.equals(this.prefix === SESSION_PREFIX ? x25519 : ed25519);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

/** The X25519 form (32 bytes) of an Ed25519 public key; undefined when it is no point of the main subgroup. */
export function x25519OfEd25519(ed25519: Buffer): Buffer | undefined {
  if (ed25519.length !== 32) return undefined;
  const x25519 = Buffer.alloc(32);
  try {
    crypto_sign_ed25519_pk_to_curve25519(x25519, ed25519);
    return x25519;
  } catch {
    return undefined;
  }
}

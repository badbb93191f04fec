/** A subaccount token: the 36 bytes by which an owner lends rights on an account to another Ed25519 key. */
import type { AccountId } from './account-id';
import { ProtocolError } from './protocol-error';

export const READ = 1;
export const WRITE = 2;
export const DELETE = 4;
/** The token counts whatever the first byte of the account is. */
export const ANY_PREFIX = 8;

/** Layout: prefix, flags, 2 reserved bytes, key. Whether its owner signed it is a separate question. */
export class SubaccountToken {
  private constructor(
    /** All 36 bytes: what the owner signs. */
    readonly bytes: Buffer,
  ) {}

  /** From exactly 36 bytes (copied). Throws ProtocolError. */
  static parse(bytes: Buffer): SubaccountToken {
    if (bytes.length !== 36) throw new ProtocolError('a subaccount token has 36 bytes');
    return new SubaccountToken(Buffer.from(bytes));
  }

  get prefix(): number {
    return this.bytes.readUInt8(0);
  }

  /** Sum of READ, WRITE, DELETE, ANY_PREFIX. */
  get flags(): number {
    return this.bytes.readUInt8(1);
  }

  /** The 32-byte Ed25519 key that may act. */
  get key(): Buffer {
    return this.bytes.subarray(4);
  }

  /** Whether the token lends all of `right` on accounts of this account's kind. */
  grants(account: AccountId, right: number): boolean {
    if ((this.flags & right) !== right) return false;
    return this.prefix === account.prefix || (this.flags & ANY_PREFIX) !== 0;
  }
}

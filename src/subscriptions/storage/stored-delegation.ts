/** A delegation as the database keeps it, before it is sealed. */

export interface StoredDelegation {
  /** Id of the master key that our side of it is derived from. */
  readonly masterKeyId: string;
  /** The owner's Ed25519 key, 32 bytes; absent for a group, which is named by it. */
  readonly ownerEd25519?: Buffer;
  /** 36 bytes. */
  readonly token: Buffer;
  /** 64 bytes. */
  readonly signature: Buffer;
}

/** Layout: version, 1 if the owner's key follows, token, signature, owner's key, master key id. */
const VERSION = 1;
const FIXED = 2 + 36 + 64;

export function writeDelegation(delegation: StoredDelegation): Buffer {
  const { masterKeyId, ownerEd25519, token, signature } = delegation;
  const head = Buffer.of(VERSION, ownerEd25519 === undefined ? 0 : 1);
  return Buffer.concat([head, token, signature, ownerEd25519 ?? Buffer.alloc(0), Buffer.from(masterKeyId)]);
}

/** Throws an Error for bytes that this version did not write. */
export function readDelegation(bytes: Buffer): StoredDelegation {
  const named = FIXED + (bytes[1] === 1 ? 32 : 0);
  if (bytes[0] !== VERSION || bytes.length <= named) throw new Error('not a stored delegation');
  return {
    masterKeyId: bytes.subarray(named).toString(),
    ownerEd25519: bytes[1] === 1 ? bytes.subarray(FIXED, named) : undefined,
    token: bytes.subarray(2, 38),
    signature: bytes.subarray(38, FIXED),
  };
}

export function sameDelegation(a: StoredDelegation, b: StoredDelegation): boolean {
  return a.masterKeyId === b.masterKeyId && a.token.equals(b.token) && a.signature.equals(b.signature);
}

/** What a monitor request needs beside account, namespaces and time, as the database keeps it before it is sealed. */

export interface MonitorMaterial {
  /** The data flag that was signed. */
  readonly withData: boolean;
  /** 64 bytes. */
  readonly signature: Buffer;
  /** 32 bytes; absent for groups. */
  readonly sessionEd25519?: Buffer;
  /** 36 and 64 bytes; absent when the owner signed. */
  readonly subaccount?: { readonly token: Buffer; readonly ownerSignature: Buffer };
}

/** Layout: version, flags, signature, then what the flags name. */
const VERSION = 1;
const WITH_DATA = 1;
const SESSION_KEY = 2;
const SUBACCOUNT = 4;

export function writeMonitorMaterial(material: MonitorMaterial): Buffer {
  const { withData, signature, sessionEd25519, subaccount } = material;
  const flags =
    (withData ? WITH_DATA : 0) + (sessionEd25519 ? SESSION_KEY : 0) + (subaccount === undefined ? 0 : SUBACCOUNT);
  const parts = [Buffer.of(VERSION, flags), signature];
  if (sessionEd25519 !== undefined) parts.push(sessionEd25519);
  if (subaccount !== undefined) parts.push(subaccount.token, subaccount.ownerSignature);
  return Buffer.concat(parts);
}

/** Throws an Error for bytes that this version did not write. */
export function readMonitorMaterial(bytes: Buffer): MonitorMaterial {
  const flags = bytes[1] ?? 0;
  const keyed = 66 + (flags & SESSION_KEY ? 32 : 0);
  const length = keyed + (flags & SUBACCOUNT ? 100 : 0);
  if (bytes[0] !== VERSION || bytes.length !== length) throw new Error('not stored monitor material');
  return {
    withData: (flags & WITH_DATA) !== 0,
    signature: bytes.subarray(2, 66),
    sessionEd25519: flags & SESSION_KEY ? bytes.subarray(66, keyed) : undefined,
    subaccount:
      flags & SUBACCOUNT
        ? { token: bytes.subarray(keyed, keyed + 36), ownerSignature: bytes.subarray(keyed + 36, length) }
        : undefined,
  };
}

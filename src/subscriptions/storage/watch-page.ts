/**
 * Many accounts to watch in one value: a row, a column and a Date for each of a million take the driver longer than all
 * the rest. One behind the other: id (8), when the delegation was given (8), number of namespaces (2), each of them (2)
 * with when it began (8), and length (2) and bytes of the sealed account and of the sealed delegation. Numbers are
 * big-endian, instants as Postgres sends them: microseconds since 2000.
 */

export interface StoredWatch {
  readonly id: string;
  readonly accountSealed: Buffer;
  readonly delegationSealed: Buffer;
  /** ms since 1970, like `since`. */
  readonly delegationSignedAt: number;
  /** Ascending. */
  readonly namespaces: readonly { readonly namespace: number; readonly since: number }[];
}

/** The expression that makes one element: `p` is a row of accounts, `w.spaces` the namespaces as above. */
export const WATCH_ELEMENT = `
  int8send(p.id) || timestamptz_send(p.delegation_signed_at)
  || int2send((length(w.spaces) / 10)::smallint) || w.spaces
  || int2send(length(p.account_sealed)::smallint) || p.account_sealed
  || int2send(length(p.delegation_sealed)::smallint) || p.delegation_sealed`;

/** One namespace of an element. */
export const SPACE_ELEMENT = 'int2send(namespace) || timestamptz_send(since)';

const YEAR_2000_MS = Date.UTC(2000, 0, 1);
const HIGH = 2 ** 32;

export function readWatchPage(bytes: Buffer): StoredWatch[] {
  const watches: StoredWatch[] = [];
  for (let at = 0; at < bytes.length; ) {
    const id = String(wholeAt(bytes, at));
    const delegationSignedAt = instantAt(bytes, at + 8);
    const count = bytes.readInt16BE(at + 16);
    at += 18;
    const namespaces: { namespace: number; since: number }[] = [];
    for (let index = 0; index < count; index += 1, at += 10) {
      namespaces.push({ namespace: bytes.readInt16BE(at), since: instantAt(bytes, at + 2) });
    }
    const accountSealed = bytes.subarray(at + 2, at + 2 + bytes.readInt16BE(at));
    at += 2 + accountSealed.length;
    const delegationSealed = bytes.subarray(at + 2, at + 2 + bytes.readInt16BE(at));
    at += 2 + delegationSealed.length;
    watches.push({ id, accountSealed, delegationSealed, delegationSignedAt, namespaces });
  }
  return watches;
}

function wholeAt(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * HIGH + bytes.readUInt32BE(at + 4);
}

function instantAt(bytes: Buffer, at: number): number {
  return Math.floor(wholeAt(bytes, at) / 1_000) + YEAR_2000_MS;
}

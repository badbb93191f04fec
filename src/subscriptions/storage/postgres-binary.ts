/**
 * Values as Postgres sends them in binary, out of many that stand one behind the other: a row, columns and Dates for each
 * of a million take database and driver longer than all the rest. Numbers are big-endian.
 */

const YEAR_2000_MS = Date.UTC(2000, 0, 1);
const HIGH = 2 ** 32;

/** A bigint (8 bytes), below 2^53. */
export function wholeAt(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * HIGH + bytes.readUInt32BE(at + 4);
}

/** A timestamptz (8 bytes, microseconds since 2000), in ms since 1970. */
export function instantAt(bytes: Buffer, at: number): number {
  return Math.floor(wholeAt(bytes, at) / 1_000) + YEAR_2000_MS;
}

/** Bytes behind their length (2 bytes); a view. */
export function sliceAt(bytes: Buffer, at: number): Buffer {
  return bytes.subarray(at + 2, at + 2 + bytes.readInt16BE(at));
}

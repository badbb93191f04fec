/**
 * Arrays of bytes in the form in which Postgres itself sends them (`array_send`), for parameters cast to `bytea[]`. The
 * driver writes an array as text: two hexadecimal digits for a byte, each value quoted, and read back digit by digit.
 */

/** `bytea` in the catalogue of types; its number never changes. */
const BYTEA = 17;
/** Dimensions, whether there are nulls, type of the elements, length, first index. */
const HEAD = 20;
const EMPTY_HEAD = 12;
const NULL = -1;

export function byteaArray(values: readonly (Buffer | null)[]): Buffer {
  if (values.length === 0) return writeHead(Buffer.alloc(EMPTY_HEAD), 0, false);
  const size = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), HEAD);
  const array = writeHead(Buffer.allocUnsafe(size), 1, values.includes(null));
  array.writeInt32BE(values.length, 12);
  array.writeInt32BE(1, 16);
  let at = HEAD;
  for (const value of values) {
    at = array.writeInt32BE(value?.length ?? NULL, at);
    if (value !== null) at += value.copy(array, at);
  }
  return array;
}

function writeHead(array: Buffer, dimensions: 0 | 1, hasNull: boolean): Buffer {
  array.writeInt32BE(dimensions, 0);
  array.writeInt32BE(hasNull ? 1 : 0, 4);
  array.writeInt32BE(BYTEA, 8);
  return array;
}

/** CBOR (RFC 8949) as far as authenticators write it: small integers, bytes, texts, and maps in the order given. */

export type Cbor = number | string | Buffer | readonly (readonly [string | number, Cbor])[];

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const MAP = 5;

export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? head(UNSIGNED, value) : head(NEGATIVE, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(TEXT, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(BYTES, value.length), value]);
  const pairs = value as readonly (readonly [string | number, Cbor])[];
  return Buffer.concat([head(MAP, pairs.length), ...pairs.flatMap(([key, one]) => [cbor(key), cbor(one)])]);
}

function head(type: number, size: number): Buffer {
  const first = type << 5;
  if (size < 24) return Buffer.of(first | size);
  if (size < 256) return Buffer.of(first | 24, size);
  return Buffer.of(first | 25, size >> 8, size & 0xff);
}

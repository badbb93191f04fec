/** Bencode: byte strings, integers, lists, and dictionaries with sorted keys; everything bounded, one spelling only. */
import { ProtocolError } from './protocol-error';

/** Dictionary keys are byte strings held as latin1 text; integers beyond 2^53 are bigint. */
export type BencodeValue = Buffer | number | bigint | readonly BencodeValue[] | ReadonlyMap<string, BencodeValue>;

const MAX_DEPTH = 32;
/** Values in all: a `0:` costs 2 bytes to send and about 100 to hold. */
const MAX_VALUES = 10_000;
const INT64_MIN = -(2n ** 63n);
const UINT64_MAX = 2n ** 64n - 1n;

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const COLON = 0x3a;
const DICT = 0x64;
const END = 0x65;
const INT = 0x69;
const LIST = 0x6c;

/** The one value of `bytes`; its byte strings are views into them. Throws ProtocolError. */
export function decodeBencode(bytes: Buffer): BencodeValue {
  const reader = new BencodeReader(bytes);
  const value = reader.value(MAX_DEPTH);
  reader.finish();
  return value;
}

/** Steps through bencoded bytes; every method throws ProtocolError for what is not there. */
export class BencodeReader {
  #at = 0;
  #values = 0;

  constructor(private readonly bytes: Buffer) {}

  /** Takes the given marker byte if it comes next. */
  take(marker: number): boolean {
    if (this.bytes[this.#at] !== marker) return false;
    this.#at += 1;
    return true;
  }

  /** Demands that nothing follows. */
  finish(): void {
    if (this.#at !== this.bytes.length) throw new ProtocolError('bencode has bytes after its end');
  }

  /** A byte string `<n>:…` as a view. */
  string(): Buffer {
    const start = this.#at;
    let length = 0;
    for (;;) {
      const byte = this.bytes[this.#at];
      this.#at += 1;
      if (byte === COLON) break;
      if (byte === undefined || byte < DIGIT_0 || byte > DIGIT_9) throw new ProtocolError('bad bencode length');
      length = length * 10 + (byte - DIGIT_0);
      if (length > this.bytes.length) throw new ProtocolError('bencode length beyond the end');
    }
    const digits = this.#at - 1 - start;
    if (digits === 0 || (digits > 1 && this.bytes[start] === DIGIT_0)) throw new ProtocolError('bad bencode length');
    if (length > this.bytes.length - this.#at) throw new ProtocolError('bencode length beyond the end');
    const value = this.bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return value;
  }

  /** Any value, nested no deeper than `depth`. */
  value(depth: number): BencodeValue {
    this.#values += 1;
    if (this.#values > MAX_VALUES) throw new ProtocolError('bencode has too many parts');
    if (depth === 0) throw new ProtocolError('bencode is nested too deeply');
    if (this.take(INT)) return this.#integer();
    if (this.take(LIST)) return this.#list(depth - 1);
    if (this.take(DICT)) return this.#dictionary(depth - 1);
    return this.string();
  }

  #list(depth: number): BencodeValue[] {
    const list: BencodeValue[] = [];
    while (!this.take(END)) list.push(this.value(depth));
    return list;
  }

  #dictionary(depth: number): Map<string, BencodeValue> {
    const dictionary = new Map<string, BencodeValue>();
    let last: string | undefined;
    while (!this.take(END)) {
      const key = this.string().toString('latin1');
      if (last !== undefined && key <= last) throw new ProtocolError('bencode keys must ascend');
      last = key;
      dictionary.set(key, this.value(depth));
    }
    return dictionary;
  }

  #integer(): number | bigint {
    // 20 digits and a sign are the longest 64-bit integer.
    const end = this.bytes.subarray(this.#at, this.#at + 22).indexOf(END);
    if (end === -1) throw new ProtocolError('bad bencode integer');
    const text = this.bytes.toString('latin1', this.#at, this.#at + end);
    if (!/^(0|-?[1-9]\d*)$/.test(text)) throw new ProtocolError('bad bencode integer');
    this.#at += end + 1;
    const exact = BigInt(text);
    if (exact < INT64_MIN || exact > UINT64_MAX) throw new ProtocolError('bencode integer beyond 64 bits');
    const short = Number(text);
    return Number.isSafeInteger(short) ? short : exact;
  }
}

/** The bytes of a value, dictionary keys sorted. Throws ProtocolError for what bencode cannot say. */
export function encodeBencode(value: BencodeValue): Buffer {
  const parts: Buffer[] = [];
  write(value, parts, MAX_DEPTH);
  return Buffer.concat(parts);
}

/** A byte string in bencode's form. */
export function bencodeString(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length}:`, 'latin1'), bytes]);
}

function write(value: BencodeValue, parts: Buffer[], depth: number): void {
  if (depth === 0) throw new ProtocolError('bencode is nested too deeply');
  if (Buffer.isBuffer(value)) {
    parts.push(bencodeString(value));
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    parts.push(Buffer.from(`i${exactInteger(value)}e`, 'latin1'));
  } else if (value instanceof Map) {
    parts.push(Buffer.of(DICT));
    for (const key of [...value.keys()].sort()) {
      parts.push(bencodeString(Buffer.from(key, 'latin1')));
      write(value.get(key), parts, depth - 1);
    }
    parts.push(Buffer.of(END));
  } else if (Array.isArray(value)) {
    parts.push(Buffer.of(LIST));
    for (const entry of value as BencodeValue[]) write(entry, parts, depth - 1);
    parts.push(Buffer.of(END));
  } else {
    throw new ProtocolError('bencode has no such value');
  }
}

function exactInteger(value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new ProtocolError('not a safe integer');
  const exact = BigInt(value);
  if (exact < INT64_MIN || exact > UINT64_MAX) throw new ProtocolError('bencode integer beyond 64 bits');
  return exact;
}

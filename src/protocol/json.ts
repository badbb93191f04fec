/** JSON from strangers: UTF-8 only, with its depth and its number of containers bounded before anything is built. */
import { isUtf8 } from 'node:buffer';
import { ProtocolError } from './protocol-error';

export interface JsonLimits {
  /** Deepest nesting of arrays and objects. */
  readonly depth: number;
  /** Arrays and objects in all: an empty one costs 2 bytes to send and over 50 to hold. */
  readonly containers: number;
  /** Commas in all, and so values: each may cost ten times what it costs to send. */
  readonly commas: number;
}

/** Room for the longest answer a storage node gives: 10 MiB of messages of 125 bytes and four fields. */
const LIMITS: JsonLimits = { depth: 32, containers: 100_000, commas: 500_000 };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** The value of a JSON text. A repeated key keeps its last value. Throws ProtocolError. */
export function parseJson(bytes: Buffer, limits: JsonLimits = LIMITS): unknown {
  if (!isUtf8(bytes)) throw new ProtocolError('JSON is not UTF-8');
  boundStructure(bytes, limits);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ProtocolError('not JSON');
  }
}

/** Like parseJson for a text whose outermost value must be an object. Throws ProtocolError. */
export function parseJsonObject(bytes: Buffer, limits: JsonLimits = LIMITS): Record<string, unknown> {
  const value = parseJson(bytes, limits);
  if (!isRecord(value)) throw new ProtocolError('expected a JSON object');
  return value;
}

/** Whether a parsed JSON value is an object (neither null nor an array). */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One pass over the bytes, strings skipped, before JSON.parse may allocate anything. */
function boundStructure(bytes: Buffer, limits: JsonLimits): void {
  let depth = 0;
  let containers = 0;
  let commas = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = closingQuote(bytes, at + 1);
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      containers += 1;
      depth += 1;
      if (depth > limits.depth) throw new ProtocolError('JSON is nested too deeply');
      if (containers > limits.containers) throw new ProtocolError('JSON has too many parts');
    } else if (byte === COMMA) {
      commas += 1;
      if (commas > limits.commas) throw new ProtocolError('JSON has too many parts');
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
    }
  }
}

function closingQuote(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** JSON from strangers: UTF-8 only, with its depth and its number of containers bounded before anything is built. */
import { isUtf8 } from 'node:buffer';
import { ProtocolError } from './protocol-error';

export interface JsonLimits {
  /** Deepest nesting of arrays and objects. */
  readonly depth: number;
  /** Arrays and objects in all: an empty one costs 2 bytes to send and over 50 to hold. */
  readonly containers: number;
}

const LIMITS: JsonLimits = { depth: 32, containers: 100_000 };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

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

function boundStructure(bytes: Buffer, limits: JsonLimits): void {
  let depth = 0;
  let containers = 0;
  let inString = false;
  let escaped = false;
  for (const byte of bytes) {
    if (inString) {
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) {
      inString = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      containers += 1;
      depth += 1;
      if (depth > limits.depth) throw new ProtocolError('JSON is nested too deeply');
      if (containers > limits.containers) throw new ProtocolError('JSON has too many parts');
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
}

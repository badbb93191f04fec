/** Reads the parameters of a storage RPC as strictly as a real node, with its words where a test recorded them. */

export type Params = Readonly<Record<string, unknown>>;

/** The request cannot be read; in a batch it takes all others with it. The message is what the node says. */
export class UnreadableRequest extends Error {
  override readonly name = 'UnreadableRequest';
}

/** Less than this many ms since the epoch was surely meant as seconds. */
const LEAST_TIMESTAMP = 1_000_000_000;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const HASH = /^[A-Za-z0-9+/]{43}$/;

export function isHash(text: string): boolean {
  return HASH.test(text);
}

export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new UnreadableRequest(`Required field '${name}' missing`);
  return value;
}

export function readText(params: Params, name: string): string | undefined {
  const value = present(params, name);
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(name, 'string');
}

export function readInteger(params: Params, name: string): number | undefined {
  const value = present(params, name);
  if (value === undefined || isInteger(value)) return value;
  throw invalid(name, 'integer');
}

/** ms since the epoch. */
export function readTimestamp(params: Params, name: string): number | undefined {
  const value = present(params, name);
  if (value === undefined) return undefined;
  if (!isInteger(value) || value < 0) throw invalid(name, 'integer timestamp (in milliseconds)');
  if (value < LEAST_TIMESTAMP) {
    throw new UnreadableRequest(`Invalid timestamp for '${name}': timestamp must be in milliseconds`);
  }
  return value;
}

/** `timestamp` and `ttl` of a store may also be numbers in strings. */
export function readNumberText(params: Params, name: string): number | undefined {
  const value = present(params, name);
  if (typeof value !== 'string') return readInteger(params, name);
  if (!/^-?\d{1,15}$/.test(value)) throw new UnreadableRequest(`Invalid value given for '${name}': "${value}"`);
  return Number(value);
}

/** An int16; 0 when absent. */
export function readNamespace(params: Params): number {
  const value = present(params, 'namespace');
  if (value === undefined) return 0;
  if (!isInteger(value)) throw invalid('namespace', '16-bit integer');
  if (value < -0x8000 || value > 0x7fff) {
    throw new UnreadableRequest("Invalid value given for 'namespace': value out of range");
  }
  return value;
}

/** A list of strings, or one string for a list of one. */
export function readTexts(params: Params, name: string): string[] | undefined {
  const value = present(params, name);
  if (value === undefined) return undefined;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value as string[];
  throw invalid(name, 'string array');
}

/** 66 lower-case hex digits from `pubkey`, or from its older spelling `pubKey`. */
export function readAccount(params: Params, wording = '66 hex digits (33 bytes)'): string {
  const value = readText(params, 'pubkey');
  const older = readText(params, 'pubKey');
  if (value !== undefined && older !== undefined) {
    throw new UnreadableRequest("Cannot specify both 'pubkey' and 'pubKey'");
  }
  const account = required(value ?? older, 'pubkey');
  if (!/^[0-9a-fA-F]{66}$/.test(account)) throw new UnreadableRequest(`Pubkey must be ${wording} long`);
  return account.toLowerCase();
}

/** 64 bytes from base64 with or without padding. */
export function readSignature(params: Params, name: string, fault: string): Buffer {
  const text = required(readText(params, name), name);
  if (!BASE64.test(text) || !(text.length === 86 || (text.length === 88 && text.endsWith('==')))) {
    throw new UnreadableRequest(`${fault}: expected base64 encoded Ed25519 signature`);
  }
  return Buffer.from(text, 'base64');
}

/** 36 bytes from 48 base64 characters or 72 hex digits. */
export function readToken(text: string, fault: string): Buffer {
  if (text.length === 48 && BASE64.test(text) && !text.endsWith('=')) return Buffer.from(text, 'base64');
  if (/^[0-9a-fA-F]{72}$/.test(text)) return Buffer.from(text, 'hex');
  throw new UnreadableRequest(`${fault}: expected base64 or hex-encoded subaccount token`);
}

export function readData(params: Params): Buffer {
  const text = required(readText(params, 'data'), 'data');
  if (!BASE64.test(text)) throw new UnreadableRequest("Invalid 'data' value: not base64 encoded");
  return Buffer.from(text, 'base64');
}

/** Null counts as absent. */
function present(params: Params, name: string): unknown {
  return Object.hasOwn(params, name) ? (params[name] ?? undefined) : undefined;
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

function invalid(name: string, expected: string): UnreadableRequest {
  return new UnreadableRequest(`Invalid value given for '${name}': expected ${expected}`);
}

/** The v4 form of a request inside an onion: `l<n>:{JSON}[<m>:body]e`, and of its answer. */
import { BencodeReader, bencodeString } from '../bencode';
import { isRecord, parseJsonObject } from '../json';
import { ProtocolError } from '../protocol-error';

export interface V4Request {
  readonly method: string;
  /** Path, perhaps with a query string. */
  readonly endpoint: string;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  readonly body?: Buffer;
}

export interface V4Response {
  readonly code: number;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const LIST = 0x6c;
const END = 0x65;
const MAX_META = 64 * 1024;
const JSON_LIMITS = { depth: 8, containers: 64, commas: 1024 };

/** Reads an inner request; its body is a view. Throws ProtocolError. */
export function readV4Request(plain: Buffer): V4Request {
  const { meta, body } = readEnvelope(plain);
  const { method, endpoint } = meta;
  if (typeof method !== 'string' || typeof endpoint !== 'string') {
    throw new ProtocolError('a v4 request names its method and endpoint');
  }
  const headers = readHeaders(meta.headers);
  return body === undefined ? { method, endpoint, headers } : { method, endpoint, headers, body };
}

/** The bytes of an inner request. */
export function writeV4Request(request: V4Request): Buffer {
  const { method, endpoint, headers, body } = request;
  return writeEnvelope({ method, endpoint, headers }, body);
}

/** The bytes of an inner answer; header names go out in lower case and `content-length` does not go out. */
export function writeV4Response(response: V4Response): Buffer {
  const { 'content-length': _, ...headers } = lowerCased(Object.entries(response.headers));
  return writeEnvelope({ code: response.code, headers }, response.body);
}

/** Reads an inner answer; its body is a view. Throws ProtocolError. */
export function readV4Response(plain: Buffer): V4Response {
  const { meta, body } = readEnvelope(plain);
  const { code } = meta;
  if (typeof code !== 'number' || !Number.isInteger(code) || code < 100 || code > 599) {
    throw new ProtocolError('a v4 answer names its code');
  }
  return { code, headers: readHeaders(meta.headers), body: body ?? Buffer.alloc(0) };
}

function readEnvelope(plain: Buffer): { meta: Record<string, unknown>; body?: Buffer } {
  const reader = new BencodeReader(plain);
  if (!reader.take(LIST)) throw new ProtocolError('a v4 envelope is a bencoded list');
  const metaBytes = reader.string();
  if (metaBytes.length > MAX_META) throw new ProtocolError('the head of the v4 envelope is too long');
  let body: Buffer | undefined;
  if (!reader.take(END)) {
    body = reader.string();
    if (!reader.take(END)) throw new ProtocolError('a v4 envelope has one or two parts');
  }
  reader.finish();
  const meta = parseJsonObject(metaBytes, JSON_LIMITS);
  return body === undefined ? { meta } : { meta, body };
}

function writeEnvelope(meta: object, body: Buffer | undefined): Buffer {
  const parts = [Buffer.of(LIST), bencodeString(Buffer.from(JSON.stringify(meta), 'utf8'))];
  if (body !== undefined) parts.push(bencodeString(body));
  return Buffer.concat([...parts, Buffer.of(END)]);
}

function readHeaders(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) throw new ProtocolError('v4 headers are an object');
  const entries: [string, string][] = [];
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new ProtocolError('a v4 header is a string');
    entries.push([name, text]);
  }
  return lowerCased(entries);
}

/** fromEntries defines own properties, so a header called `__proto__` stays a header. */
function lowerCased(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

/** What we ask a storage node, and what we keep of its answers. */
import { type AccountId, GROUP_PREFIX } from './account-id';
import { isRecord } from './json';
import { ProtocolError } from './protocol-error';

/** A storage node's name for a message: 32 bytes in unpadded base64. */
export const MESSAGE_HASH = /^[A-Za-z0-9+/]{43}$/;

/** Messages kept of one sub-answer; the rest is asked for again. */
const MAX_MESSAGES = 256;
const MAX_SUB_REQUESTS = 20;

export interface RetrieveRequest {
  readonly account: AccountId;
  /** 32 bytes; left out on the wire for groups, whose key it is. */
  readonly ownerEd25519: Buffer;
  readonly namespace: number;
  /** Only messages after this one, in the asked node's own order. */
  readonly lastHash?: string;
  readonly timestampMs: number;
  /** 64 bytes by the delegate over `retrieveText`. */
  readonly signature: Buffer;
  /** 36 bytes. */
  readonly subaccountToken: Buffer;
  /** 64 bytes by the owner. */
  readonly subaccountSignature: Buffer;
  /** Bytes, or when negative one n-th of what a node will send at most (-20: a twentieth). */
  readonly maxSize: number;
}

/** The `params` of one retrieve. Throws ProtocolError for what a node would refuse the whole batch for. */
export function retrieveParams(request: RetrieveRequest): Record<string, unknown> {
  const { account, lastHash, namespace, timestampMs, maxSize } = request;
  if (lastHash !== undefined && !MESSAGE_HASH.test(lastHash)) throw new ProtocolError('lastHash is no message hash');
  if (!Number.isSafeInteger(timestampMs)) throw new ProtocolError('a timestamp is whole milliseconds');
  if (!Number.isInteger(namespace)) throw new ProtocolError('a namespace is an integer');
  if (!Number.isInteger(maxSize) || maxSize === 0) throw new ProtocolError('maxSize is an integer other than 0');
  return {
    pubkey: account.hex,
    ...(account.prefix === GROUP_PREFIX ? {} : { pubkey_ed25519: request.ownerEd25519.toString('hex') }),
    namespace,
    ...(lastHash === undefined ? {} : { last_hash: lastHash }),
    max_size: maxSize,
    timestamp: timestampMs,
    signature: request.signature.toString('base64'),
    subaccount: request.subaccountToken.toString('hex'),
    subaccount_sig: request.subaccountSignature.toString('base64'),
  };
}

/**
 * The JSON body of a batch of 1 to 20 sub-requests. Throws ProtocolError for another number, and when the shares asked
 * for with negative `max_size` exceed one whole: such an answer would break the link between two nodes for everybody.
 */
export function batchBody(requests: readonly { readonly method: string; readonly params: unknown }[]): Buffer {
  if (requests.length < 1 || requests.length > MAX_SUB_REQUESTS) {
    throw new ProtocolError(`a batch holds 1 to ${MAX_SUB_REQUESTS} requests`);
  }
  let share = 0;
  for (const { params } of requests) {
    const maxSize = isRecord(params) ? params.max_size : undefined;
    if (typeof maxSize === 'number' && maxSize < 0) share += 1 / -maxSize;
  }
  if (share > 1 + 1e-9) throw new ProtocolError('the batch asks for more than one whole answer');
  const params = { requests: requests.map(({ method, params }) => ({ method, params })) };
  return Buffer.from(JSON.stringify({ method: 'batch', params }), 'utf8');
}

/** What we keep of a message: nothing of its content, sender or size. */
export interface StoredMessage {
  readonly hash: string;
  /** ms since the epoch. */
  readonly storedAt: number;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** One part of a batch's answer; `t` is the node's clock in ms. */
export type SubAnswer =
  | {
      readonly kind: 'messages';
      /** At most 256, in the node's order. */
      readonly messages: StoredMessage[];
      /** The node holds more after the last of these. */
      readonly more: boolean;
      /** Messages left out because hash or times were not what a node sends. */
      readonly dropped: number;
      readonly t?: number;
    }
  | { readonly kind: 'failed'; readonly code: number; readonly t?: number }
  | { readonly kind: 'malformed' };

/**
 * The answers to a batch of `expected` requests, always that many: what is missing counts as malformed, what is too
 * much is ignored. `t` is the node's clock in ms wherever it stood. Throws ProtocolError when it is no batch answer.
 */
export function readBatchAnswer(body: unknown, expected: number): { answers: SubAnswer[]; t?: number } {
  const results = isRecord(body) ? body.results : undefined;
  if (!isRecord(body) || !Array.isArray(results)) throw new ProtocolError('expected the answer to a batch');
  const answers: SubAnswer[] = [];
  let t = readClock(body);
  for (let index = 0; index < expected; index += 1) {
    const answer = readSubAnswer(results[index]);
    if (t === undefined && answer.kind !== 'malformed') t = answer.t;
    answers.push(answer);
  }
  return t === undefined ? { answers } : { answers, t };
}

function readSubAnswer(result: unknown): SubAnswer {
  if (!isRecord(result)) return { kind: 'malformed' };
  const { code, body } = result;
  if (typeof code !== 'number' || !Number.isInteger(code) || code < 100 || code > 599) return { kind: 'malformed' };
  const clock = isRecord(body) ? readClock(body) : undefined;
  const t = clock === undefined ? {} : { t: clock };
  if (code !== 200) return { kind: 'failed', code, ...t };
  if (!isRecord(body) || !Array.isArray(body.messages)) return { kind: 'malformed' };
  return { kind: 'messages', ...readMessages(body.messages, body.more === true), ...t };
}

function readMessages(
  list: readonly unknown[],
  moreAtNode: boolean,
): { messages: StoredMessage[]; more: boolean; dropped: number } {
  const messages: StoredMessage[] = [];
  let dropped = 0;
  for (const entry of list) {
    if (messages.length === MAX_MESSAGES) return { messages, more: true, dropped };
    const message = readMessage(entry);
    if (message === undefined) dropped += 1;
    else messages.push(message);
  }
  return { messages, more: moreAtNode, dropped };
}

function readMessage(entry: unknown): StoredMessage | undefined {
  if (!isRecord(entry)) return undefined;
  const { hash, timestamp, expiration } = entry;
  if (typeof hash !== 'string' || !MESSAGE_HASH.test(hash)) return undefined;
  if (!isInstant(timestamp) || !isInstant(expiration)) return undefined;
  return { hash, storedAt: timestamp, expiresAt: expiration };
}

function readClock(body: Record<string, unknown>): number | undefined {
  return isInstant(body.t) ? body.t : undefined;
}

/** Whole milliseconds that a Date can hold. */
function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 8_640_000_000_000_000;
}

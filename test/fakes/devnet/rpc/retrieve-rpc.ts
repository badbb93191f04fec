/** `retrieve`: what this node keeps of one namespace, for the owner or a delegate. */
import { isPublicOutbox } from '../message-store';
import { answeredTime, type NodeContext } from '../node-context';
import { dated, ok, type RpcReply, refused } from '../rpc-reply';
import { type Authority, isTimely, permits, READ, readAuthority } from './authority';
import { refusalOfLiar, toldBy } from './retrieve-lies';
import {
  isHash,
  type Params,
  readAccount,
  readInteger,
  readNamespace,
  readText,
  readTimestamp,
  required,
  UnreadableRequest,
} from './rpc-fields';
import { type ReadRpc, wrongSwarm } from './rpc-method';

/** Bytes of messages in one answer, so that the answer in base64 stays below the network's 10 MiB. */
const MOST_BYTES = 7_800_000;
/** Once anybody might read these; old groups still do. */
const OLD_GROUPS = -10;

interface RetrieveRequest {
  readonly account: string;
  readonly namespace: number;
  readonly lastHash?: string;
  readonly maxCount: number;
  readonly maxSize: number;
  readonly signed?: { readonly authority: Authority; readonly timestamp: number };
}

export function readRetrieve(params: Params): ReadRpc {
  const namespace = readNamespace(params);
  const isSigned =
    ['pubkey_ed25519', 'signature', 'timestamp'].some((name) => (params[name] ?? undefined) !== undefined) ||
    ((params.namespace ?? undefined) !== undefined && !isReadableByAll(namespace));
  const signed = isSigned
    ? { authority: readAuthority(params), timestamp: required(readTimestamp(params, 'timestamp'), 'timestamp') }
    : undefined;
  const request = {
    account: readAccount(params),
    namespace,
    ...lastHashOf(params),
    maxCount: readInteger(params, 'max_count') ?? 0,
    maxSize: readInteger(params, 'max_size') ?? 0,
    ...(signed === undefined ? {} : { signed }),
  };
  return (node) => refusalOfLiar(node) ?? refusal(request, node) ?? answer(request, node);
}

function lastHashOf(params: Params): { lastHash?: string } {
  const lastHash = readText(params, 'last_hash') ?? readText(params, 'lastHash');
  if (lastHash === undefined || lastHash === '') return {};
  if (lastHash.length !== 43) throw new UnreadableRequest('Invalid last_hash: expected base64 (43 chars)');
  if (!isHash(lastHash)) throw new UnreadableRequest('Invalid last_hash: not base64');
  return { lastHash };
}

function isReadableByAll(namespace: number): boolean {
  return namespace === OLD_GROUPS || isPublicOutbox(namespace);
}

/** A member who was thrown out may still read why. */
function isReadableWhenRevoked(namespace: number): boolean {
  return namespace < 0 && -namespace % 100 === 11;
}

function refusal({ account, namespace, signed }: RetrieveRequest, node: NodeContext): RpcReply | undefined {
  const elsewhere = wrongSwarm(account, node);
  if (elsewhere !== undefined) return elsewhere;
  if (signed === undefined) {
    return isReadableByAll(namespace) ? undefined : refused(401, 'retrieve: request signature required');
  }
  if (!isTimely(signed.timestamp, node)) return refused(406, 'retrieve timestamp too far from current time');
  const text = `retrieve${namespace === 0 ? '' : namespace}${signed.timestamp}`;
  const needs = { right: READ, evenIfRevoked: isReadableWhenRevoked(namespace) };
  if (permits(signed.authority, text, node, needs)) return undefined;
  return refused(401, 'retrieve signature verification failed');
}

function answer(request: RetrieveRequest, node: NodeContext): RpcReply {
  const { account, namespace, lastHash, maxCount } = request;
  const { messages, more } = node.store.page(account, namespace, lastHash, {
    maxBytes: maxBytes(request),
    ...(maxCount === 0 ? {} : { maxCount: Math.max(1, maxCount) }),
  });
  const told = toldBy(node, messages, more);
  return ok(dated(told, answeredTime(node)));
}

/** Negative: one n-th of the most; nothing said at all: a fifth. */
function maxBytes({ maxSize, maxCount }: RetrieveRequest): number {
  if (maxSize === 0) return maxCount === 0 ? MOST_BYTES / 5 : MOST_BYTES;
  return maxSize < 0 ? Math.floor(MOST_BYTES / -maxSize) : Math.min(maxSize, MOST_BYTES);
}

/** `store`: keeps a message at this node and at the other members of its swarm. */
import { isPublicOutbox, messageHash } from '../message-store';
import { answeredTime, type NodeContext } from '../node-context';
import { type RpcReply, refused } from '../rpc-reply';
import { type Authority, DELETE, isTimely, permits, readAuthority, WRITE } from './authority';
import {
  type Params,
  readAccount,
  readData,
  readNamespace,
  readNumberText,
  readText,
  readTimestamp,
  required,
  UnreadableRequest,
} from './rpc-fields';
import { acrossSwarm, type ReadRpc, wrongSwarm } from './rpc-method';

const DAY = 24 * 60 * 60 * 1000;
const LEAST_TTL = 10_000;
const MOST_TTL = 14 * DAY;
const MOST_OWNER_TTL = 30 * DAY;
const CLOCK_TOLERANCE = 10_000;
const MOST_DATA = 76_800;

interface StoreRequest {
  readonly account: string;
  readonly namespace: number;
  readonly timestamp: number;
  readonly expiry: number;
  readonly data: Buffer;
  readonly authority?: Authority;
  readonly signedAt: number;
}

export function readStore(params: Params): ReadRpc {
  const timestamp = required(readNumberText(params, 'timestamp'), 'timestamp');
  const ttl = readNumberText(params, 'ttl');
  const expiry = readTimestamp(params, 'expiry');
  if (ttl !== undefined && expiry !== undefined) {
    throw new UnreadableRequest("Cannot specify both 'expiry' and 'ttl'");
  }
  if (ttl === undefined && expiry === undefined) {
    throw new UnreadableRequest("Required field 'expiry' or 'ttl' missing");
  }
  const request = {
    account: readAccount(params),
    namespace: readNamespace(params),
    timestamp,
    expiry: expiry ?? timestamp + (ttl ?? 0),
    signedAt: readTimestamp(params, 'sig_timestamp') ?? timestamp,
    ...(readText(params, 'signature') === undefined ? {} : { authority: readAuthority(params) }),
    data: readData(params),
  };
  if (request.data.length > MOST_DATA) {
    throw new UnreadableRequest(`Message body exceeds maximum allowed length of ${MOST_DATA} bytes`);
  }
  return (node) => store(request, node);
}

/** Anybody may write into a namespace divisible by 10. */
function isPublicInbox(namespace: number): boolean {
  return namespace % 10 === 0;
}

function store(request: StoreRequest, node: NodeContext): RpcReply {
  const refusal = wrongSwarm(request.account, node) ?? wrongTimes(request, node) ?? unauthorised(request, node);
  if (refusal !== undefined) return refusal;
  const hash = messageHash(request.account, request.namespace, request.data);
  const { account, namespace, timestamp, expiry, data } = request;
  const reply = acrossSwarm(node, (member) => {
    const outcome = member.store.add({ account, namespace, hash, timestamp, expiry, data });
    return {
      hash,
      expiry: outcome.expiry,
      signature: member.identity.sign(hash),
      ...(outcome.isNew ? {} : { already: true }),
      ...(member === node ? { t: answeredTime(node) } : {}),
    };
  });
  return { status: reply.status, body: { ...(reply.body as object), hash } };
}

function wrongTimes({ namespace, timestamp, expiry }: StoreRequest, node: NodeContext): RpcReply | undefined {
  const ttl = expiry - timestamp;
  if (ttl < LEAST_TTL || ttl > (isPublicInbox(namespace) ? MOST_TTL : MOST_OWNER_TTL)) {
    return refused(403, 'Provided expiry/TTL is not valid.');
  }
  if (timestamp > node.now() + CLOCK_TOLERANCE || expiry < node.now() - CLOCK_TOLERANCE) {
    return refused(406, 'Timestamp error: check your clock');
  }
  return undefined;
}

function unauthorised(request: StoreRequest, node: NodeContext): RpcReply | undefined {
  const { namespace, authority, signedAt } = request;
  if (isPublicInbox(namespace)) return undefined;
  if (authority === undefined) return refused(401, `store: signature required to store to namespace ${namespace}`);
  if (!isTimely(signedAt, node)) return refused(406, 'store signature timestamp too far from current time');
  // The newest message of a public outbox deletes the one before.
  const right = isPublicOutbox(namespace) ? WRITE | DELETE : WRITE;
  const isPermitted = permits(authority, `store${namespace}${signedAt}`, node, { right });
  return isPermitted ? undefined : refused(401, 'store signature verification failed');
}

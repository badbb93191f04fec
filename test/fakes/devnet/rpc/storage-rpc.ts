/** `POST /storage_rpc/v1`: finds the method, reads it, runs it; batches and sequences of them too. */
import type { NodeContext } from '../node-context';
import { ok, type RpcReply, refused } from '../rpc-reply';
import { readGetSwarm, readInfo, readOxendRequest } from './directory-rpc';
import { readDelete, readRevoke, readRevoked, readUnrevoke } from './owner-rpc';
import { readRetrieve } from './retrieve-rpc';
import { type Params, UnreadableRequest } from './rpc-fields';
import type { ReadRpc, RpcMethod } from './rpc-method';
import { readStore } from './store-rpc';

const MOST_IN_BATCH = 20;

const METHODS: ReadonlyMap<string, RpcMethod> = new Map<string, RpcMethod>([
  ['info', readInfo],
  ['get_swarm', readGetSwarm],
  ['get_snodes_for_pubkey', readGetSwarm],
  ['oxend_request', readOxendRequest],
  ['store', readStore],
  ['retrieve', readRetrieve],
  ['revoke_subaccount', readRevoke],
  ['unrevoke_subaccount', readUnrevoke],
  ['revoked_subaccounts', readRevoked],
  ['delete', readDelete],
]);

/** What a request is about, for the record of what a node saw. */
export interface RpcSubject {
  readonly methods: string[];
  readonly accounts: string[];
}

/** Never throws. */
export async function answerRpc(body: Buffer, node: NodeContext): Promise<RpcReply> {
  node.store.removeExpired(node.now());
  const request = parsed(body);
  if (request === undefined) return refused(400, 'invalid json');
  if (typeof request.method !== 'string') return refused(400, 'invalid json: no `method` field');
  if (!isParams(request.params)) return refused(400, 'invalid json: no `params` field');
  const { method, params } = request as { method: string; params: Params };
  try {
    const run = readRpc(method, params);
    return run === undefined ? refused(400, `no method ${method}`) : await run(node);
  } catch (error) {
    if (error instanceof UnreadableRequest) return refused(400, `invalid request: ${error.message}`);
    throw error;
  }
}

export function subjectOf(body: Buffer): RpcSubject {
  const methods: string[] = [];
  const accounts: string[] = [];
  const note = (request: unknown, depth: number): void => {
    if (!isParams(request)) return;
    const params = isParams(request.params) ? request.params : {};
    if (typeof request.method === 'string') methods.push(request.method);
    const account = params.pubkey ?? params.pubKey;
    if (typeof account === 'string') accounts.push(account.toLowerCase());
    if (depth === 0 && Array.isArray(params.requests)) for (const each of params.requests) note(each, 1);
  };
  note(parsed(body), 0);
  return { methods, accounts };
}

function readRpc(method: string, params: Params): ReadRpc | undefined {
  if (method === 'batch') return runBatch(readSubRequests(params));
  if (method === 'sequence') return runSequence(readSubRequests(params));
  return METHODS.get(method)?.(params);
}

function readSubRequests(params: Params): ReadRpc[] {
  const { requests } = params;
  if (!Array.isArray(requests) || requests.length === 0) {
    throw new UnreadableRequest('Invalid batch request: no valid "requests" field');
  }
  if (requests.length > MOST_IN_BATCH) {
    throw new UnreadableRequest('Invalid batch request: subrequest limit exceeded');
  }
  return requests.map((request: unknown) => {
    if (!isParams(request)) throw new UnreadableRequest('Invalid batch request: requests must be objects');
    const { method, params: subParams } = request;
    if (typeof method !== 'string' || !isParams(subParams)) {
      throw new UnreadableRequest('Invalid batch request: subrequests must have method/params keys');
    }
    if (method === 'batch' || method === 'sequence') {
      throw new UnreadableRequest('Invalid batch subrequest: subrequests may not contain meta-requests');
    }
    const run = METHODS.get(method)?.(subParams);
    if (run === undefined) throw new UnreadableRequest(`Invalid batch subrequest: invalid method "${method}"`);
    return run;
  });
}

function runBatch(requests: readonly ReadRpc[]): ReadRpc {
  return async (node) => {
    const replies = await Promise.all(requests.map((run) => run(node)));
    return ok({ results: replies.map(({ status, body }) => ({ code: status, body })) });
  };
}

/** Stops after the first that fails. */
function runSequence(requests: readonly ReadRpc[]): ReadRpc {
  return async (node) => {
    const results: unknown[] = [];
    for (const run of requests) {
      const { status, body } = await run(node);
      results.push({ code: status, body });
      if (status < 200 || status > 299) break;
    }
    return ok({ results });
  };
}

function parsed(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isParams(value) ? { ...value } : {};
  } catch {
    return undefined;
  }
}

function isParams(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

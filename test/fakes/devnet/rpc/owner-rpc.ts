/** What only an owner may ask of a swarm: revoking delegates, taking that back, deleting messages. */
import { answeredTime, type NodeContext } from '../node-context';
import { dated, ok, type RpcReply, refused } from '../rpc-reply';
import { type Authority, DELETE, isTimely, permits, readAuthority } from './authority';
import { isHash, type Params, readTexts, readTimestamp, readToken, required, UnreadableRequest } from './rpc-fields';
import { acrossSwarm, type ReadRpc, wrongSwarm } from './rpc-method';

const MOST_TOKENS = 50;

export function readRevoke(params: Params): ReadRpc {
  const { authority, timestamp, tokens } = readTokensRequest(params, 'revoke');
  return (node) =>
    refusal('revoke_subaccount', { authority, timestamp, tokens }, node) ??
    acrossSwarm(node, (member) => {
      member.store.revoke(authority.account, hexes(tokens));
      return { signature: signatureOf(member, authority.account, timestamp, tokens) };
    });
}

export function readUnrevoke(params: Params): ReadRpc {
  const { authority, timestamp, tokens } = readTokensRequest(params, 'unrevoke');
  return (node) =>
    refusal('unrevoke_subaccount', { authority, timestamp, tokens }, node) ??
    acrossSwarm(node, (member) => ({
      count: member.store.unrevoke(authority.account, hexes(tokens)),
      signature: signatureOf(member, authority.account, timestamp, tokens),
    }));
}

export function readRevoked(params: Params): ReadRpc {
  const authority = readAuthority(params, false);
  const timestamp = required(readTimestamp(params, 'timestamp'), 'timestamp');
  return (node) => {
    const no = refusal('revoked_subaccounts', { authority, timestamp, tokens: [] }, node);
    if (no !== undefined) return no;
    const revoked = node.store
      .revokedTokens(authority.account)
      .map((hex) => Buffer.from(hex, 'hex').toString('base64'));
    return ok(dated({ revoked_subaccounts: revoked }, answeredTime(node)));
  };
}

export function readDelete(params: Params): ReadRpc {
  const authority = readAuthority(params);
  const messages = required(readTexts(params, 'messages'), 'messages');
  if (messages.length === 0) throw new UnreadableRequest('messages does not contain any message hashes');
  const unfit = messages.find((hash) => !isHash(hash));
  if (unfit !== undefined) throw new UnreadableRequest(`invalid message hash: ${unfit}`);
  return (node) => {
    const elsewhere = wrongSwarm(authority.account, node);
    if (elsewhere !== undefined) return elsewhere;
    if (!permits(authority, `delete${messages.join('')}`, node, { right: DELETE })) {
      return refused(401, 'delete_msgs signature verification failed');
    }
    return acrossSwarm(node, (member) => {
      const deleted = member.store.remove(authority.account, messages).sort();
      const signature = member.identity.sign([authority.account, ...messages, ...deleted].join(''));
      return { deleted, signature };
    });
  };
}

interface TokensRequest {
  readonly authority: Authority;
  readonly timestamp: number;
  readonly tokens: readonly Buffer[];
}

function readTokensRequest(params: Params, field: 'revoke' | 'unrevoke'): TokensRequest {
  const authority = readAuthority(params, false);
  const texts = required(readTexts(params, field), field);
  if (texts.length > MOST_TOKENS) {
    throw new UnreadableRequest(`invalid ${field}: cannot ${field} more than ${MOST_TOKENS} subaccounts at once`);
  }
  const tokens = texts.map((text) => readToken(text, `invalid ${field}`));
  return { authority, timestamp: required(readTimestamp(params, 'timestamp'), 'timestamp'), tokens };
}

function refusal(method: string, request: TokensRequest, node: NodeContext): RpcReply | undefined {
  const { authority, timestamp, tokens } = request;
  const elsewhere = wrongSwarm(authority.account, node);
  if (elsewhere !== undefined) return elsewhere;
  if (!isTimely(timestamp, node)) return refused(406, `${method} timestamp too far from current time`);
  const text = Buffer.concat([Buffer.from(`${method}${timestamp}`), ...tokens]);
  return permits(authority, text, node, { right: 0 })
    ? undefined
    : refused(401, `${method} signature verification failed`);
}

function hexes(tokens: readonly Buffer[]): string[] {
  return tokens.map((token) => token.toString('hex'));
}

function signatureOf(member: NodeContext, account: string, timestamp: number, tokens: readonly Buffer[]): string {
  return member.identity.sign(Buffer.concat([Buffer.from(`${account}${timestamp}`), ...tokens]));
}

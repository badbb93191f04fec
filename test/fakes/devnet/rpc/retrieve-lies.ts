/** How a dishonest node answers a retrieve. */
import { randomBytes } from 'node:crypto';
import type { KeptMessage } from '../message-store';
import { answeredTime, type NodeContext } from '../node-context';
import type { AnsweredMessage } from '../node-faults';
import { dated, type RpcReply, refused } from '../rpc-reply';
import { swarmBody } from './rpc-method';

const SHORT_LIFE = 20_000;
const UNFIT_HASHES: readonly unknown[] = ['', 'short', 'A'.repeat(44), `${'A'.repeat(42)}\n`, '=', null, 7, ['A'], {}];

/** The refusal of a node that refuses everything. */
export function refusalOfLiar(node: NodeContext): RpcReply | undefined {
  switch (node.faults.always) {
    case 401:
      return refused(401, 'retrieve signature verification failed');
    case 406:
      return refused(406, 'retrieve timestamp too far from current time');
    case 421:
      return { status: 421, body: dated(swarmBody({ id: node.swarm, members: [node] }), answeredTime(node)) };
    default:
      return undefined;
  }
}

/** The messages as this node tells of them: truly, if nothing is switched on. */
export function toldBy(
  node: NodeContext,
  truth: readonly KeptMessage[],
  more: boolean,
): { messages: unknown; more: boolean } {
  const { faults } = node;
  if (faults.omitsMessages) return { messages: [], more: false };
  const told = faults.replays === undefined ? truth : node.store.messagesOf(faults.replays);
  const messages = told.map((message) => retimed(asAnswered(message), node));
  if (faults.inventsHashes === 'valid') messages.push(invented(randomHash(), node));
  if (faults.inventsHashes === 'invalid') messages.push(...UNFIT_HASHES.map((hash) => invented(hash, node)));
  return { messages: faults.rewrites === undefined ? messages : faults.rewrites(messages), more };
}

function asAnswered({ hash, timestamp, expiry, data }: KeptMessage): AnsweredMessage {
  return { hash, timestamp, expiration: expiry, data: data.toString('base64') };
}

function retimed(message: AnsweredMessage, { faults }: NodeContext): AnsweredMessage {
  const timestamp = Number(message.timestamp) + faults.falseTimestampBy;
  const expiration = faults.claimsShortLived
    ? timestamp + SHORT_LIFE
    : Number(message.expiration) + faults.falseExpirationBy;
  return { ...message, timestamp, expiration };
}

function randomHash(): string {
  return randomBytes(32).toString('base64').slice(0, 43);
}

function invented(hash: unknown, node: NodeContext): AnsweredMessage {
  const timestamp = node.now();
  return { hash, timestamp, expiration: timestamp + 24 * 60 * 60 * 1000, data: 'bGll' };
}

/** What phones are told: success in the words they know, a fault with its number, and the HTTP status that goes with both. */
import type { DelegateKey } from '../../protocol/delegation';
import type { Fault } from './fault';

export type Reply =
  | { readonly success: true; readonly added: true; readonly message: string }
  | { readonly success: true; readonly updated: true; readonly message: string }
  | { readonly success: true; readonly removed: boolean; readonly message: string }
  | { readonly delegate: string; readonly token: string }
  | { readonly error: number; readonly message: string };

export const ADDED: Reply = { success: true, added: true, message: 'Subscribed' };
export const UPDATED: Reply = { success: true, updated: true, message: 'Subscription renewed' };
export const REMOVED: Reply = { success: true, removed: true, message: 'Unsubscribed' };
export const NOT_REMOVED: Reply = { success: true, removed: false, message: 'There was no such subscription' };

export function delegateReply(key: Pick<DelegateKey, 'publicKey'>, token: Buffer): Reply {
  return { delegate: key.publicKey.toString('hex'), token: token.toString('hex') };
}

export function faultReply(fault: Fault): Reply {
  return { error: fault.code, message: fault.message };
}

/** What goes back through either door: a status and JSON. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const TRY_AGAIN = 503;
const OK = 200;

/**
 * One reply, or a list of them. 503 when any element may succeed if it is sent again as it is (codes 3 and 5): a phone
 * takes an error inside a 200 for an answer it has to live with.
 */
export function answerOf(replies: Reply | readonly Reply[]): Answer {
  const all = Array.isArray(replies) ? (replies as readonly Reply[]) : [replies as Reply];
  const again = all.some((reply) => 'error' in reply && (reply.error === 3 || reply.error === 5));
  return jsonAnswer(again ? TRY_AGAIN : OK, replies);
}

/** A fault of the transport around a request, with a status of its own. */
export function transportAnswer(status: 400 | 404 | 405, message: string): Answer {
  return jsonAnswer(status, { error: 1, message });
}

function jsonAnswer(status: number, value: unknown): Answer {
  return { status, body: Buffer.from(JSON.stringify(value)) };
}

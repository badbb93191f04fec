/** Asks a node directly, as a test would: no onion, no retry, the answer as it came. */
import { PATIENCE_MS } from '../../support/patience';
import { post } from '../phone/https-post';

/** The fields that answers of the various methods have; which of them are there depends on method and status. */
export interface AnswerBody {
  readonly hash: string;
  readonly swarm: Record<string, { readonly already?: boolean; readonly failed?: boolean }>;
  readonly messages: {
    readonly hash: string;
    readonly timestamp: number;
    readonly expiration: number;
    readonly data: string;
  }[];
  readonly more: boolean;
  readonly t: number;
  readonly hf: number[];
  readonly results: { readonly code: number; readonly body: AnswerBody }[];
  readonly snodes: { readonly pubkey_ed25519: string }[];
  readonly revoked_subaccounts: string[];
}

export interface NodeAnswer {
  readonly status: number;
  /** A text in truth when the node refuses. */
  readonly body: AnswerBody;
}

/** `url`: `https://host:port`. Throws PostFailure. */
export async function askNode(url: string, method: string, params: object): Promise<NodeAnswer> {
  const body = Buffer.from(JSON.stringify({ method, params }));
  const answer = await post(`${url}/storage_rpc/v1`, body, { timeoutMs: PATIENCE_MS });
  const text = answer.body.toString('utf8');
  const isJson = answer.headers['content-type'] === 'application/json';
  return { status: answer.status, body: (isJson ? JSON.parse(text) : text) as AnswerBody };
}

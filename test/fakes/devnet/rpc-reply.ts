/** What a storage node answers to one request, and how it stands on the wire. */

export interface RpcReply {
  /** HTTP status; inside an onion or a batch it travels as a number in JSON. */
  readonly status: number;
  /** A text, or JSON. */
  readonly body: unknown;
}

/** Every answer names its hard fork. */
const HARD_FORK = [19, 4];

export function ok(body: Record<string, unknown>): RpcReply {
  return { status: 200, body };
}

export function refused(status: number, text: string): RpcReply {
  return { status, body: text };
}

/** The body with the two fields that most answers carry: hard fork and the node's clock in ms. */
export function dated(body: Record<string, unknown>, t: number): Record<string, unknown> {
  return { ...body, hf: HARD_FORK, t };
}

/** A JSON number beyond 2^53, kept digit by digit. */
export function bigNumber(value: bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(value.toString());
}

/** JSON with its keys in alphabetical order, as real nodes write it. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isPlainObject(part) ? sorted(part) : part));
}

function isPlainObject(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null && Object.getPrototypeOf(part) === Object.prototype;
}

function sorted(part: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
}

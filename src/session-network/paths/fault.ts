/** What went wrong with one attempt, as far as we can tell who is to blame. */

export type Fault =
  /** No connection to the guard: we saw it ourselves. */
  | { readonly kind: 'silent' }
  /** The guard closed the connection without an answer; once this may be a link that was idle too long. */
  | { readonly kind: 'broken' }
  /** A node on the way says, in clear text and unproved, that the node of this name is missing or not ready. */
  | { readonly kind: 'named'; readonly name: string }
  /** No answer in time, an error without a name, or an answer that nobody on the path can have meant. */
  | { readonly kind: 'unexplained' };

const NAMED = /^(?:Next node not found|Snode not ready): ([0-9a-f]{64})\s*$/i;

/**
 * The fault behind an answer in clear text, whose `status` is not 200. Every node on the way may have written it, so
 * even the name of the guard proves nothing about the guard.
 */
export function faultOf(status: number, body: Buffer): Fault {
  if ((status === 502 || status === 503) && body.length <= 200) {
    const name = NAMED.exec(body.toString('latin1'))?.[1];
    if (name !== undefined) return { kind: 'named', name: name.toLowerCase() };
  }
  return { kind: 'unexplained' };
}

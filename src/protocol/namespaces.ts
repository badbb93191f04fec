/** Namespaces: the numbered mailboxes of an account that a phone asks us to watch. */
import { ProtocolError } from './protocol-error';

/**
 * Phones sign for five; tens of thousands would fit into a request, and every node of a swarm would be shown all of them
 * again and again.
 */
export const MOST_NAMESPACES = 256;

/** A strictly ascending, non-empty list of at most 256 int16. Throws ProtocolError for anything else. */
export function readNamespaces(value: unknown): number[] {
  if (!Array.isArray(value) || value.length === 0) throw new ProtocolError('namespaces must be a non-empty list');
  if (value.length > MOST_NAMESPACES) throw new ProtocolError('too many namespaces');
  const namespaces: number[] = [];
  let last = -Infinity;
  for (const entry of value as unknown[]) {
    if (typeof entry !== 'number' || !Number.isInteger(entry) || entry < -0x8000 || entry > 0x7fff) {
      throw new ProtocolError('a namespace is an integer between -32768 and 32767');
    }
    if (entry <= last) throw new ProtocolError('namespaces must ascend without repeating');
    last = entry;
    namespaces.push(entry + 0); // -0 becomes 0
  }
  return namespaces;
}

/** What became of one HTTP request at a node: the answer, and what the node learned on the way. */
import type { NodeFaults } from './node-faults';
import type { Sighting } from './sightings';

export interface HandledRequest {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  readonly role: Sighting['role'];
  readonly methods?: readonly string[];
  readonly accounts?: readonly string[];
  readonly passedTo?: string;
  /** What the node decrypted. */
  readonly opened?: Buffer;
}

export const LARGEST_BODY = 10 * 1024 * 1024;

/** Whether a fault that may be limited to one part of the node's work counts for this one. */
export function concerns(faults: NodeFaults, role: Sighting['role']): boolean {
  if (faults.only === undefined) return true;
  const isRelaying = role === 'relay' || role === 'proxy';
  return faults.only === 'asRelay' ? isRelaying : !isRelaying;
}

export function plainText(status: number, text: string, role: Sighting['role'] = 'refused'): HandledRequest {
  return { status, contentType: 'text/plain', body: Buffer.from(text), role };
}

/** Reads a request's body whatever its content type says, up to a bound. */
import type { Readable } from 'node:stream';

export type ReadBody =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  | { readonly kind: 'too-long' }
  /** The other side went away; nobody waits for an answer. */
  | { readonly kind: 'broken' };

/** What is over the bound is read and dropped up to this, so that the sender gets to read why; then no more is read. */
const PATIENCE = 8;

/** `maxBytes` are kept. Nobody else may have read the stream before. By events: an iterator costs three times as much. */
export function readBody(stream: Readable, maxBytes: number): Promise<ReadBody> {
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    // It went away before anybody listened, and will not say so again.
    if (stream.destroyed) resolve({ kind: 'broken' });
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (length > maxBytes * PATIENCE) {
        // Not destroyed: that would take the connection away from under the answer.
        stream.pause();
        resolve({ kind: 'too-long' });
      }
    });
    stream.on('end', () => {
      if (length > maxBytes) resolve({ kind: 'too-long' });
      else resolve({ kind: 'whole', bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) });
    });
    stream.on('error', () => resolve({ kind: 'broken' }));
    stream.on('close', () => resolve({ kind: 'broken' }));
  });
}

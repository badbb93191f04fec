/** Reads a request's body whatever its content type says, up to a bound. */

export type ReadBody =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  | { readonly kind: 'too-long' }
  /** The other side went away; nobody waits for an answer. */
  | { readonly kind: 'broken' };

/** What is over the bound is read and dropped up to this, so that the sender gets to read why; then no more is read. */
const PATIENCE = 8;

/** `maxBytes` are kept. Nobody else may have read the stream before. */
export async function readBody(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReadBody> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      length += chunk.length;
      if (length > maxBytes * PATIENCE) break;
      if (length <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return { kind: 'broken' };
  }
  return length > maxBytes ? { kind: 'too-long' } : { kind: 'whole', bytes: Buffer.concat(chunks) };
}

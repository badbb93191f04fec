/** A paper on its way out: bytes to keep, never a page. Whatever it holds, no browser opens it here. */
import type { Response } from 'express';

/** Says nothing of what is in it, so that nothing is tried with it. */
const OPAQUE = 'application/octet-stream';

export function sendFile(response: Response, name: string, bytes: Buffer): void {
  // attachment() writes the name as RFC 6266 wants it and sets a type by its ending, which is set back after it.
  response.attachment(name);
  response.set({
    'content-type': OPAQUE,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'x-download-options': 'noopen',
    'cache-control': 'no-store',
  });
  response.end(bytes);
}

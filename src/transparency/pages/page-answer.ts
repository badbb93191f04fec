/** What goes out with a page or a file: security headers, how long it may be kept, and a mark of its bytes. */
import { createHash } from 'node:crypto';
import type { Response } from 'express';

export type Keeping = 'immutable' | 'short' | 'none';

export interface Answer {
  readonly body: string | Buffer;
  /** Media type without its charset; texts are UTF-8. */
  readonly type: string;
  readonly status?: number;
  readonly keeping?: Keeping;
  /** Values of the Link header (RFC 8288). */
  readonly links?: readonly string[];
  /** ISO instant of the last change, where that is known (RFC 9110, 8.8.2). */
  readonly modifiedAt?: string;
}

/** A page may show its own style and images and do nothing else. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const CACHE_CONTROL: Readonly<Record<Keeping, string>> = {
  immutable: 'public, max-age=31536000, immutable',
  short: 'public, max-age=300',
  none: 'no-store',
};

export function headersOf({ body, type, keeping = 'short', links = [], modifiedAt }: Answer): Record<string, string> {
  const isText = typeof body === 'string';
  const isPage = type === 'text/html';
  return {
    'content-type': isText ? `${type}; charset=utf-8` : type,
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cross-origin-opener-policy': 'same-origin',
    // Files are for everybody, also for programs in other people's pages.
    'cross-origin-resource-policy': isPage ? 'same-origin' : 'cross-origin',
    ...(isPage ? {} : { 'access-control-allow-origin': '*' }),
    'cache-control': CACHE_CONTROL[keeping],
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
    ...(modifiedAt === undefined ? {} : { 'last-modified': new Date(modifiedAt).toUTCString() }),
    ...(links.length > 0 ? { link: links.join(', ') } : {}),
  };
}

/** Express answers HEAD and If-None-Match by itself once the mark is set. */
export function send(response: Response, answer: Answer): void {
  response.removeHeader('x-powered-by');
  response
    .status(answer.status ?? 200)
    .set(headersOf(answer))
    .send(answer.body);
}

export function htmlAnswer(body: string, more: Partial<Answer> = {}): Answer {
  return { body, type: 'text/html', ...more };
}

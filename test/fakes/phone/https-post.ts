/** One POST over HTTP or HTTPS without checking a certificate, from an address of choice. */
import * as http from 'node:http';
import * as https from 'node:https';
import { createSecureContext } from 'node:tls';

export interface PostOptions {
  /** ms until the whole answer must be here. */
  readonly timeoutMs: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Address to connect from. */
  readonly localAddress?: string;
  /** Keeps connections open between requests; without one each request has its own. */
  readonly agent?: https.Agent;
  /** Longest answer taken, in bytes. */
  readonly maxBytes?: number;
}

export interface PostAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** No whole answer came. */
export class PostFailure extends Error {
  override readonly name = 'PostFailure';
  constructor(readonly kind: 'timeout' | 'refused' | 'broken' | 'too-large') {
    super(`no answer: ${kind}`);
  }
}

/** A connection for each request. They share what TLS has to prepare, which costs more than the rest of a request. */
const oneEach = new https.Agent({ secureContext: createSecureContext() });
const MOST_BYTES = 32 * 1024 * 1024;

/** Answers with any status are answers. Throws PostFailure. */
export async function post(url: string, body: Buffer, options: PostOptions): Promise<PostAnswer> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  try {
    return await attempt(url, body, options, deadline);
  } catch (error) {
    // The other side may close an idle connection at the very moment we use it.
    if (error instanceof StaleConnection) return await attempt(url, body, options, deadline);
    throw error;
  }
}

class StaleConnection extends PostFailure {
  constructor() {
    super('broken');
  }
}

function attempt(url: string, body: Buffer, options: PostOptions, deadline: AbortSignal): Promise<PostAnswer> {
  const { headers, localAddress, agent, maxBytes = MOST_BYTES } = options;
  return new Promise((resolve, reject) => {
    const isTls = url.startsWith('https:');
    const request = (isTls ? https : http).request(url, {
      method: 'POST',
      agent: agent ?? (isTls && oneEach),
      rejectUnauthorized: false,
      signal: deadline,
      headers: { ...headers, 'Content-Length': body.length },
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (request.reusedSocket && error.code === 'ECONNRESET' && !deadline.aborted) reject(new StaleConnection());
      else reject(failureOf(error, deadline));
    });
    request.on('response', (response) => {
      collect(response, maxBytes).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes }),
        (error: unknown) => {
          request.destroy();
          reject(failureOf(error, deadline));
        },
      );
    });
    request.end(body);
  });
}

async function collect(response: http.IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new PostFailure('too-large');
    chunks.push(chunk);
  }
  if (!response.complete) throw new PostFailure('broken');
  return Buffer.concat(chunks);
}

function failureOf(error: unknown, deadline: AbortSignal): PostFailure {
  if (error instanceof PostFailure) return error;
  if (deadline.aborted) return new PostFailure('timeout');
  const refused = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];
  return new PostFailure(refused.includes((error as NodeJS.ErrnoException).code ?? '') ? 'refused' : 'broken');
}

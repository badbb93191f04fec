/** Listens to everything that a fake vendor is asked, accepted or not: headers and body of each request, decrypted. */

import type { IncomingMessage } from 'node:http';
import type { Http2SecureServer, ServerHttp2Stream } from 'node:http2';
import type { Server } from 'node:https';
import type { FakeApple } from '../../fakes/apple/fake-apple';
import type { FakeGoogle } from '../../fakes/google/fake-google';

export interface TappedRequest {
  /** Names and values in turn, as they came. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Who connected. */
  readonly from: string;
}

export class VendorTap {
  readonly requests: TappedRequest[] = [];

  static onApple(apple: FakeApple): VendorTap {
    const tap = new VendorTap();
    // The fake itself remembers only what it accepted.
    const { server } = apple as unknown as { server: Http2SecureServer };
    server.on('stream', (stream: ServerHttp2Stream, _headers: unknown, _flags: number, rawHeaders: string[]) => {
      tap.#hear(stream, rawHeaders, stream.session?.socket.remoteAddress);
    });
    return tap;
  }

  static onGoogle(google: FakeGoogle): VendorTap {
    const tap = new VendorTap();
    const { server } = google as unknown as { server: Server };
    server.on('request', (request: IncomingMessage) => {
      const line = [':method', request.method ?? '', ':path', request.url ?? ''];
      tap.#hear(request, [...line, ...request.rawHeaders], request.socket.remoteAddress);
    });
    return tap;
  }

  #hear(stream: NodeJS.ReadableStream, headers: readonly string[], from = ''): void {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => this.requests.push({ headers, body: Buffer.concat(parts), from }));
  }
}

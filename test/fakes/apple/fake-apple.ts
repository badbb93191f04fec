/** A fake of Apple's push service that speaks its true protocol: HTTP/2 over TLS, signed provider tokens, all answers. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { testCaFile, testCaPem, testServerIdentity } from '../tls/test-certificate';
import { Orders } from '../vendor/orders';
import { Received } from '../vendor/received';
import { type AppleReply, deviceTokenOf, faultOf } from './apple-rules';
import { type AppleTeam, newAppleTeam, TokenCheck } from './apple-team';

export interface FakeAppleOptions {
  /** A loopback address of the test certificate (see ../tls/README.md). Default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  readonly topic?: string;
  readonly team?: AppleTeam;
  /** Streams granted once a connection has shown a valid provider token. Default 1000. */
  readonly streams?: number;
  /** How many accepted pushes are remembered. Default 10,000. */
  readonly keep?: number;
}

/** One push as it was accepted. */
export interface ApplePush {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly deviceToken: string;
  readonly headers: IncomingHttpHeaders;
  /** The exact bytes. */
  readonly body: Buffer;
}

export class FakeApple {
  readonly orders = new Orders<AppleReply>();
  readonly pushes: Received<ApplePush>;
  readonly caPem = testCaPem;
  readonly caFile = testCaFile;
  /** Requests of any kind, answered or not. */
  requests = 0;
  /** Connections that completed the TLS handshake. */
  connections = 0;
  private readonly check: TokenCheck;
  private readonly sessions = new Set<ServerHttp2Session>();
  private readonly sockets = new Set<Socket>();
  private readonly proven = new WeakSet<Http2Session>();

  private constructor(
    private readonly server: Http2SecureServer,
    readonly topic: string,
    readonly team: AppleTeam,
    private readonly streams: number,
    keep: number,
  ) {
    this.pushes = new Received(keep);
    this.check = new TokenCheck(team);
    server.on('connection', (socket: Socket) => this.keep(this.sockets, socket));
    server.on('session', (session) => {
      this.connections += 1;
      this.keep(this.sessions, session);
      session.on('error', () => undefined);
    });
    server.on('sessionError', () => undefined);
    server.on('stream', (stream, headers) => this.hear(stream, headers));
  }

  static async start(options: FakeAppleOptions = {}): Promise<FakeApple> {
    const server = createSecureServer({ ...testServerIdentity, settings: { maxConcurrentStreams: 1 } });
    const { topic = 'com.example.session', team = newAppleTeam(), streams = 1000, keep = 10_000 } = options;
    const apple = new FakeApple(server, topic, team, streams, keep);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
    await once(server, 'listening');
    return apple;
  }

  get url(): string {
    const { address, port, family } = this.server.address() as AddressInfo;
    return `https://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Well-signed provider tokens seen so far, each once. */
  get providerTokens(): readonly string[] {
    return this.check.seen;
  }

  /** From now on calls every provider token it has seen expired. */
  expireProviderTokens(): void {
    this.check.expireSeen();
  }

  /** Sends GOAWAY on every connection and ends it; requests without an answer are lost with it. */
  goAway(): void {
    for (const session of this.sessions) {
      session.goaway(constants.NGHTTP2_NO_ERROR);
      setImmediate(() => session.destroy());
    }
  }

  /** Cuts every connection without a word. */
  killConnections(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.orders.release();
    const closed = once(this.server, 'close');
    this.server.close();
    for (const session of this.sessions) session.destroy();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private hear(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    this.requests += 1;
    const parts: Buffer[] = [];
    stream.on('error', () => undefined);
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      const pause = this.orders.pause();
      if (pause === undefined) this.answer(stream, headers, Buffer.concat(parts));
      else void pause.then(() => this.answer(stream, headers, Buffer.concat(parts)));
    });
  }

  private answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: Buffer): void {
    if (stream.destroyed || stream.closed) return;
    const deviceToken = deviceTokenOf(headers[':path']);
    const fault = this.check.fault(headers.authorization);
    if (fault === undefined) this.grantStreams(stream.session);
    const reply =
      this.orders.reply(deviceToken) ??
      (fault === undefined ? faultOf(headers, body, this.topic) : { status: 403, reason: fault });
    if (reply !== undefined && reply.status !== 200) {
      this.refuse(stream, reply);
      return;
    }
    stream.respond({ ':status': 200, 'apns-id': headers['apns-id'] ?? randomUUID() }, { endStream: true });
    this.pushes.add({ at: Date.now(), deviceToken: deviceToken ?? '', headers, body });
  }

  private refuse(stream: ServerHttp2Stream, reply: AppleReply): void {
    const { status, reason, timestamp, retryAfter } = reply;
    const said = { ...(reason && { reason }), ...(timestamp && { timestamp }) };
    stream.respond({
      ':status': status,
      'apns-id': randomUUID(),
      'content-type': 'application/json',
      ...(retryAfter && { 'retry-after': retryAfter }),
    });
    stream.end(reply.rawBody ?? (reason === undefined ? '' : JSON.stringify(said)));
  }

  /** Apple allows one stream until a connection has shown a valid token. */
  private grantStreams(session: Http2Session | undefined): void {
    if (session === undefined || this.proven.has(session)) return;
    this.proven.add(session);
    session.settings({ maxConcurrentStreams: this.streams });
  }

  private keep<T extends ServerHttp2Session | Socket>(all: Set<T>, one: T): void {
    all.add(one);
    one.once('close', () => all.delete(one));
  }
}

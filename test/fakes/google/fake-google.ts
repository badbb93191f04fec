/** A fake of Google's push service that speaks its true protocol over TLS: OAuth token service and messages:send. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { testCaFile, testCaPem, testServerIdentity } from '../tls/test-certificate';
import { Orders } from '../vendor/orders';
import { Received } from '../vendor/received';
import { assertionFault, type GoogleAccount, newGoogleAccount } from './google-account';
import { GOOGLE_ERRORS, type GoogleReply } from './google-errors';
import { faultOf, tokenOf } from './google-rules';

export interface FakeGoogleOptions {
  /** A loopback address of the test certificate (see ../tls/README.md). Default 127.0.0.1. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  readonly projectId?: string;
  /** What access tokens are said to live, in seconds. Default 3599, as Google's. */
  readonly tokenLifetimeS?: number;
  /** How many accepted pushes are remembered. Default 10,000. */
  readonly keep?: number;
}

/** One push as it was accepted. */
export interface GooglePush {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly token: string;
  readonly headers: IncomingHttpHeaders;
  /** The exact bytes. */
  readonly body: Buffer;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LARGEST_BODY = 64 * 1024;

export class FakeGoogle {
  readonly orders = new Orders<GoogleReply>();
  /** Orders for the token service alone. */
  readonly tokenOrders = new Orders<GoogleReply>();
  readonly pushes: Received<GooglePush>;
  readonly caPem = testCaPem;
  readonly caFile = testCaFile;
  /** Requests to messages:send, answered or not. */
  sendRequests = 0;
  tokenRequests = 0;
  private readonly accessTokens = new Map<string, number>();
  private readonly sockets = new Set<Socket>();
  private account!: GoogleAccount;

  private constructor(
    private readonly server: Server,
    readonly projectId: string,
    private readonly tokenLifetimeS: number,
    keep: number,
  ) {
    this.pushes = new Received(keep);
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.hear(request, response));
  }

  static async start(options: FakeGoogleOptions = {}): Promise<FakeGoogle> {
    const { projectId = 'session-test', tokenLifetimeS = 3599, keep = 10_000 } = options;
    const server = createServer(testServerIdentity);
    const google = new FakeGoogle(server, projectId, tokenLifetimeS, keep);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
    await once(server, 'listening');
    google.account = await newGoogleAccount(projectId, `${google.url}/token`);
    return google;
  }

  get url(): string {
    const { address, port, family } = this.server.address() as AddressInfo;
    return `https://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** The text of the service account file; its token_uri leads here. */
  get serviceAccountJson(): string {
    return JSON.stringify(this.account.file, undefined, 2);
  }

  /** From now on knows none of the access tokens it gave out. */
  revokeAccessTokens(): void {
    this.accessTokens.clear();
  }

  /** Cuts every connection without a word. */
  killConnections(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.orders.release();
    this.tokenOrders.release();
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private hear(request: IncomingMessage, response: ServerResponse): void {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('error', () => undefined);
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size > LARGEST_BODY) request.destroy();
      else parts.push(part);
    });
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const { method, url } = request;
      if (method === 'POST' && url === '/token') void this.sellToken(body, response);
      else if (method === 'POST' && url === `/v1/projects/${this.projectId}/messages:send`) {
        void this.send(request.headers, body, response);
      } else reply(response, GOOGLE_ERRORS.NO_SUCH_PROJECT);
    });
  }

  private async sellToken(body: Buffer, response: ServerResponse): Promise<void> {
    this.tokenRequests += 1;
    await this.tokenOrders.pause();
    const ordered = this.tokenOrders.reply(undefined);
    if (ordered !== undefined) return reply(response, ordered);
    const form = new URLSearchParams(body.toString());
    if (form.get('grant_type') !== GRANT)
      return reply(response, oauthError('unsupported_grant_type', 'Invalid grant_type'));
    const fault = assertionFault(form.get('assertion') ?? '', this.account);
    if (fault !== undefined) return reply(response, oauthError('invalid_grant', fault));
    const token = `ya29.c.${randomBytes(48).toString('base64url')}`;
    this.accessTokens.set(token, Date.now() + this.tokenLifetimeS * 1000);
    reply(response, {
      status: 200,
      body: { access_token: token, expires_in: this.tokenLifetimeS, token_type: 'Bearer' },
    });
  }

  private async send(headers: IncomingHttpHeaders, bytes: Buffer, response: ServerResponse): Promise<void> {
    this.sendRequests += 1;
    const pause = this.orders.pause();
    if (pause !== undefined) await pause;
    if (response.destroyed) return;
    const body = parsed(bytes);
    const token = tokenOf(body);
    const refusal = this.orders.reply(token) ?? this.refusal(headers.authorization, body);
    if (refusal !== undefined && refusal.status !== 200) return reply(response, refusal);
    reply(response, { status: 200, body: { name: `projects/${this.projectId}/messages/${randomUUID()}` } });
    this.pushes.add({ at: Date.now(), token: token ?? '', headers, body: bytes });
  }

  private refusal(authorization: string | undefined, body: unknown): GoogleReply | undefined {
    const accessToken = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '';
    const known = (this.accessTokens.get(accessToken) ?? 0) > Date.now();
    return known ? faultOf(body) : GOOGLE_ERRORS.UNAUTHENTICATED;
  }
}

/** The token service answers in OAuth's own form (RFC 6749), not in that of Google's APIs. */
export function oauthError(error: string, description: string, status = 400): GoogleReply {
  return { status, body: { error, error_description: description } };
}

function reply(response: ServerResponse, { status, body, retryAfter }: GoogleReply): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body, undefined, 2);
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/html; charset=UTF-8' : 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(text),
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
  });
  response.end(text);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

/** One HTTP/2 connection to one of Apple's hosts, kept by node-apn: a device token goes out, Apple's answer comes in. */
import type { ClientHttp2Session } from 'node:http2';
import { type AppleAnswer, expirationAt, wakeUpNotification } from './apns-dialect';
import { ApnsExchange } from './apns-exchange.connection';
import {
  type AppleHost,
  type NodeApnClient,
  type NodeApnNotification,
  nodeApnClient,
  nodeApnNotification,
} from './node-apn.client';

export interface ApnsConnectionSettings extends AppleHost {
  readonly topic: string;
  /** A connection on which nothing came back for so long, while an answer was due, is taken for dead. */
  readonly silenceMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const SILENT = Object.assign(new Error('the connection was silent'), { code: 'CONNECTION_SILENT' });

export class ApnsConnection {
  private readonly client: NodeApnClient;
  private readonly notification: NodeApnNotification;
  private readonly body: string;
  private readonly sessions = new Set<ClientHttp2Session>();
  private readonly lastHeard = new WeakMap<ClientHttp2Session, number>();

  constructor(private readonly settings: ApnsConnectionSettings) {
    this.client = nodeApnClient(settings);
    this.notification = nodeApnNotification(wakeUpNotification(settings.topic));
    this.body = this.notification.compile();
  }

  /**
   * Sends one wake-up. Rejects with the error of the link (its `code` tells which) when Apple did not answer;
   * with the signal's reason when it aborted.
   */
  async exchange(deviceToken: string, signal: AbortSignal): Promise<AppleAnswer> {
    const session = await this.liveSession();
    signal.throwIfAborted();
    const exchange = new ApnsExchange(session);
    const startedAt = performance.now();
    const message = { headers: this.headers(), body: this.body };
    const path = `/3/device/${deviceToken}`;
    const sent = this.client.request(exchange, this.settings.endpoint.hostname, message, path, 'POST');
    const cancel = () => {
      exchange.cancel(signal.reason);
      this.dropIfSilent(session, startedAt);
    };
    signal.addEventListener('abort', cancel);
    try {
      const answer = await exchange.answer(sent);
      this.lastHeard.set(session, performance.now());
      return answer;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Closes the connection; what is still under way rejects. */
  close(): void {
    for (const session of this.sessions) session.destroy();
    // Ends its timers at once; its promise never settles for a session that was destroyed or never connected.
    void this.client.shutdown();
  }

  private headers(): object {
    this.notification.expiry = expirationAt(this.settings.now());
    return this.notification.headers();
  }

  private async liveSession(): Promise<ClientHttp2Session> {
    const { client } = this;
    if (client.session === undefined || client.session.closed || client.session.destroyed) await client.connect();
    const session = client.session;
    if (session === undefined) throw new Error('node-apn gave no session');
    if (!this.sessions.has(session)) {
      this.sessions.add(session);
      session.once('close', () => this.sessions.delete(session));
    }
    return session;
  }

  /** TCP alone notices a peer that vanished only after minutes; every wake-up would run into its deadline till then. */
  private dropIfSilent(session: ClientHttp2Session, startedAt: number): void {
    const silentSince = Math.max(startedAt, this.lastHeard.get(session) ?? 0);
    if (performance.now() - silentSince >= this.settings.silenceMs) session.destroy(SILENT);
  }
}

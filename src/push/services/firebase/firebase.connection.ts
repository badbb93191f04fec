/** The sockets beneath firebase-admin: leads its requests to our endpoint, one request for one wake-up, and can end them. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientRequest } from 'node:http';
import { Agent } from 'node:https';

/** What was seen of one wake-up on the wire. */
export class Exchange {
  status?: number;
  retryAfter?: string;
  /** The error of the first request. */
  fault?: unknown;
  private request?: ClientRequest;
  private cancelled = false;

  /** Ends the request, or keeps it from ever being made. */
  cancel(): void {
    this.cancelled = true;
    this.request?.destroy(new Error('cancelled'));
  }

  /** False for a second request: firebase-admin repeats a 503 and a reset connection up to four times by itself. */
  admit(request: ClientRequest): boolean {
    if (this.request !== undefined || this.cancelled) return false;
    this.request = request;
    request.once('error', (error) => {
      this.fault = error;
    });
    request.prependOnceListener('response', ({ statusCode, headers }) => {
      this.status = statusCode;
      this.retryAfter = headers['retry-after'];
      // firebase-admin would sleep so long before the repetition that is refused anyway.
      delete headers['retry-after'];
    });
    return true;
  }
}

interface AgentOfNode {
  addRequest(request: ClientRequest, options: object): void;
}

/** Idle sockets are closed by us before Google's front ends do it under a request. */
const IDLE_MS = 60_000;

export class FirebaseAgent extends Agent {
  private readonly underWay = new AsyncLocalStorage<Exchange>();

  /** `endpoint`: host and port that take the place of fcm.googleapis.com; `caPem`: trusted instead of public roots. */
  constructor(
    private readonly endpoint: URL,
    sockets: number,
    caPem: string | undefined,
  ) {
    super({ keepAlive: true, maxSockets: sockets, maxFreeSockets: sockets, timeout: IDLE_MS, ca: caPem });
  }

  /** Whatever request `send` makes belongs to `exchange`. */
  carry<T>(exchange: Exchange, send: () => Promise<T>): Promise<T> {
    return this.underWay.run(exchange, send);
  }

  /** Node's Agent is asked through this method for every request; its types do not show it. */
  addRequest(request: ClientRequest, options: object): void {
    const exchange = this.underWay.getStore();
    if (exchange?.admit(request) !== true) {
      process.nextTick(() => request.emit('error', new Error('one request for one wake-up')));
      return;
    }
    const { host, hostname, port } = this.endpoint;
    // firebase-admin sets it from the environment of the process, which is none of its business here.
    request.removeHeader('x-goog-user-project');
    request.setHeader('host', host);
    const place = { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) };
    (Agent.prototype as unknown as AgentOfNode).addRequest.call(this, request, { ...options, ...place });
  }
}

/** What we use of node-apn, and what its own types do not tell of it. */
import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import { Notification, Provider, type ProviderOptions } from '@parse/node-apn';
import type { ProviderToken } from './provider-token';

/**
 * The client inside node-apn's Provider. `Provider.send` retries 429 and 503 by itself, drops Retry-After, closes the
 * connection of all requests for one 500 and cannot be aborted; the calls beneath it do none of this.
 */
export interface NodeApnClient {
  readonly session?: ClientHttp2Session;
  readonly config: { token: ProviderToken };
  connect(): Promise<void>;
  /** Does not settle when its stream is destroyed without an error. */
  request(
    session: { request(headers: OutgoingHttpHeaders): ClientHttp2Stream },
    address: string,
    notification: { headers: object; body: string },
    path: string,
    method: 'POST',
  ): Promise<unknown>;
  setLogger(logger: { (): void; enabled: boolean }): void;
  shutdown(): Promise<void>;
}

/** How node-apn rejects: sometimes with Apple's words, sometimes only with the error of the stream. */
export interface NodeApnFailure {
  readonly status?: number;
  readonly response?: { readonly reason?: unknown; readonly timestamp?: unknown };
}

/** A Notification with two methods that its types leave out. */
export interface NodeApnNotification extends Notification {
  headers(): object;
  compile(): string;
}

export interface AppleHost {
  /** Host and port. */
  readonly endpoint: URL;
  /** What node-apn insists on reading itself before `providerToken` takes the place of its own. */
  readonly key: { readonly keyPem: string; readonly keyId: string; readonly teamId: string };
  readonly providerToken: ProviderToken;
  /** Trusted instead of the public roots. */
  readonly caPem?: string;
}

/** Above the courier's own patience: only a last resort against a stream that nobody ends. */
const REQUEST_TIMEOUT_MS = 30_000;

export function nodeApnNotification(members: Partial<Notification>): NodeApnNotification {
  return Object.assign(new Notification() as NodeApnNotification, members);
}

/** Throws when this release of node-apn is not made as this file says. */
export function nodeApnClient({ endpoint, key, providerToken, caPem }: AppleHost): NodeApnClient {
  const { keyPem, keyId, teamId } = key;
  // node-apn hands its whole configuration to http2.connect.
  const forHttp2 = {
    // Apple grants one stream until it has seen a valid token; SETTINGS that say so may come after our first requests.
    peerMaxConcurrentStreams: 1,
    // Megabytes. Node's ten would end the session under a few thousand open streams.
    maxSessionMemory: 64,
  };
  const options: ProviderOptions = {
    token: { key: keyPem, keyId, teamId },
    address: endpoint.hostname,
    port: endpoint.port === '' ? 443 : Number(endpoint.port),
    requestTimeout: REQUEST_TIMEOUT_MS,
    ...(caPem === undefined ? {} : { ca: [caPem] }),
    ...forHttp2,
  };
  const client = innerClient(new Provider(options));
  client.config.token = providerToken;
  // Its log goes through `debug`, which the environment can switch on; errors there name hosts.
  client.setLogger(Object.assign(() => undefined, { enabled: false }));
  return client;
}

function innerClient(provider: Provider): NodeApnClient {
  const client = (provider as unknown as { client?: Partial<NodeApnClient> }).client;
  for (const name of ['connect', 'request', 'setLogger', 'shutdown'] as const) {
    if (typeof client?.[name] !== 'function') throw new Error(`this release of node-apn has no client.${name}()`);
  }
  return client as NodeApnClient;
}

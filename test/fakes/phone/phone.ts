/** A simulated phone: one account, one push token, and what an app does with a relay and its swarm. */
import { randomBytes } from 'node:crypto';
import { bytesFromHex } from '../../../src/protocol/bytes';
import { readV4Response, writeV4Request } from '../../../src/protocol/onion/v4-envelope';
import type { OnionServer } from '../../../src/protocol/onion/wrap';
import { monitorText, unsubscribeText } from '../../../src/protocol/signed-messages';
import { AccountOwner, type AccountSigner } from './account-signer';
import { post } from './https-post';
import { NetworkView } from './network-view';
import { OnionCourier, type OnionCourierOptions } from './onion-courier';
import { SwarmClient } from './swarm-client';

interface RelayAddress {
  /** Where the client API listens, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  /** 64 hex digits: the relay's onion key; needed for onions only. */
  readonly x25519?: string;
}

export interface PhoneOptions {
  /** `https://host:port` of storage nodes to ask for the list of nodes. */
  readonly seedUrls: readonly string[];
  readonly relay: RelayAddress;
  /** Default: the owner of a fresh Session ID. */
  readonly signer?: AccountSigner;
  /** Wire name; default `apns`. */
  readonly service?: string;
  /** Default: 64 random hex digits. */
  readonly token?: string;
  /** Address to connect from, e.g. 127.0.2.7. */
  readonly localAddress?: string;
  /** ms since the epoch; default: this machine's clock. */
  readonly clock?: () => number;
  readonly onion?: Omit<OnionCourierOptions, 'localAddress'>;
  /** ms for one direct request; default 10,000. */
  readonly timeoutMs?: number;
}

export type Via = 'direct' | 'onion';

export interface RelayReply {
  /** HTTP status, or the code inside the onion. */
  readonly status: number;
  /** Parsed JSON, or the text if it is none. */
  readonly body: unknown;
}

export interface DelegationKey {
  /** 64 hex digits. */
  readonly delegate: string;
  /** 72 hex digits: what to sign. */
  readonly token: string;
}

export interface SubscriptionOptions {
  /** Ascending; default [0] for a Session ID, [-11, 11, 12, 13, 14] for a group. */
  readonly namespaces?: readonly number[];
  /** Default true, as apps send. */
  readonly withData?: boolean;
  /** s since the epoch; default now. */
  readonly signedAt?: number;
  readonly delegation?: { readonly token: string; readonly signature: string };
}

const TARGET = '/oxen/v4/lsrpc';
const MOST_ACCOUNTS = 10_000;
const GROUP_NAMESPACES = [-11, 11, 12, 13, 14];

export class Phone {
  readonly signer: AccountSigner;
  readonly service: string;
  readonly token: string;
  readonly view: NetworkView;
  readonly courier: OnionCourier;
  /** Store, retrieve, revoke, delete at the account's swarm. */
  readonly swarm: SwarmClient;
  readonly #options: PhoneOptions;
  readonly #clock: () => number;
  readonly #encKey = randomBytes(32).toString('hex');
  #delegation: { readonly token: Buffer; readonly signature: Buffer } | undefined;

  /** Talks to nobody yet. */
  constructor(options: PhoneOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.signer = options.signer ?? AccountOwner.ofSessionId();
    this.service = options.service ?? 'apns';
    this.token = options.token ?? randomBytes(32).toString('hex');
    const from = options.localAddress === undefined ? {} : { localAddress: options.localAddress };
    const timeout = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
    this.view = new NetworkView({ seedUrls: options.seedUrls, ...from });
    this.courier = new OnionCourier(this.view, { ...options.onion, ...from });
    const { signer, view, courier } = this;
    this.swarm = new SwarmClient({ signer, view, courier, clock: this.#clock, ...from, ...timeout });
  }

  /**
   * A phone with a fresh Session ID whose swarm has at least so many nodes that answer: in a network of mostly dead
   * nodes few accounts have one. Throws when no swarm has.
   */
  static async inLivingSwarm(options: Omit<PhoneOptions, 'signer'>, members = 2): Promise<Phone> {
    const scout = new Phone(options);
    const swarms = await scout.view.livingSwarms(members);
    const map = await scout.view.map();
    for (let attempt = 0; attempt < MOST_ACCOUNTS; attempt += 1) {
      const signer = AccountOwner.ofSessionId();
      if (swarms.has(map.swarmOf(signer.account)?.id ?? '')) return new Phone({ ...options, signer });
    }
    throw new Error(`no swarm has ${members} nodes that answer`);
  }

  get account(): AccountSigner['account'] {
    return this.signer.account;
  }

  /** Asks the relay which key shall read for it. Throws when the relay gives none. */
  async delegationKey(via?: Via): Promise<DelegationKey> {
    const { body } = await this.send('/delegation-key', { pubkey: this.account.hex }, via);
    const { delegate, token } = (body ?? {}) as Partial<DelegationKey>;
    if (typeof delegate !== 'string' || typeof token !== 'string') {
      throw new Error(`no delegation key: ${JSON.stringify(body)}`);
    }
    return { delegate, token };
  }

  /**
   * Signs a read-only delegation; a prudent app signs nothing that lends more or names another key. Throws for such a
   * token, and for a member of a group, who cannot lend.
   */
  signDelegation({ delegate, token }: DelegationKey): { token: string; signature: string } {
    const bytes = bytesFromHex(token, 36);
    const expected = Buffer.concat([Buffer.of(this.account.prefix, 1, 0, 0), bytesFromHex(delegate, 32)]);
    if (!bytes.equals(expected)) throw new Error('the token lends more than the right to read, or to another key');
    if (!(this.signer instanceof AccountOwner)) throw new Error('only an owner can lend');
    const signature = this.signer.sign(bytes);
    this.#delegation = { token: bytes, signature };
    return { token, signature: signature.toString('base64') };
  }

  /** A signed element for `/subscribe`; several phones' may go in one array. */
  subscription(options: SubscriptionOptions = {}): Record<string, unknown> {
    const isGroup = this.account.prefix === 0x03;
    const { namespaces = isGroup ? GROUP_NAMESPACES : [0], withData = true, delegation } = options;
    const signedAt = options.signedAt ?? Math.floor(this.#clock() / 1000);
    const signature = this.signer.sign(monitorText(this.account, signedAt, withData, namespaces));
    return {
      pubkey: this.account.hex,
      ...this.signer.relayCredentials(),
      namespaces,
      data: withData,
      sig_ts: signedAt,
      signature: signature.toString('base64'),
      service: this.service,
      service_info: { token: this.token },
      enc_key: this.#encKey,
      ...(delegation === undefined ? {} : { delegation }),
    };
  }

  /** Asks for the key, signs, subscribes; with `delegates: false` as today's apps do. */
  async subscribe(options: SubscriptionOptions & { via?: Via; delegates?: boolean } = {}): Promise<RelayReply> {
    const { via, delegates = this.signer instanceof AccountOwner, ...rest } = options;
    if (!delegates || rest.delegation !== undefined) return this.send('/subscribe', this.subscription(rest), via);
    const delegation = this.signDelegation(await this.delegationKey(via));
    return this.send('/subscribe', this.subscription({ ...rest, delegation }), via);
  }

  async unsubscribe(options: { via?: Via; signedAt?: number } = {}): Promise<RelayReply> {
    const signedAt = options.signedAt ?? Math.floor(this.#clock() / 1000);
    const signature = this.signer.sign(unsubscribeText(this.account, signedAt));
    const request = {
      pubkey: this.account.hex,
      ...this.signer.relayCredentials(),
      sig_ts: signedAt,
      signature: signature.toString('base64'),
      service: this.service,
      service_info: { token: this.token },
    };
    return this.send('/unsubscribe', request, options.via);
  }

  /** Takes back, at the swarm, the delegation signed last. */
  async revokeDelegation(): Promise<void> {
    if (this.#delegation === undefined) throw new Error('no delegation was signed');
    await this.swarm.revoke(this.#delegation.token);
  }

  /** Posts any JSON (or raw bytes) to the relay; by onion if its key is known and nothing else is asked. */
  async send(endpoint: string, request: unknown, via: Via = this.#usualWay): Promise<RelayReply> {
    const body = Buffer.isBuffer(request) ? request : Buffer.from(JSON.stringify(request));
    return via === 'onion' ? this.#sendByOnion(endpoint, body) : this.#sendDirectly(endpoint, body);
  }

  get #usualWay(): Via {
    return this.#options.relay.x25519 === undefined ? 'direct' : 'onion';
  }

  async #sendDirectly(endpoint: string, body: Buffer): Promise<RelayReply> {
    const { relay, localAddress, timeoutMs = 10_000 } = this.#options;
    const answer = await post(new URL(endpoint, relay.url).href, body, {
      timeoutMs,
      headers: { 'Content-Type': 'application/json' },
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    return { status: answer.status, body: parsed(answer.body) };
  }

  async #sendByOnion(endpoint: string, body: Buffer): Promise<RelayReply> {
    const headers = { 'content-type': 'application/json' };
    const plain = writeV4Request({ method: 'POST', endpoint, headers, body });
    const answer = readV4Response(await this.courier.toServer(this.#relayServer(), plain));
    return { status: answer.code, body: parsed(answer.body) };
  }

  #relayServer(): OnionServer {
    const { url, x25519 } = this.#options.relay;
    if (x25519 === undefined) throw new Error("an onion needs the relay's key");
    const { hostname, port, protocol } = new URL(url);
    const isTls = protocol === 'https:';
    return {
      x25519: bytesFromHex(x25519, 32),
      host: hostname,
      port: port === '' ? (isTls ? 443 : 80) : Number(port),
      protocol: isTls ? 'https' : 'http',
      target: TARGET,
    };
  }
}

function parsed(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

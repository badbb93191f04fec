/** What a phone does at its own swarm: stores, retrieves and deletes messages, revokes delegates. */
import { randomBytes } from 'node:crypto';
import type { ServiceNode } from '../../../src/protocol/service-node';
import type { AccountSigner } from './account-signer';
import { post } from './https-post';
import type { NetworkView } from './network-view';
import type { OnionCourier } from './onion-courier';

export interface SwarmClientOptions {
  readonly signer: AccountSigner;
  readonly view: NetworkView;
  readonly courier: OnionCourier;
  /** ms since the epoch. */
  readonly clock: () => number;
  readonly localAddress?: string;
  /** ms for one direct request; default 10,000. */
  readonly timeoutMs?: number;
}

export interface StoreOptions {
  /** Default 0. */
  readonly namespace?: number;
  /** Default: random bytes, so that no two messages are the same. */
  readonly data?: Buffer;
  /** Default one hour. */
  readonly ttlMs?: number;
  /** ms since the epoch; default now. */
  readonly timestamp?: number;
  /** The member to hand it to; default: any that answers. */
  readonly member?: ServiceNode;
  readonly via?: 'direct' | 'onion';
}

export interface Stored {
  /** 43 base64 characters. */
  readonly hash: string;
  /** Ed25519 names of the members that kept it. */
  readonly keptBy: readonly string[];
}

export interface RetrievedMessage {
  readonly hash: string;
  readonly timestamp: number;
  readonly expiration: number;
  /** Empty when retrieved through an onion: the relay's own reader drops content. */
  readonly data: string;
}

/** The swarm refused; the message is what it said. */
export class StorageRefusal extends Error {
  override readonly name = 'StorageRefusal';
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(text);
  }
}

const HOUR = 60 * 60 * 1000;

export class SwarmClient {
  constructor(private readonly options: SwarmClientOptions) {}

  /** Throws StorageRefusal. */
  async store(options: StoreOptions = {}): Promise<Stored> {
    const { namespace = 0, data = randomBytes(48), ttlMs = HOUR } = options;
    const now = this.options.clock();
    const answer = await this.#ask('store', options, {
      pubkey: this.options.signer.account.hex,
      timestamp: options.timestamp ?? now,
      ttl: ttlMs,
      data: data.toString('base64'),
      ...(namespace === 0 ? {} : { namespace }),
      // Anybody may write into a namespace divisible by 10.
      ...(namespace % 10 === 0 ? {} : { ...this.#signed(`store${namespace}${now}`), sig_timestamp: now }),
    });
    const swarm = Object.entries(answer.swarm as Record<string, { failed?: boolean }>);
    const keptBy = swarm.filter(([, entry]) => entry.failed !== true).map(([name]) => name);
    return { hash: String(answer.hash), keptBy };
  }

  /** As owner, or as member with a right to read. Throws StorageRefusal. */
  async retrieve(
    namespace = 0,
    options: Pick<StoreOptions, 'member' | 'via'> & { lastHash?: string } = {},
  ): Promise<RetrievedMessage[]> {
    const timestamp = this.options.clock();
    const answer = await this.#ask('retrieve', options, {
      pubkey: this.options.signer.account.hex,
      namespace,
      timestamp,
      ...(options.lastHash === undefined ? {} : { last_hash: options.lastHash }),
      ...this.#signed(`retrieve${namespace === 0 ? '' : namespace}${timestamp}`),
    });
    return answer.messages as RetrievedMessage[];
  }

  /** Takes a lent right back; forgotten by nodes that keep nothing of the account. Throws StorageRefusal. */
  revoke(token: Buffer): Promise<unknown> {
    return this.#changeToken('revoke_subaccount', 'revoke', token);
  }

  /** Throws StorageRefusal. */
  unrevoke(token: Buffer): Promise<unknown> {
    return this.#changeToken('unrevoke_subaccount', 'unrevoke', token);
  }

  /** Throws StorageRefusal. */
  delete(hashes: readonly string[]): Promise<unknown> {
    return this.#ask(
      'delete',
      {},
      {
        pubkey: this.options.signer.account.hex,
        messages: hashes,
        ...this.#signed(`delete${hashes.join('')}`),
      },
    );
  }

  #changeToken(method: string, field: string, token: Buffer): Promise<unknown> {
    const timestamp = this.options.clock();
    return this.#ask(
      method,
      {},
      {
        pubkey: this.options.signer.account.hex,
        timestamp,
        [field]: [token.toString('hex')],
        ...this.#signed(Buffer.concat([Buffer.from(`${method}${timestamp}`), token])),
      },
    );
  }

  #signed(text: string | Buffer): Record<string, string> {
    const { signer } = this.options;
    return { ...signer.storageCredentials(), signature: signer.sign(Buffer.from(text)).toString('base64') };
  }

  /** Asks members until one answers; after a 421 once more with a fresh list. */
  async #ask(
    method: string,
    { member, via = 'direct' }: Pick<StoreOptions, 'member' | 'via'>,
    params: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const payload = Buffer.from(JSON.stringify({ method, params }));
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#askSwarm(payload, via, member);
      if (answer.status === 200) return answer.body as Record<string, unknown>;
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      if (answer.status !== 421 || attempt === 2 || member !== undefined) {
        throw new StorageRefusal(answer.status, text.slice(0, 300));
      }
      await this.options.view.refresh();
    }
  }

  async #askSwarm(
    payload: Buffer,
    via: 'direct' | 'onion',
    only?: ServiceNode,
  ): Promise<{ status: number; body: unknown }> {
    const { view, signer, courier } = this.options;
    const members = only === undefined ? await view.living((await view.swarmOf(signer.account)).members) : [only];
    let failure: unknown = new Error('no member of the swarm answers');
    for (const member of members) {
      try {
        return via === 'onion' ? await courier.toNode(member, payload) : await this.#askDirectly(member, payload);
      } catch (error) {
        failure = error;
        if (only === undefined) view.strike(member.ed25519);
      }
    }
    throw failure;
  }

  async #askDirectly(member: ServiceNode, payload: Buffer): Promise<{ status: number; body: unknown }> {
    const { localAddress, timeoutMs = 10_000 } = this.options;
    const { status, headers, body } = await post(`https://${member.ip}:${member.port}/storage_rpc/v1`, payload, {
      timeoutMs,
      ...(localAddress === undefined ? {} : { localAddress }),
    });
    const text = body.toString('utf8');
    return { status, body: headers['content-type'] === 'application/json' ? JSON.parse(text) : text };
  }
}

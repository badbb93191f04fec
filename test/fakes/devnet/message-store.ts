/** What one storage node keeps: messages in the order in which they reached this node, and revoked tokens. */
import { crypto_generichash_batch } from 'sodium-native';

export interface KeptMessage {
  /** 66 hex digits. */
  readonly account: string;
  readonly namespace: number;
  readonly hash: string;
  /** ms: the sender's time stamp. */
  readonly timestamp: number;
  /** ms. */
  expiry: number;
  readonly data: Buffer;
}

export interface Page {
  readonly messages: readonly KeptMessage[];
  readonly more: boolean;
}

export interface PageLimits {
  readonly maxCount?: number;
  /** Bytes as they will stand in JSON. */
  readonly maxBytes: number;
}

export interface StoreOutcome {
  readonly isNew: boolean;
  readonly expiry: number;
}

/** Hash, two instants and the JSON around them. */
const OVERHEAD_BYTES = 120;

/** 43 base64 characters: BLAKE2b-256 of account, namespace (0 left out) and data. */
export function messageHash(account: string, namespace: number, data: Buffer): string {
  const hash = Buffer.alloc(32);
  const space = Buffer.from(namespace === 0 ? '' : String(namespace), 'latin1');
  crypto_generichash_batch(hash, [Buffer.from(account, 'hex'), space, data]);
  return hash.toString('base64').slice(0, 43);
}

/** A namespace -(20n+1) keeps one message, and anyone may read it. */
export function isPublicOutbox(namespace: number): boolean {
  return namespace < 0 && -namespace % 20 === 1;
}

export class MessageStore {
  readonly #messages = new Map<string, KeptMessage[]>();
  readonly #revoked = new Map<string, Set<string>>();

  /** `onNew` hears of each message this node did not have. */
  constructor(private readonly onNew: (message: KeptMessage) => void = () => undefined) {}

  /** Keeps a message as the newest of this node; one that is already here may only live longer. */
  add(message: KeptMessage): StoreOutcome {
    const kept = this.#messages.get(message.account) ?? [];
    const existing = kept.find((each) => each.hash === message.hash);
    if (existing !== undefined) {
      existing.expiry = Math.max(existing.expiry, message.expiry);
      return { isNew: false, expiry: existing.expiry };
    }
    const older = kept.findIndex((each) => each.namespace === message.namespace);
    if (isPublicOutbox(message.namespace) && older !== -1) kept.splice(older, 1);
    kept.push({ ...message });
    this.#messages.set(message.account, kept);
    this.onNew(message);
    return { isNew: true, expiry: message.expiry };
  }

  /** Messages after `lastHash`, or from the beginning when this node does not hold it. */
  page(account: string, namespace: number, lastHash: string | undefined, limits: PageLimits): Page {
    const all = this.messagesOf(account).filter((each) => each.namespace === namespace);
    const start = lastHash === undefined ? 0 : all.findIndex((each) => each.hash === lastHash) + 1;
    const messages: KeptMessage[] = [];
    let bytes = 0;
    for (const message of all.slice(start)) {
      if (limits.maxCount !== undefined && messages.length >= limits.maxCount) return { messages, more: true };
      bytes += OVERHEAD_BYTES + Math.ceil(message.data.length / 3) * 4;
      if (messages.length > 0 && bytes > limits.maxBytes) return { messages, more: true };
      messages.push(message);
    }
    return { messages, more: false };
  }

  /** Everything of an account, in this node's order. */
  messagesOf(account: string): readonly KeptMessage[] {
    return this.#messages.get(account) ?? [];
  }

  accounts(): string[] {
    return [...this.#messages.keys()];
  }

  /** Deletes by hash; gives those that were here. */
  remove(account: string, hashes: readonly string[]): string[] {
    const gone = this.messagesOf(account)
      .map((each) => each.hash)
      .filter((hash) => hashes.includes(hash));
    this.#keep(account, (each) => !gone.includes(each.hash));
    return gone;
  }

  removeExpired(now: number): void {
    for (const [account, kept] of this.#messages) {
      if (kept.some((each) => each.expiry <= now)) this.#keep(account, (each) => each.expiry > now);
    }
  }

  removeAccount(account: string): void {
    this.#keep(account, () => false);
  }

  clear(): void {
    this.#messages.clear();
    this.#revoked.clear();
  }

  /** Remembers a token (hex) as revoked; a node that keeps nothing of the account forgets it at once. */
  revoke(account: string, tokens: readonly string[]): void {
    if (!this.#messages.has(account)) return;
    this.#revoked.set(account, new Set([...this.revokedTokens(account), ...tokens]));
  }

  /** How many of the tokens had been revoked. */
  unrevoke(account: string, tokens: readonly string[]): number {
    return tokens.filter((token) => this.#revoked.get(account)?.delete(token)).length;
  }

  revokedTokens(account: string): string[] {
    return [...(this.#revoked.get(account) ?? [])];
  }

  /** The last message takes the account's revocations with it, as in real nodes. */
  #keep(account: string, stays: (message: KeptMessage) => boolean): void {
    const kept = this.messagesOf(account).filter(stays);
    if (kept.length > 0) {
      this.#messages.set(account, kept);
      return;
    }
    this.#messages.delete(account);
    this.#revoked.delete(account);
  }
}

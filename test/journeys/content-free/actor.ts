/** A phone that keeps account of everything about it that nobody else should ever learn. */
import { randomBytes } from 'node:crypto';
import { unsubscribeText } from '../../../src/protocol/signed-messages';
import { AccountOwner, GroupMember } from '../../fakes/phone/account-signer';
import type { Phone, RelayReply, Via } from '../../fakes/phone/phone';
import type { SecretSearch } from '../searching/secret-search';

/** `token`: the one thing that its own vendor must know. */
export type SecretKind = 'token' | 'enc_key' | 'account' | 'signature' | 'message' | 'address';

interface Secret {
  readonly kind: SecretKind;
  readonly name: string;
  readonly value: Buffer | string;
}

export class Actor {
  readonly #secrets: Secret[] = [];

  constructor(
    readonly name: string,
    readonly phone: Phone,
    address: string | undefined,
    /** Whether its app lends the right to read, if the signer can. */
    private readonly lends: boolean,
  ) {
    const { signer, token } = phone;
    const account = Buffer.from(signer.account.hex, 'hex');
    this.#keep('token', 'push token', Buffer.from(token));
    // Apple's are bytes written as hex.
    if (/^[0-9a-f]{64}$/.test(token)) this.#keep('token', 'bytes of the push token', Buffer.from(token, 'hex'));
    this.#keep('account', 'Account ID', account);
    this.#keep('account', 'key of the account', account.subarray(1));
    if (signer instanceof AccountOwner || signer instanceof GroupMember) {
      this.#keep('account', 'Ed25519 key', signer.key.publicKey);
      this.#keep('account', 'secret key', signer.key.secretKey.subarray(0, 32));
    }
    if (signer instanceof GroupMember) {
      this.#keep('signature', 'subaccount', signer.right.token);
      this.#keep('signature', 'signature of the subaccount', signer.right.signature);
    }
    if (address !== undefined) this.#keep('address', 'address', address);
  }

  /** As a phone does: asks for the key, signs, subscribes; without a delegation when it lends none. */
  async subscribe(via: Via, alter: (element: Record<string, unknown>) => void = () => {}): Promise<RelayReply> {
    const { phone } = this;
    const delegation = this.lends && phone.signer instanceof AccountOwner ? await this.#delegation(via) : undefined;
    const element = phone.subscription(delegation === undefined ? {} : { delegation });
    alter(element);
    this.#keep('signature', 'signature of the subscription', Buffer.from(String(element.signature), 'base64'));
    this.#keep('enc_key', 'enc_key', Buffer.from(String(element.enc_key), 'hex'));
    return phone.send('/subscribe', element, via);
  }

  async unsubscribe(via: Via): Promise<RelayReply> {
    const signedAt = Math.floor(Date.now() / 1000);
    const signature = this.phone.signer.sign(unsubscribeText(this.phone.account, signedAt));
    this.#keep('signature', 'signature of the unsubscription', signature);
    return this.phone.unsubscribe({ via, signedAt });
  }

  /** Somebody writes to its account: `size` bytes, with the sender's name among them. */
  async hear(namespace: number, size: number): Promise<void> {
    const sender = Buffer.from(AccountOwner.ofSessionId().account.hex, 'hex');
    const data = Buffer.concat([randomBytes(Math.max(0, size - sender.length)), sender]);
    const { hash } = await this.phone.swarm.store({ namespace, data });
    this.#keep('message', `message of ${size} bytes in ${namespace}`, data);
    this.#keep('message', `sender of a message in ${namespace}`, sender);
    this.#keep('message', `hash of a message in ${namespace}`, Buffer.from(hash));
    this.#keep('message', `bytes of the hash of a message in ${namespace}`, Buffer.from(hash, 'base64'));
  }

  /** Hands over what is secret, of these kinds. */
  tell(search: SecretSearch, ...kinds: readonly SecretKind[]): void {
    for (const { kind, name, value } of this.#secrets) {
      if (!kinds.includes(kind)) continue;
      if (typeof value === 'string') search.keepWhole(`${this.name}: ${name}`, value);
      else search.keep(`${this.name}: ${name}`, value);
    }
  }

  async #delegation(via: Via) {
    const key = await this.phone.delegationKey(via);
    const delegation = this.phone.signDelegation(key);
    this.#keep('signature', 'delegate key', Buffer.from(key.delegate, 'hex'));
    this.#keep('signature', 'delegation token', Buffer.from(key.token, 'hex'));
    this.#keep('signature', 'signature of the delegation', Buffer.from(delegation.signature, 'base64'));
    return delegation;
  }

  #keep(kind: SecretKind, name: string, value: Buffer | string): void {
    this.#secrets.push({ kind, name, value });
  }
}

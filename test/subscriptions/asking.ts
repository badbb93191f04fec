/** Requests as a phone signs them, valid by default. */
import { randomBytes } from 'node:crypto';
import type { AccountId } from '../../src/protocol/account-id';
import { delegationToken } from '../../src/protocol/delegation';
import { monitorText, unsubscribeText } from '../../src/protocol/signed-messages';
import type { DelegateKeys } from '../../src/subscriptions/delegate-keys.service';
import type { AccountOwner, AccountSigner } from '../fakes/phone/account-signer';

export interface Asked {
  /** Seconds. */
  readonly signedAt: number;
  readonly namespaces?: readonly number[];
  readonly withData?: boolean;
  readonly service?: string;
  readonly token?: string;
  readonly delegation?: { readonly token: string; readonly signature: string };
}

export function newToken(): string {
  return randomBytes(32).toString('hex');
}

/** An element for `/subscribe`. */
export function subscription(signer: AccountSigner, asked: Asked): Record<string, unknown> {
  const { signedAt, namespaces = [0], withData = true, service = 'open', token = newToken(), delegation } = asked;
  return {
    pubkey: signer.account.hex,
    ...signer.relayCredentials(),
    namespaces,
    data: withData,
    sig_ts: signedAt,
    signature: signer.sign(monitorText(signer.account, signedAt, withData, namespaces)).toString('base64'),
    service,
    service_info: { token },
    enc_key: randomBytes(32).toString('hex'),
    ...(delegation === undefined ? {} : { delegation }),
  };
}

/** An element for `/unsubscribe`. */
export function ending(signer: AccountSigner, asked: { signedAt: number; service?: string; token: string }) {
  return {
    pubkey: signer.account.hex,
    ...signer.relayCredentials(),
    sig_ts: asked.signedAt,
    signature: signer.sign(unsubscribeText(signer.account, asked.signedAt)).toString('base64'),
    service: asked.service ?? 'open',
    service_info: { token: asked.token },
  };
}

/** What an owner signs so that the relay may read. */
export function delegation(owner: AccountOwner, keys: DelegateKeys, masterKeyId?: string) {
  return signed(owner, delegationToken(owner.account, keyOf(keys, owner.account, masterKeyId)));
}

/** Any 36 bytes, signed by the owner. */
export function signed(owner: AccountOwner, token: Buffer): { token: string; signature: string } {
  return { token: token.toString('hex'), signature: owner.sign(token).toString('base64') };
}

function keyOf(keys: DelegateKeys, account: AccountId, masterKeyId?: string): Buffer {
  return keys.keyFor(account, masterKeyId).key.publicKey;
}

/** Parameters of storage requests as an owner or a delegate signs them. */
import { retrieveText } from '../../../src/protocol/signed-messages';
import { type AccountOwner, type LentRight, type SigningKey, signWith } from '../phone/account-signer';

/** Credentials and signature of the owner over a text. */
export function signedBy(owner: AccountOwner, text: string | Buffer): Record<string, unknown> {
  return { ...owner.storageCredentials(), signature: owner.sign(Buffer.from(text)).toString('base64') };
}

/** A store of one minute into namespace 0, which anybody may send; `fields` add to it or replace. `now` in ms. */
export function storeParams(owner: AccountOwner, now: number, fields: object = {}): object {
  return { pubkey: owner.account.hex, timestamp: now, ttl: 60_000, data: 'aGVsbG8=', ...fields };
}

export interface RetrieveFields {
  readonly namespace?: number;
  /** ms. */
  readonly timestamp: number;
  readonly last_hash?: string;
  readonly max_count?: number;
  readonly max_size?: number;
  readonly pubkey_ed25519?: string;
}

/** A retrieve by a delegate. */
export function delegatedRetrieve(
  owner: AccountOwner,
  delegate: SigningKey,
  right: LentRight,
  fields: RetrieveFields,
): object {
  const { namespace = 0, timestamp } = fields;
  return {
    pubkey: owner.account.hex,
    ...owner.storageCredentials(),
    namespace,
    signature: signWith(delegate, retrieveText(namespace, timestamp)).toString('base64'),
    subaccount: right.token.toString('hex'),
    subaccount_sig: right.signature.toString('base64'),
    ...fields,
  };
}

/** A revocation (or, with the other words, its undoing). `timestamp` in ms. */
export function tokenChange(
  owner: AccountOwner,
  token: Buffer,
  timestamp: number,
  field: 'revoke' | 'unrevoke' = 'revoke',
): object {
  const text = Buffer.concat([Buffer.from(`${field}_subaccount${timestamp}`), token]);
  return { pubkey: owner.account.hex, timestamp, [field]: [token.toString('hex')], ...signedBy(owner, text) };
}

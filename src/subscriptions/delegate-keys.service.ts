/** The key we derive for each account under the master keys, and the token by which its owner lends it the right to read. */
import { Injectable } from '@nestjs/common';
import type { AccountId } from '../protocol/account-id';
import { type DelegateKey, delegateKeyFor, delegationToken } from '../protocol/delegation';
import { MasterKeys } from './master-keys';

/** No key of that id is in the file: a delegation to it can neither be used nor renewed. */
export class UnknownMasterKey extends Error {
  override readonly name = 'UnknownMasterKey';
  constructor() {
    super('the master key of a delegation is not in RELAY_MASTER_KEYS_FILE');
  }
}

export interface NamedDelegateKey {
  readonly masterKeyId: string;
  readonly key: DelegateKey;
}

@Injectable()
export class DelegateKeys {
  constructor(private readonly masterKeys: MasterKeys) {}

  /** Under the current master key, or the one named. Throws UnknownMasterKey. */
  keyFor(account: AccountId, masterKeyId = this.masterKeys.current): NamedDelegateKey {
    const masterKey = this.masterKeys.keys.get(masterKeyId);
    if (masterKey === undefined) throw new UnknownMasterKey();
    return { masterKeyId, key: delegateKeyFor(masterKey, account) };
  }

  knows(masterKeyId: string): boolean {
    return this.masterKeys.keys.has(masterKeyId);
  }

  /** The exact 36 bytes that the account's owner has to sign for `key`. */
  tokenFor(account: AccountId, key: DelegateKey): Buffer {
    return delegationToken(account, key.publicKey);
  }

  /** The id of the master key whose derived key `token` names; undefined for any token but the exact one asked for. */
  masterKeyOf(account: AccountId, token: Buffer): string | undefined {
    return this.masterKeys.newestFirst.find((id) => token.equals(this.tokenFor(account, this.keyFor(account, id).key)));
  }
}

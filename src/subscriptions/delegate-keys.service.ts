/** The key we derive for each account under the master keys, and whether an owner lent it the right to read. */
import { Injectable } from '@nestjs/common';
import type { AccountId } from '../protocol/account-id';
import { type DelegateKey, delegateKeyFor, delegationToken } from '../protocol/delegation';
import { verifyEd25519 } from '../protocol/signed-messages';
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

  /**
   * The id of the master key whose derived key `token` names, if the owner signed exactly the token we would have asked
   * for; undefined otherwise. `ownerEd25519` is known to be the account's.
   */
  verify(account: AccountId, ownerEd25519: Buffer, token: Buffer, signature: Buffer): string | undefined {
    const masterKeyId = this.masterKeys.newestFirst.find((id) => {
      const { key } = this.keyFor(account, id);
      return token.equals(this.tokenFor(account, key));
    });
    if (masterKeyId === undefined) return undefined;
    return verifyEd25519(ownerEd25519, token, signature) ? masterKeyId : undefined;
  }
}

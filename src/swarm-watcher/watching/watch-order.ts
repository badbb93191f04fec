/** What has to be known of an account to watch it. */
import type { AccountId } from '../../protocol/account-id';

export interface WatchOrder {
  /** The account's id in the database: a whole number below 2^53, as text. */
  readonly accountId: string;
  readonly account: AccountId;
  /** Messages stored before `since` (ms by our own clock) wake nobody. */
  readonly namespaces: readonly WatchedNamespace[];
  /** From then on (ms by our own clock) it is not to be asked for, unless a newer order says otherwise. */
  readonly expiresAt: number;
  readonly delegation: {
    /** 32 bytes; a group's own key is left out. */
    readonly ownerEd25519?: Buffer;
    readonly masterKeyId: string;
    /** 64 bytes. The token that was signed is derived from the account and the master key. */
    readonly signature: Buffer;
    /** When it was last given, ms by the phone's clock. */
    readonly signedAt: number;
  };
}

export interface WatchedNamespace {
  readonly namespace: number;
  readonly since: number;
}

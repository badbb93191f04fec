/** What has to be known of an account to watch it. */
import type { AccountId } from '../../protocol/account-id';

export interface WatchOrder {
  /** The account's id in the database: a whole number below 2^53, as text. */
  readonly accountId: string;
  readonly account: AccountId;
  /** Ascending, not empty. Messages stored before `since` (ms by our own clock) wake nobody. */
  readonly namespaces: readonly WatchedNamespace[];
  /** From then on (ms by our own clock) it is not to be asked for, unless a newer order says otherwise. */
  readonly expiresAt: number;
  readonly delegation: Loan;
}

export interface WatchedNamespace {
  readonly namespace: number;
  readonly since: number;
}

/** A delegation: the right to read an account, lent by its owner. */
export interface Loan {
  /** 32 bytes; a group's own key is left out. */
  readonly ownerEd25519?: Buffer;
  readonly masterKeyId: string;
  /** 64 bytes. The token that was signed is derived from the account and the master key. */
  readonly signature: Buffer;
  /** When it was last given, ms by the phone's clock. */
  readonly signedAt: number;
  /** 32 bits that change whenever it is written anew. */
  readonly version: number;
}

/** What is told of an account among very many: enough to place it and to know when to ask, without the delegation. */
export interface WatchListing {
  readonly id: number;
  /** 33 bytes, copied where they are kept; absent for an account that is said to be known. */
  readonly account: Buffer | undefined;
  readonly namespaces: readonly WatchedNamespace[];
  readonly expiresAt: number;
  readonly delegation: Pick<Loan, 'signedAt' | 'version'>;
}

/** When a delegation counts as revoked: two members say 401, with nothing else said in between. */
import type { ServiceNode } from '../../protocol/service-node';
import type { AccountReading } from './reading';
import type { WatchedAccount } from './watched-account';

/** A delegation that two members refused. */
export interface Revocation {
  readonly accountId: string;
  /** The owner's, by which the right was lent: 64 bytes. */
  readonly signature: Buffer;
  /** When it was last given, ms by the phone's clock. */
  readonly signedAt: number;
}

export function revocationOf(account: WatchedAccount): Revocation {
  return { accountId: account.accountId, signature: account.delegation, signedAt: account.delegatedAt };
}

/** Takes note of whether the member refused; after the second refusal the account is asked for no more. */
export function take401({ account, verdict, isRead }: AccountReading, member: ServiceNode): Revocation | undefined {
  if (account.gone) return undefined;
  if (verdict !== 'unauthorised' || isRead) {
    account.refusedBy = [];
    return undefined;
  }
  if (!account.refusedBy.includes(member.ed25519)) account.refusedBy = [...account.refusedBy, member.ed25519];
  if (account.refusedBy.length < 2) return undefined;
  account.isRevoked = true;
  return revocationOf(account);
}

/** Reads what is needed to ask for accounts and is not held of all of them: how far they were read, and their delegations. */
import { Injectable } from '@nestjs/common';
import { type WatchDelegation, Watches } from '../../subscriptions/watches.service';
import { WatchCursors } from '../storage/watch-cursors.repository';
import { WatcherStats } from '../watcher-stats';
import type { Cursors } from '../watching/cursors';
import type { WatchedAccount } from '../watching/watched-account';

export interface AccountReadings {
  readonly cursors: ReadonlyMap<string, Cursors>;
  /** Of those that are not lent, as far as they have one that can be used. */
  readonly loans: ReadonlyMap<string, WatchDelegation>;
}

@Injectable()
export class AccountReader {
  constructor(
    private readonly cursors: WatchCursors,
    private readonly watches: Watches,
    private readonly stats: WatcherStats,
  ) {}

  /** Throws DatabaseAway. */
  async read(accounts: readonly WatchedAccount[]): Promise<AccountReadings> {
    const ids = accounts.map((account) => account.accountId);
    const unlent = accounts.filter((account) => !account.isLent).map((account) => account.accountId);
    const [{ byAccount, unreadable }, loans] = await Promise.all([
      this.cursors.load(ids),
      this.watches.delegations(unlent),
    ]);
    this.stats.add('cursors_unreadable', unreadable);
    return { cursors: byAccount, loans };
  }
}

/** Takes a batch of subscriptions away in one transaction, and with the last one the account and the device. */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { Clock } from '../../platform/clock.service';
import { Database, type Sql } from '../../platform/database/database.service';
import type { AccountId } from '../../protocol/account-id';
import type { NamedDevice } from '../../push/devices.service';
import { ACCOUNT } from './places';
import { pairKey } from './subscribe-plan';
import { type PairRow, SubscriptionRepository } from './subscription.repository';
import { type Pair, SweepRepository } from './sweep.repository';
import { WatchNotices } from './watch-notices.repository';

export interface EndedSubscription {
  readonly account: AccountId;
  readonly device: NamedDevice;
}

@Injectable()
export class RemoveSubscriptions {
  constructor(
    private readonly database: Database,
    private readonly repository: SubscriptionRepository,
    private readonly sweeps: SweepRepository,
    private readonly notices: WatchNotices,
    private readonly keys: DataKeys,
    private readonly clock: Clock,
  ) {}

  /** For each whether there was such a subscription. Throws DatabaseAway and WrongLookupKey; then nothing is removed. */
  removeAll(ended: readonly EndedSubscription[]): Promise<boolean[]> {
    const named = ended.map(({ account, device }) => ({
      accountLookup: this.keys.lookup(ACCOUNT, account.bytes),
      tokenLookup: device.lookup,
    }));
    return this.database.transaction(async (sql) => {
      const locked = await this.repository.lockAccounts(
        sql,
        named.map((one) => one.accountLookup),
      );
      const ids = new Map(locked.map((row) => [row.lookup.toString('hex'), row.id]));
      const wanted = named.map(({ accountLookup, tokenLookup }) => ({
        accountId: ids.get(accountLookup.toString('hex')),
        tokenLookup,
      }));
      const rows = await this.repository.readPairs(sql, wanted, new Date(this.clock.now()));
      const gone = await this.remove(sql, rows);
      // The first of two equal requests removes the subscription, the second finds none.
      return wanted.map(({ accountId, tokenLookup }) => gone.delete(keyOf(accountId, tokenLookup)));
    });
  }

  /** Answers the pairs removed, as keyOf() names them. */
  private async remove(sql: Sql, rows: readonly PairRow[]): Promise<Set<string>> {
    const pairs = new Map<string, Pair>();
    for (const { account_id, device_id, token_lookup, signed_at } of rows) {
      if (account_id === null || device_id === null || signed_at === null) continue;
      pairs.set(keyOf(account_id, token_lookup), { accountId: account_id, deviceId: device_id });
    }
    if (pairs.size === 0) return new Set();
    await this.sweeps.deletePairs(sql, [...pairs.values()]);
    const accountIds = [...new Set([...pairs.values()].map((pair) => pair.accountId))];
    await this.sweeps.sweepAccounts(sql, accountIds);
    await this.sweeps.sweepDevices(sql, [...new Set([...pairs.values()].map((pair) => pair.deviceId))]);
    await this.notices.tell(sql, accountIds);
    return new Set(pairs.keys());
  }
}

function keyOf(accountId: string | undefined, tokenLookup: Buffer): string {
  return pairKey(accountId ?? '', tokenLookup.toString('hex'));
}

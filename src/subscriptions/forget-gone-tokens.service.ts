/** A vendor says a token is dead: the device is forgotten with its subscriptions, and what only it watched. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.service';
import { Devices } from '../push/devices.service';
import { TokenFeedback } from '../push/token-feedback';
import { SweepRepository } from './storage/sweep.repository';
import { WatchNotices } from './storage/watch-notices.repository';

@Injectable()
export class ForgetGoneTokens extends TokenFeedback {
  constructor(
    private readonly database: Database,
    private readonly devices: Devices,
    private readonly sweeps: SweepRepository,
    private readonly notices: WatchNotices,
  ) {
    super();
  }

  /** Throws DatabaseAway; then nothing is forgotten. */
  gone(deviceId: string, since: Date): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      const accountIds = await this.sweeps.lockAccounts(sql, await this.sweeps.accountsOf(sql, deviceId));
      const forgotten = await this.devices.forget(sql, [deviceId], 'gone', since);
      if (forgotten.length === 0) return false;
      await this.sweeps.sweepAccounts(sql, accountIds);
      await this.notices.tell(sql, accountIds);
      return true;
    });
  }
}

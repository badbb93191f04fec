/** Counts failures, for all processes together, and says whether a try may be looked at. */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { Clock } from '../../platform/clock.service';
import { Database } from '../../platform/database/database.service';
import { FOR_A_NAME, type Patience, waitMs, withFailure } from './pauses';
import { TriesRepository } from './tries.repository';

/** Names and addresses are few: only a keyed hash hides them. After a rotation of that key counting begins anew. */
const PLACE = 'staff_tries.key';

export interface Counted {
  readonly key: Buffer;
  readonly patience: Patience;
}

@Injectable()
export class TriesCounter {
  constructor(
    private readonly database: Database,
    private readonly repository: TriesRepository,
    private readonly keys: DataKeys,
    private readonly clock: Clock,
  ) {}

  /** `kind` keeps apart what is counted; `parts` say whose. */
  counted(kind: string, patience: Patience, ...parts: readonly string[]): Counted {
    return { key: this.keys.lookup(PLACE, ...[kind, ...parts].map((part) => Buffer.from(part))), patience };
  }

  /**
   * Counts a try as failed before it is looked at, so that a hundred at once are a hundred; `forget` takes it back.
   * False when it must not be looked at: then it was not counted, and the pause grows no longer.
   */
  begin({ key, patience }: Counted): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      const now = this.clock.now();
      await this.repository.lock(sql, key);
      const tries = await this.repository.find(sql, key);
      const isPause = waitMs(tries, patience, now) > 0;
      // Written in a pause too: whoever measures must not see that there is one.
      await this.repository.note(sql, key, isPause && tries ? tries : withFailure(tries, patience, now));
      await this.repository.forgetOlder(sql, new Date(now - FOR_A_NAME.forgottenAfterMs));
      return !isPause;
    });
  }

  /** Milliseconds until a try is looked at. */
  async wait({ key, patience }: Counted): Promise<number> {
    return waitMs(await this.repository.find(this.database, key), patience, this.clock.now());
  }

  /** How often it failed of late. */
  async failures({ key }: Counted): Promise<number> {
    return (await this.repository.find(this.database, key))?.failures ?? 0;
  }

  forget({ key }: Counted): Promise<void> {
    return this.repository.forget(this.database, key);
  }
}

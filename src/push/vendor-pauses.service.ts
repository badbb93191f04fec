/** Pausing and resuming a push service: while it is paused nothing is sent through it, and what is owed stays owed. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import type { Sql } from '../platform/database/database.service';
import { PausesRepository } from './storage/pauses.repository';
import type { Pause } from './wake-up-standing';

export interface PauseOrder {
  readonly service: string;
  readonly by: string;
  readonly reason: string;
}

@Injectable()
export class VendorPauses {
  constructor(
    private readonly repository: PausesRepository,
    private readonly clock: Clock,
  ) {}

  /** Services that are paused or were once. Throws DatabaseAway, as all here. */
  async all(): Promise<Pause[]> {
    const rows = await this.repository.all();
    return rows.map((row) => ({
      service: row.service,
      isPaused: row.is_paused,
      at: row.changed_at,
      by: row.changed_by,
      reason: row.reason,
    }));
  }

  /**
   * In the caller's transaction, so that whoever writes down who did it does both or neither. From its commit on no pusher
   * begins another wake-up of the service; those begun before end as they may. False when it was paused already.
   */
  pause(sql: Sql, order: PauseOrder): Promise<boolean> {
    return this.repository.pause(sql, this.rowOf(order));
  }

  /**
   * From the commit on pushers queue all that is owed; what was owed before is as young as this moment, so nothing is given
   * up for the time it was paused. False when it was not paused.
   */
  resume(sql: Sql, order: PauseOrder): Promise<boolean> {
    return this.repository.resume(sql, this.rowOf(order));
  }

  private rowOf({ service, by, reason }: PauseOrder) {
    return { service, changed_at: new Date(this.clock.now()), changed_by: by, reason };
  }
}

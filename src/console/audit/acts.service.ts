/** Records what staff do. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Database, type Sql } from '../../platform/database/database.service';
import { StaffActs } from '../staff-acts.repository';
import type { Act } from './act';

@Injectable()
export class Acts {
  constructor(
    private readonly database: Database,
    private readonly acts: StaffActs,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds one act at the end of the chain, in the transaction of what was done; with the database itself, in one of its
   * own. Call it last: from here to the end of the transaction nobody else's act is recorded, and whoever took another
   * lock after this one could wait for somebody who waits for this. Throws a ZodError for an act that says too much.
   */
  async record(sql: Sql, act: Act): Promise<void> {
    if (sql === this.database) return this.database.transaction((own) => this.record(own, act));
    await this.acts.append(sql, [{ at: new Date(this.clock.now()).toISOString(), ...act }]);
  }
}

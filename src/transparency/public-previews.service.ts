/** Counts what one case changes in public, out of no more of the log than its quarter depends on. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import { NotAllowed } from './approval';
import type { LogAsOf } from './log-as-of';
import { type PublicPreview, publicPreview } from './public-preview';
import type { Quarter } from './quarter';
import { StandingLog } from './standing-log.service';
import { BoardRepository } from './storage/board.repository';

@Injectable()
export class PublicPreviews {
  constructor(
    private readonly database: Database,
    private readonly board: BoardRepository,
    private readonly log: StandingLog,
    private readonly clock: Clock,
  ) {}

  /** Throws NotAllowed when there is no such case, and StillCounting. */
  async of(caseId: string): Promise<PublicPreview> {
    const [summary] = await this.board.many(this.database, [caseId]);
    if (summary === undefined) throw new NotAllowed('there is no such case');
    const found = publicPreview(await this.logFor(summary.quarter), caseId);
    if (found === undefined) throw new NotAllowed('there is no such case');
    // A group counts on its earliest day, which may lie in an earlier quarter than that of this case.
    if (found.quarter === summary.quarter) return found;
    return publicPreview(await this.logFor(found.quarter), caseId) as PublicPreview;
  }

  /** Whatever the figures of the quarter depend on; nothing a predecessor declared, which no case changes. */
  private async logFor(quarter: Quarter): Promise<LogAsOf> {
    return { ...(await this.log.asOf(this.clock.now(), [quarter])), declared: [] };
  }
}

/** Counts what one case changes in public, out of no more of the log than its quarter depends on. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import { NotAllowed } from './approval';
import type { History } from './case-event';
import { historyOf } from './chain/entry';
import { type PublicPreview, publicPreview } from './public-preview';
import { firstDay, type Quarter } from './quarter';
import { BoardRepository } from './storage/board.repository';
import { CaseEventRepository } from './storage/case-event.repository';
import { startOfZurichDay } from './zurich-time';

@Injectable()
export class PublicPreviews {
  constructor(
    private readonly database: Database,
    private readonly board: BoardRepository,
    private readonly events: CaseEventRepository,
    private readonly clock: Clock,
  ) {}

  /** Throws NotAllowed when there is no such case. */
  async of(caseId: string): Promise<PublicPreview> {
    const [summary] = await this.board.many(this.database, [caseId]);
    if (summary === undefined) throw new NotAllowed('there is no such case');
    const found = publicPreview(await this.historyFor(summary.quarter), caseId, this.clock.now());
    if (found === undefined) throw new NotAllowed('there is no such case');
    // A group counts on its earliest day, which may lie in an earlier quarter than that of this case.
    if (found.quarter === summary.quarter) return found;
    return publicPreview(await this.historyFor(found.quarter), caseId, this.clock.now()) as PublicPreview;
  }

  /** Whatever the figures of the quarter depend on; nothing a predecessor declared, which no case changes. */
  private async historyFor(quarter: Quarter): Promise<History> {
    const ids = await this.board.countedIn(this.database, quarter, new Date(startOfZurichDay(firstDay(quarter))));
    const { events } = historyOf(await this.events.entriesOfCases(this.database, ids));
    return { events, declared: [] };
  }
}

/** How wake-ups stand and how they went, over all processes: everything here is read from the database and the queue. */
import { Injectable } from '@nestjs/common';
import { CachedReading } from '../platform/cached-reading';
import { Clock } from '../platform/clock.service';
import { QueueAway } from '../platform/queue/queues.service';
import { RefusedWakeUps } from './refused-wake-ups.service';
import { BoardRepository } from './storage/board.repository';
import { FiguresRepository } from './storage/figures.repository';
import { VendorPauses } from './vendor-pauses.service';
import type { Bin, Range } from './wake-up-figures';
import type { Board, Jobs } from './wake-up-standing';
import { WakeUps } from './wake-ups.service';

/** Reading costs what is owed: a million devices some hundred milliseconds. */
const PACE = { keepMs: 1_000, restFactor: 9 };
const CHART_PACE = { keepMs: 10_000, restFactor: 9 };
const RECENT_MINUTES = 5;

@Injectable()
export class WakeUpBoard {
  private readonly board = new CachedReading(() => this.readBoard(), PACE);
  private readonly charts: Readonly<Record<Range, CachedReading<Bin[]>>>;

  constructor(
    private readonly repository: BoardRepository,
    private readonly figures: FiguresRepository,
    private readonly refused: RefusedWakeUps,
    private readonly pauses: VendorPauses,
    private readonly wakeUps: WakeUps,
    private readonly clock: Clock,
  ) {
    const chart = (range: Range) => new CachedReading(() => this.figures.bins(range), CHART_PACE);
    this.charts = { hour: chart('hour'), day: chart('day'), month: chart('month') };
  }

  /** A second old at most, unless there is very much to count. Throws DatabaseAway, as all here. */
  read(): Promise<Board> {
    return this.board.fresh();
  }

  /** For whoever has just changed something: the next to read gets what is so now. */
  forget(): void {
    this.board.forget();
  }

  /** What happened over time, oldest first. */
  chart(range: Range): Promise<readonly Bin[]> {
    return this.charts[range].fresh();
  }

  private async readBoard(): Promise<Board> {
    const at = this.clock.now();
    const [standings, kept, pauses, recent, jobs] = await Promise.all([
      this.repository.standings(new Date(at)),
      this.refused.kept(),
      this.pauses.all(),
      this.figures.recent(RECENT_MINUTES),
      this.jobs(),
    ]);
    return { at, standings, kept, pauses, recent, jobs };
  }

  private async jobs(): Promise<Jobs | undefined> {
    try {
      return await this.wakeUps.queued();
    } catch (error) {
      if (error instanceof QueueAway) return undefined;
      throw error;
    }
  }
}

/** Reads all that the page of operations shows: the ledger, the queue, and what every process says of itself. */
import { Injectable } from '@nestjs/common';
import { CachedReading } from '../../platform/cached-reading';
import {
  type ProcessReport,
  ProcessReports,
  partOf,
  SILENT_AFTER_MS,
} from '../../platform/telemetry/process-reports.repository';
import { within } from '../../platform/within';
import { PUSHER_PART, pusherReport } from '../../push/pusher-report';
import { WakeUpBoard } from '../../push/wake-up-board.service';
import type { Bin, Range } from '../../push/wake-up-figures';
import { SubscriptionBoard } from '../../subscriptions/subscription-board.service';
import type { SubscriptionCounts } from '../../subscriptions/subscription-counts';
import { WATCHER_PART, watcherReport } from '../../swarm-watcher/watcher-report';
import type { Situation } from './situation';

const FIRST_COUNT_MS = 300;
const PACE = { keepMs: 1_000, restFactor: 9 };

@Injectable()
export class OperationsBoard {
  private readonly processes = new CachedReading(() => this.reports.all(), PACE);

  constructor(
    private readonly wakeUps: WakeUpBoard,
    private readonly subscriptions: SubscriptionBoard,
    private readonly reports: ProcessReports,
  ) {}

  /** A second old at most, unless there is very much to count. Throws DatabaseAway, as all here. */
  async read(): Promise<Situation> {
    const [board, reports, subscriptions] = await Promise.all([
      this.wakeUps.read(),
      this.processes.fresh(),
      this.counted(),
    ]);
    const living = reports.filter(({ silentMs }) => silentMs < SILENT_AFTER_MS);
    return {
      board,
      subscriptions,
      processes: reports.map(processOf),
      watchers: living.flatMap((report) => partOf(report, WATCHER_PART, watcherReport) ?? []),
      pushers: living.flatMap((report) =>
        [partOf(report, PUSHER_PART, pusherReport)].filter((one) => one !== undefined),
      ),
    };
  }

  /** The first count is worth a moment, where there is not much to count. */
  private counted(): Promise<SubscriptionCounts | undefined> | SubscriptionCounts {
    const latest = this.subscriptions.latest();
    if (latest !== undefined) return latest;
    return within(FIRST_COUNT_MS, this.subscriptions.fresh());
  }

  chart(range: Range): Promise<readonly Bin[]> {
    return this.wakeUps.chart(range);
  }

  /** After an act: what is shown next is read anew. */
  forget(): void {
    this.wakeUps.forget();
  }
}

function processOf({ role, startedAt, silentMs }: ProcessReport) {
  return { role, startedAt, silentMs, isSilent: silentMs >= SILENT_AFTER_MS };
}

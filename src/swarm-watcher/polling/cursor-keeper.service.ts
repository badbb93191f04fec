/** Writes cursors behind: a cursor that is lost only means reading again, so many moves share one write. */
import { Injectable } from '@nestjs/common';
import { DatabaseAway } from '../../platform/database/database.service';
import { Rounds } from '../../platform/rounds';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { WatchCursors } from '../storage/watch-cursors.repository';
import { WatcherStats } from '../watcher-stats';
import type { Poller } from '../watching/poller';

const EVERY_MS = 2_000;
const AT_ONCE = 500;

@Injectable()
export class CursorKeeper {
  private poller: Poller | undefined;
  private rounds: Rounds | undefined;

  constructor(
    private readonly cursors: WatchCursors,
    private readonly stats: WatcherStats,
    private readonly log: Log,
  ) {}

  keep(poller: Poller): void {
    this.poller = poller;
    this.rounds = Rounds.every(EVERY_MS, () => this.saveAll(poller));
    this.rounds.begin(EVERY_MS);
  }

  /** Saves what is left, if the database is there. */
  async stop(): Promise<void> {
    const { poller } = this;
    this.poller = undefined;
    await this.rounds?.close();
    if (poller !== undefined) await this.saveAll(poller);
  }

  private async saveAll(poller: Poller): Promise<void> {
    for (;;) {
      const accounts = poller.custody.takeUnsaved(AT_ONCE);
      if (accounts.length === 0) return;
      try {
        await this.cursors.save(accounts);
        poller.custody.saved(accounts);
        this.stats.add('cursors_saved', accounts.length);
      } catch (error) {
        poller.custody.putBack(accounts);
        if (!(error instanceof DatabaseAway)) this.log.error('cursors could not be saved', factsOf(error));
        return;
      }
    }
  }
}

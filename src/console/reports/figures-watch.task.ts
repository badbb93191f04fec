/** Counts the log from the start of the process on, so that nobody who opens a page waits for more than the last events. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Rounds } from '../../platform/rounds';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { ReportDesk } from '../../transparency/report-desk.service';

const EVERY_MS = 2_000;
/** After the database was away. */
const AGAIN_MS = 30_000;

@Injectable()
export class FiguresWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = new Rounds(() => this.count());

  constructor(
    private readonly desk: ReportDesk,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(0);
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.close();
  }

  /** Answers after how long to look again. */
  private async count(): Promise<number> {
    try {
      await this.desk.keepUp(this.rounds.signal);
      return EVERY_MS;
    } catch (error) {
      if (this.rounds.isClosed) return EVERY_MS;
      this.log.warn('the log could not be counted; it is tried again in half a minute', factsOf(error));
      return AGAIN_MS;
    }
  }
}

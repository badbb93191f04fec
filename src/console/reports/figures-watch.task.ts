/** Counts the log from the start of the process on, so that nobody who opens a page waits for more than the last events. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { ReportDesk } from '../../transparency/report-desk.service';

const EVERY_MS = 2_000;
/** After the database was away. */
const AGAIN_MS = 30_000;

@Injectable()
export class FiguresWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private underWay: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly closing = new AbortController();

  constructor(
    private readonly desk: ReportDesk,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.next(0);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    clearTimeout(this.timer);
    await this.underWay;
  }

  private next(pauseMs: number): void {
    if (this.closing.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.underWay = this.count().then((pause) => this.next(pause));
    }, pauseMs);
    this.timer.unref();
  }

  /** Answers after how long to look again. */
  private async count(): Promise<number> {
    try {
      await this.desk.keepUp(this.closing.signal);
      return EVERY_MS;
    } catch (error) {
      if (this.closing.signal.aborted) return EVERY_MS;
      this.log.warn('the log could not be counted; it is tried again in half a minute', factsOf(error));
      return AGAIN_MS;
    }
  }
}

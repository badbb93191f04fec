/** Watches as long as the right to watch is ours: one process watches, another one waits as spare. */
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '../platform/telemetry/log.service';
import { Dispatcher } from './dispatcher.service';
import { MessageSource } from './message-source';
import { WatchLock } from './watch-lock/watch-lock.connection';
import { WatcherStats } from './watcher-stats';

/** Injection token: every source of messages. */
export const MESSAGE_SOURCES = 'MESSAGE_SOURCES';

@Injectable()
export class SwarmWatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly lock: WatchLock,
    @Inject(MESSAGE_SOURCES) private readonly sources: readonly MessageSource[],
    private readonly dispatcher: Dispatcher,
    private readonly stats: WatcherStats,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.lock.seek({ held: () => this.begin(), lost: () => this.end() });
  }

  /** While database and queues are still there: what was told is booked before the process goes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.lock.release();
  }

  private begin(): void {
    this.log.info('this process watches');
    this.stats.watching = true;
    for (const source of this.sources) source.start((telling) => this.dispatcher.take(telling));
  }

  private async end(): Promise<void> {
    await Promise.all(this.sources.map((source) => source.stop()));
    this.stats.watching = false;
    this.log.info('this process watches no more');
  }
}

/** The room that hears of messages and owes devices wake-ups for them. */
import { type DynamicModule, Module } from '@nestjs/common';
import { PushModule } from '../push/push.module';
import { Dispatcher } from './dispatcher.service';
import { LeaseRepository } from './leases/lease.repository';
import { LeaseKeeper } from './leases/lease-keeper.service';
import type { MessageSource } from './message-source';
import { MonitorFeed } from './monitoring/monitor-feed.service';
import { MonitorSource } from './monitoring/monitor-source.service';
import { RequestComposer } from './monitoring/request-composer.service';
import { AccountReader } from './polling/account-reader.service';
import { CursorKeeper } from './polling/cursor-keeper.service';
import { OnionPoller } from './polling/onion-poller.service';
import { PollOptions } from './polling/poll-options';
import { WatchFeed } from './polling/watch-feed.service';
import { ForgetExpiredMessages } from './storage/forget-expired-messages.task';
import { RecentMessages } from './storage/recent-messages.repository';
import { WatchCursors } from './storage/watch-cursors.repository';
import { MESSAGE_SOURCES, SwarmWatcher } from './swarm-watcher.service';
import { WatcherMetrics } from './watcher-metrics.service';
import { WatcherReports } from './watcher-report.service';
import { WatcherStats } from './watcher-stats';

export interface SwarmWatcherOptions {
  /** Gives Watches, MonitoredAccounts and DelegateKeys. */
  readonly subscriptions: DynamicModule;
  /** Gives NodeDirectory, OnionClient and NetworkClock. */
  readonly network: DynamicModule;
  /** Shortest time between two polls of an account at one member, ms. */
  readonly pollIntervalMs: number;
  /** Requests to storage nodes that may be under way at once; default 128. */
  readonly pollConcurrency?: number;
}

const CONCURRENCY = 128;

@Module({})
export class SwarmWatcherModule {
  /** Needs the global modules of the platform and of the keys at rest. */
  static forRoot(options: SwarmWatcherOptions): DynamicModule {
    const { subscriptions, network, pollIntervalMs, pollConcurrency = CONCURRENCY } = options;
    return {
      module: SwarmWatcherModule,
      imports: [PushModule, subscriptions, network],
      providers: [
        { provide: PollOptions, useValue: new PollOptions(pollIntervalMs, pollConcurrency) },
        {
          provide: MESSAGE_SOURCES,
          useFactory: (...sources: MessageSource[]) => sources,
          inject: [OnionPoller, MonitorSource],
        },
        LeaseRepository,
        LeaseKeeper,
        WatcherStats,
        WatcherMetrics,
        WatcherReports,
        RecentMessages,
        WatchCursors,
        ForgetExpiredMessages,
        Dispatcher,
        WatchFeed,
        AccountReader,
        CursorKeeper,
        OnionPoller,
        MonitorFeed,
        RequestComposer,
        MonitorSource,
        SwarmWatcher,
      ],
      exports: [WatcherStats],
    };
  }
}

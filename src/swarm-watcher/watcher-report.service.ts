/** Tells whoever looks at all processes how this watcher stands. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ProcessReports } from '../platform/telemetry/process-reports.repository';
import { NetworkClock } from '../session-network/network-clock.service';
import { NodeDirectory } from '../session-network/node-directory.service';
import { OnionClient } from '../session-network/onion-client.service';
import { LastMinute } from './last-minute';
import { WATCHER_PART, type WatcherReport } from './watcher-report';
import { WATCHER_COUNTS, WatcherStats } from './watcher-stats';

const FAILED = WATCHER_COUNTS.filter((name) => name.startsWith('failed_'));

@Injectable()
export class WatcherReports implements OnModuleInit {
  private readonly lastMinute = new LastMinute<'requests' | 'requestsFailed'>();

  constructor(
    private readonly stats: WatcherStats,
    private readonly directory: NodeDirectory,
    private readonly onion: OnionClient,
    private readonly networkClock: NetworkClock,
    private readonly reports: ProcessReports,
  ) {}

  onModuleInit(): void {
    this.reports.register(WATCHER_PART, () => this.report());
  }

  private report(): WatcherReport {
    const { stats, networkClock } = this;
    const { nodes, swarms } = this.directory.stats;
    const requestsFailed = FAILED.reduce((sum, name) => sum + stats.counts[name], 0);
    return {
      swarms: stats.swarms,
      networkSwarms: swarms,
      nodes,
      nodesFailing: this.onion.stats.nodesFailing,
      watchers: stats.watchers,
      delegatedAccounts: stats.accounts,
      monitoredAccounts: stats.monitored,
      links: stats.links,
      linksWanted: stats.linksWanted,
      waitingNotices: stats.waitingNotices,
      lagMs: stats.lagMs,
      isHeldUp: stats.heldUp,
      clockOffsetMs: networkClock.offsetMs,
      clockNodes: networkClock.sampledNodes,
      ...this.lastMinute.grown({ requests: stats.counts.requests, requestsFailed }, performance.now()),
    };
  }
}

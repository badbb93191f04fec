/** Shows the operator what the watcher counts and how it stands. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Measure, Metrics } from '../platform/telemetry/metrics.service';
import { WatcherStats } from './watcher-stats';

const EVENTS = 'relay_watcher_events_total';
const GAUGES = {
  relay_watcher_swarms: 'Swarms watched by this process; all watchers together watch every swarm',
  relay_watcher_watchers: 'Watchers that live, as this process sees them',
  relay_watcher_accounts:
    'Accounts to be watched through onions, known to this process whichever of the watchers asks for them',
  relay_watcher_monitored_accounts: 'Accounts watched over monitor connections',
  relay_watcher_links: 'Monitor connections that stand',
  relay_watcher_waiting_notices: 'Messages told over monitor connections that wait to be booked',
  relay_watcher_requests_under_way: 'Requests to storage nodes under way',
  relay_watcher_lag_seconds: 'How long the poll begun last had been due',
  relay_watcher_held_up: 'Whether polling pauses because nothing can be booked or sent (1)',
} as const;

const MEASURES: readonly Measure[] = [
  { name: EVENTS, help: 'What the watcher met with, by kind', labelNames: ['kind'], kind: 'counter' },
  ...Object.entries(GAUGES).map(([name, help]) => ({ name, help, kind: 'gauge' as const })),
];

@Injectable()
export class WatcherMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly stats: WatcherStats,
  ) {}

  onModuleInit(): void {
    this.metrics.register(MEASURES, async () => {
      const { counts, swarms, watchers, accounts, monitored, links, waitingNotices, underWay, lagMs, heldUp } =
        this.stats;
      return {
        [EVENTS]: Object.entries(counts).map(([kind, value]) => ({ labels: { kind }, value })),
        relay_watcher_swarms: [{ value: swarms }],
        relay_watcher_watchers: [{ value: watchers }],
        relay_watcher_accounts: [{ value: accounts }],
        relay_watcher_monitored_accounts: [{ value: monitored }],
        relay_watcher_links: [{ value: links }],
        relay_watcher_waiting_notices: [{ value: waitingNotices }],
        relay_watcher_requests_under_way: [{ value: underWay }],
        relay_watcher_lag_seconds: [{ value: lagMs / 1_000 }],
        relay_watcher_held_up: [{ value: Number(heldUp) }],
      };
    });
  }
}

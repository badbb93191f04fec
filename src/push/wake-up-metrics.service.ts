/** Shows the ledger of wake-ups, and whether it balances, to the operator. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Health } from '../platform/telemetry/health.service';
import { type Measure, Metrics, type Reading } from '../platform/telemetry/metrics.service';
import { type Total, WakeUpRepository } from './storage/wake-up.repository';
import { WakeUps } from './wake-ups.service';

const LEDGER: readonly Measure[] = [
  {
    name: 'relay_wake_up_pairs_total',
    help: 'Pairs of a message and a device, by how they ended; seen counts every telling',
    labelNames: ['service', 'outcome'],
    kind: 'counter',
  },
  {
    name: 'relay_wake_up_pairs_in_flight',
    help: 'Pairs of a message and a device that are not settled yet, those that were refused and are kept included',
    labelNames: ['service'],
    kind: 'gauge',
  },
  {
    name: 'relay_wake_up_pairs_kept',
    help: 'Pairs in flight whose wake-up the push service refused: kept until they are tried again or dropped',
    labelNames: ['service'],
    kind: 'gauge',
  },
  {
    name: 'relay_wake_up_pairs_unaccounted',
    help: 'Seen pairs less all the others: anything but 0 is an error in the relay',
    labelNames: ['service'],
    kind: 'gauge',
  },
];

const QUEUE: readonly Measure[] = [
  { name: 'relay_queue_jobs', help: 'Jobs in the queue of wake-ups by state', labelNames: ['state'], kind: 'gauge' },
];

@Injectable()
export class WakeUpMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly health: Health,
    private readonly repository: WakeUpRepository,
    private readonly wakeUps: WakeUps,
  ) {}

  onModuleInit(): void {
    this.health.register('queue', () => this.wakeUps.queued());
    this.metrics.register(LEDGER, async () => {
      const totals = await this.repository.totals();
      return {
        relay_wake_up_pairs_total: settled(totals),
        relay_wake_up_pairs_in_flight: totals.filter((total) => total.outcome === 'pending').map(byService),
        relay_wake_up_pairs_kept: totals.filter((total) => total.outcome === 'kept').map(byService),
        relay_wake_up_pairs_unaccounted: unaccounted(totals),
      };
    });
    this.metrics.register(QUEUE, async () => ({
      relay_queue_jobs: Object.entries(await this.wakeUps.queued()).map(([state, value]) => ({
        labels: { state },
        value,
      })),
    }));
  }
}

function byService(total: Total): Reading {
  return { labels: { service: total.service }, value: total.value };
}

function settled(totals: readonly Total[]): Reading[] {
  return totals
    .filter(({ outcome }) => outcome !== 'pending' && outcome !== 'kept')
    .map(({ service, outcome, value }) => ({ labels: { service, outcome }, value }));
}

/** For each service: seen − (accepted + merged + gone + refused + expired + duplicate + pending); pending holds kept. */
export function unaccounted(totals: readonly Total[]): Reading[] {
  const balance = new Map<string, number>();
  for (const { service, outcome, value } of totals) {
    if (outcome === 'kept') continue;
    balance.set(service, (balance.get(service) ?? 0) + (outcome === 'seen' ? value : -value));
  }
  return [...balance].map(([service, value]) => ({ labels: { service }, value }));
}

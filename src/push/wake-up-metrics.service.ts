/** Shows the ledger of wake-ups, and whether it balances, to the operator's tools. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Health } from '../platform/telemetry/health.service';
import { type Measure, Metrics, type Reading } from '../platform/telemetry/metrics.service';
import { BoardRepository } from './storage/board.repository';
import { VendorPauses } from './vendor-pauses.service';
import { LEDGER_KINDS } from './wake-up-figures';
import { type Standing, unaccountedOf } from './wake-up-standing';
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

const PAUSED: readonly Measure[] = [
  {
    name: 'relay_push_service_paused',
    help: 'Whether staff paused the push service (1) or resumed it (0)',
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
    private readonly repository: BoardRepository,
    private readonly pauses: VendorPauses,
    private readonly clock: Clock,
    private readonly wakeUps: WakeUps,
  ) {}

  onModuleInit(): void {
    this.health.register('queue', () => this.wakeUps.queued());
    this.metrics.register(LEDGER, async () => {
      const standings = await this.repository.standings(new Date(this.clock.now()));
      const reading = (read: (one: Standing) => number): Reading[] =>
        standings.map((one) => ({ labels: { service: one.service }, value: read(one) }));
      return {
        relay_wake_up_pairs_total: standings.flatMap(endsOf),
        relay_wake_up_pairs_in_flight: reading(({ pairs, kept }) => pairs + kept),
        relay_wake_up_pairs_kept: reading(({ kept }) => kept),
        relay_wake_up_pairs_unaccounted: reading(unaccountedOf),
      };
    });
    this.metrics.register(PAUSED, async () => ({
      relay_push_service_paused: (await this.pauses.all()).map(({ service, isPaused }) => ({
        labels: { service },
        value: Number(isPaused),
      })),
    }));
    this.metrics.register(QUEUE, async () => ({
      relay_queue_jobs: Object.entries(await this.wakeUps.queued()).map(([state, value]) => ({
        labels: { state },
        value,
      })),
    }));
  }
}

function endsOf({ service, counted }: Standing): Reading[] {
  return LEDGER_KINDS.flatMap((outcome) => {
    const value = counted[outcome];
    return value === undefined ? [] : [{ labels: { service, outcome }, value }];
  });
}

/** How often people were let in, refused and turned away, so that an operator sees somebody guessing. */
import { Injectable } from '@nestjs/common';
import { Metrics } from '../../platform/telemetry/metrics.service';

const NAME = 'relay_console_sign_ins_total';
const OUTCOMES = ['let_in', 'refused', 'turned_away'] as const;

type Outcome = (typeof OUTCOMES)[number];

@Injectable()
export class SignInMetrics {
  private readonly counts: Record<Outcome, number> = { let_in: 0, refused: 0, turned_away: 0 };

  constructor(metrics: Metrics) {
    const measure = {
      name: NAME,
      help: 'Tries to sign in to the console of this process, by what became of them',
      labelNames: ['outcome'],
      kind: 'counter' as const,
    };
    metrics.register([measure], async () => ({
      [NAME]: OUTCOMES.map((outcome) => ({ labels: { outcome }, value: this.counts[outcome] })),
    }));
  }

  count(outcome: Outcome): void {
    this.counts[outcome] += 1;
  }
}

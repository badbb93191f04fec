/** What the operator may do to wake-ups, each act recorded with its reason. */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { RefusedWakeUps } from '../../push/refused-wake-ups.service';
import { VendorPauses } from '../../push/vendor-pauses.service';
import type { RefusedLot } from '../../push/wake-up-standing';
import { Acts } from '../audit/acts.service';

export interface Ordered {
  /** Name of a member of staff. */
  readonly by: string;
  /** Why, as faultOfReason() lets it pass. */
  readonly reason: string;
}

@Injectable()
export class OperationsActs implements OnApplicationShutdown {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly database: Database,
    private readonly pauses: VendorPauses,
    private readonly refused: RefusedWakeUps,
    private readonly acts: Acts,
    private readonly log: Log,
  ) {}

  /** False when it was so already; then nothing is recorded. Throws DatabaseAway, as all here. */
  pause(service: string, ordered: Ordered): Promise<boolean> {
    return this.once('vendor_paused', service, ordered, (sql) => this.pauses.pause(sql, { service, ...ordered }));
  }

  /** False when it was so already; then nothing is recorded. */
  resume(service: string, ordered: Ordered): Promise<boolean> {
    return this.once('vendor_resumed', service, ordered, (sql) => this.pauses.resume(sql, { service, ...ordered }));
  }

  /** Resolves when the order is recorded; carrying it out may take a while and goes on by itself. */
  async retry(lot: RefusedLot, ordered: Ordered): Promise<void> {
    await this.record('refused_retried', lot, ordered);
    this.carryOut('refused wake-ups could not all be tried again', this.refused.retry(lot));
  }

  /** Like retry. */
  async drop(lot: RefusedLot, ordered: Ordered): Promise<void> {
    await this.record('refused_dropped', lot, ordered);
    this.carryOut('refused wake-ups could not all be dropped', this.refused.drop(lot));
  }

  /** What is not done by then stays as it was, and can be ordered again. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private once(
    kind: 'vendor_paused' | 'vendor_resumed',
    subject: string,
    { by, reason }: Ordered,
    change: (sql: Sql) => Promise<boolean>,
  ): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      const isChanged = await change(sql);
      if (isChanged) await this.acts.record(sql, { by, kind, subject, reason });
      return isChanged;
    });
  }

  private record(kind: 'refused_retried' | 'refused_dropped', lot: RefusedLot, { by, reason }: Ordered): Promise<void> {
    const details = { refusedFor: lot.reason, until: lot.until.toISOString() };
    return this.database.transaction((sql) =>
      this.acts.record(sql, { by, kind, subject: lot.service, reason, details }),
    );
  }

  private carryOut(trouble: string, work: Promise<number>): void {
    const done = work.then(
      () => undefined,
      (error) => this.log.warn(trouble, factsOf(error)),
    );
    this.underWay.add(done);
    void done.finally(() => this.underWay.delete(done));
  }
}

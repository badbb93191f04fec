/** Which published quarters are no longer what is counted: each counted again only when something it depends on changed. */
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import { KeptQuarters, type Mark } from './kept-quarters';
import type { StatedReport } from './published-report';
import { PublishedReports } from './published-reports';
import { asQuarter, type Quarter } from './quarter';
import { countLog, type QuarterCount } from './quarter-count';
import { dated, type QuarterDrift, quarterDifference } from './quarter-drift';
import { StandingLog } from './standing-log.service';
import { CaseEventRepository } from './storage/case-event.repository';

@Injectable()
export class QuarterDrifts {
  private readonly compared = new KeptQuarters<QuarterDrift | undefined>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly log: StandingLog,
    private readonly events: CaseEventRepository,
    private readonly published: PublishedReports,
    private readonly clock: Clock,
  ) {}

  /** Of the newest versions, whichever differ now. Whoever asks while another is answered waits, and finds it done. */
  of(newest: readonly StatedReport[]): Promise<Map<Quarter, QuarterDrift>> {
    const drifts = this.last.catch(() => undefined).then(() => this.now(newest));
    this.last = drifts;
    return drifts;
  }

  private async now(newest: readonly StatedReport[]): Promise<Map<Quarter, QuarterDrift>> {
    const mark = await this.log.mark(this.clock.now());
    const wanted = newest.map((one) => ({ ...one, quarter: asQuarter(one.report.quarter), key: one.sha256 }));
    for (const one of this.compared.missing(wanted, mark)) {
      this.compared.keep(one, mark, await this.compare(one, one.quarter, mark));
    }
    const drifts = wanted.flatMap(({ quarter }) => this.compared.value(quarter) ?? []);
    return new Map(drifts.map((one) => [one.quarter, one]));
  }

  private async compare(newest: StatedReport, quarter: Quarter, mark: Mark): Promise<QuarterDrift | undefined> {
    const log = await this.log.asOf(mark.asOfMs, [quarter]);
    const [count] = countLog(log, [quarter]) as [QuarterCount];
    const { report, sha256 } = newest;
    // Comparing all of them takes long where there are many: others come in between.
    await setImmediate();
    const ledgerNdjson = await this.published.ledger(sha256);
    const difference = quarterDifference({ published: { report, ledgerNdjson }, count, log });
    await setImmediate();
    if (difference === undefined) return undefined;
    return dated(difference, (ids, afterMs) => this.events.firstKnown(this.database, ids, afterMs));
  }
}

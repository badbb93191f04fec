/** Which published quarters are no longer what is counted: each counted again only when something it depends on changed. */
import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.service';
import { Database } from '../platform/database/database.service';
import type { ReportVersion } from './published-report';
import { asQuarter, type Quarter } from './quarter';
import { countLog, type QuarterCount } from './quarter-count';
import { dated, type QuarterDrift, quarterDifference } from './quarter-drift';
import type { Span, StandingCases } from './standing-cases';
import { StandingLog } from './standing-log.service';
import { CaseEventRepository } from './storage/case-event.repository';
import { zurichDate } from './zurich-time';

/** What was known when a quarter was compared. */
interface Mark {
  readonly standing: StandingCases;
  readonly seq: number;
  readonly asOfMs: number;
  /** The day in Zurich: orders of secrecy end with days. */
  readonly day: string;
}

interface Compared {
  mark: Mark;
  readonly sha256: string;
  readonly drift: QuarterDrift | undefined;
}

@Injectable()
export class QuarterDrifts {
  private readonly compared = new Map<Quarter, Compared>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly log: StandingLog,
    private readonly events: CaseEventRepository,
    private readonly clock: Clock,
  ) {}

  /** Of the newest versions, whichever differ now. Whoever asks while another is answered waits, and finds it done. */
  of(latest: readonly ReportVersion[]): Promise<Map<Quarter, QuarterDrift>> {
    const drifts = this.last.catch(() => undefined).then(() => this.now(latest));
    this.last = drifts;
    return drifts;
  }

  private async now(latest: readonly ReportVersion[]): Promise<Map<Quarter, QuarterDrift>> {
    const standing = await this.log.current();
    const asOfMs = this.clock.now();
    const mark = { standing, seq: standing.seq, asOfMs, day: zurichDate(asOfMs) };
    this.confirm(latest, mark);
    const missing = latest.filter((one) => this.compared.get(quarterOf(one))?.mark !== mark);
    if (missing.length > 0) await this.compare(missing, mark);
    const drifts = latest.flatMap((one) => this.compared.get(quarterOf(one))?.drift ?? []);
    return new Map(drifts.map((one) => [one.quarter, one]));
  }

  /** What nothing has touched since is as good as compared now. */
  private confirm(latest: readonly ReportVersion[], mark: Mark): void {
    const spans = new Map<Mark, readonly Span[]>();
    for (const version of latest) {
      const quarter = quarterOf(version);
      const one = this.compared.get(quarter);
      if (one === undefined || one.sha256 !== version.sha256 || !isComparable(one.mark, mark)) continue;
      const touched = spans.get(one.mark) ?? mark.standing.touchedSince(one.mark.seq, one.mark.asOfMs);
      spans.set(one.mark, touched);
      if (!touched.some(({ from, to }) => from <= quarter && quarter <= to)) one.mark = mark;
    }
  }

  private async compare(versions: readonly ReportVersion[], mark: Mark): Promise<void> {
    const quarters = versions.map(quarterOf);
    const log = await this.log.asOf(mark.asOfMs, quarters);
    const counts = countLog(log, quarters);
    for (const [index, published] of versions.entries()) {
      // Comparing all of them takes long where there are many: others come in between.
      await setImmediate();
      const difference = quarterDifference({ published, count: counts[index] as QuarterCount, log });
      const firstKnown = (ids: readonly string[], afterMs: number) =>
        this.events.firstKnown(this.database, ids, afterMs);
      const drift = difference === undefined ? undefined : await dated(difference, firstKnown);
      this.compared.set(quarterOf(published), { mark, sha256: published.sha256, drift });
    }
  }
}

/** Whether what was compared then is the same now but for the events that came since. */
function isComparable(then: Mark, now: Mark): boolean {
  return then.standing === now.standing && then.day === now.day && then.asOfMs <= now.asOfMs;
}

const quarterOf = ({ report }: ReportVersion) => asQuarter(report.quarter);

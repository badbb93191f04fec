/** What pages and files are made of: published versions and today's date; nothing of the log itself is in reach. */
import { Injectable, NotFoundException } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import type { ReportVersion, StatedReport } from '../published-report';
import { PublishedReports } from '../published-reports';
import { quarterOfSlug } from '../quarter';
import { zurichDate } from '../zurich-time';
import { correctionsAmong } from './feeds/news';
import type { Overview } from './overview.page';
import { nextDue, type QuarterOnShow, seriesOf } from './series';

const A_YEAR_MS = 366 * 86_400_000;

@Injectable()
export class Publications {
  constructor(
    private readonly published: PublishedReports,
    private readonly clock: Clock,
  ) {}

  /** The newest version of every quarter, oldest quarter first. */
  latest(): Promise<ReportVersion[]> {
    return this.published.latest();
  }

  /** What the newest versions state, without their ledgers. */
  stated(): Promise<StatedReport[]> {
    return this.published.stated();
  }

  /** Every version in the order of publication. */
  all(): Promise<ReportVersion[]> {
    return this.published.all();
  }

  async series(): Promise<QuarterOnShow[]> {
    return seriesOf(await this.latest(), this.today());
  }

  async overview(): Promise<Overview> {
    const [series, today] = [await this.series(), this.today()];
    const since = this.clock.now() - A_YEAR_MS;
    const recent = correctionsAmong(await this.all()).filter((one) => Date.parse(one.report.publishedAt) >= since);
    return { series, corrections: recent, next: nextDue(series, today) };
  }

  /** Throws NotFoundException when nothing is published of the quarter. */
  async versionsOf(slug: string): Promise<readonly [ReportVersion, ...ReportVersion[]]> {
    const quarter = quarterOfSlug(slug);
    const [first, ...later] = quarter === undefined ? [] : await this.published.versionsOf(quarter);
    if (first === undefined) throw new NotFoundException();
    return [first, ...later];
  }

  private today(): string {
    return zurichDate(this.clock.now());
  }
}

/** `name` is `v2`. Throws NotFoundException when there is no such version. */
export function versionNamed(versions: readonly ReportVersion[], name: string): ReportVersion {
  const version = versions.find((one) => `v${one.report.version}` === name);
  if (version === undefined) throw new NotFoundException();
  return version;
}

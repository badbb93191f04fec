/** What is published, for pages and files: the list is read each time, each version once for as long as it is asked for. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { ReportVersion } from '../published-report';
import { PublishedReports } from '../published-reports';
import type { Quarter } from '../quarter';
import { ReportRepository, type VersionName } from './report.repository';
import { VersionCache } from './version-cache';

/** Of reports and ledgers: some 80,000 requests. With their lines taken apart they weigh several times as much. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

@Injectable()
export class StoredReports extends PublishedReports {
  private readonly cache: VersionCache;

  constructor(
    private readonly database: Database,
    private readonly repository: ReportRepository,
  ) {
    super();
    this.cache = new VersionCache((hashes) => this.repository.ofHashes(this.database, hashes), MOST_CHARACTERS);
  }

  async latest(): Promise<ReportVersion[]> {
    const newest = new Map((await this.names()).map((one) => [one.quarter, one]));
    return this.versions([...newest.values()].sort((a, b) => (a.quarter < b.quarter ? -1 : 1)));
  }

  async versionsOf(quarter: Quarter): Promise<ReportVersion[]> {
    return this.versions((await this.names()).filter((one) => one.quarter === quarter));
  }

  async all(): Promise<ReportVersion[]> {
    return this.versions(await this.names());
  }

  /** A version that another process published this moment is in it: what is new needs no telling. */
  private names(): Promise<VersionName[]> {
    return this.repository.names(this.database);
  }

  private versions(names: readonly VersionName[]): Promise<ReportVersion[]> {
    return this.cache.versions(names.map((one) => one.sha256));
  }
}

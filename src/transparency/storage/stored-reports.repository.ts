/** What is published, for pages and files: the list is read each time, each version once for as long as it is asked for. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { ReportVersion, StatedReport } from '../published-report';
import { PublishedReports } from '../published-reports';
import type { Quarter } from '../quarter';
import { ReportRepository, type VersionName } from './report.repository';
import { VersionCache } from './version-cache';

/** Of reports and ledgers: some 80,000 requests. With their lines taken apart they weigh several times as much. */
const MOST_CHARACTERS = 32 * 1024 * 1024;
/** Without their ledgers: many years of quarters. */
const MOST_STATED = 1_000;

@Injectable()
export class StoredReports extends PublishedReports {
  private readonly cache: VersionCache<ReportVersion>;
  private readonly statements: VersionCache<StatedReport>;

  constructor(
    private readonly database: Database,
    private readonly repository: ReportRepository,
  ) {
    super();
    this.cache = new VersionCache({
      load: (hashes) => this.repository.ofHashes(this.database, hashes),
      sizeOf: ({ json, ledgerNdjson }) => json.length + ledgerNdjson.length,
      most: MOST_CHARACTERS,
    });
    this.statements = new VersionCache({
      load: (hashes) => this.repository.statedOfHashes(this.database, hashes),
      sizeOf: () => 1,
      most: MOST_STATED,
    });
  }

  async latest(): Promise<ReportVersion[]> {
    return this.versions(await this.newest());
  }

  async versionsOf(quarter: Quarter): Promise<ReportVersion[]> {
    return this.versions((await this.names()).filter((one) => one.quarter === quarter));
  }

  async all(): Promise<ReportVersion[]> {
    return this.versions(await this.names());
  }

  async stated(): Promise<StatedReport[]> {
    return this.statements.versions((await this.newest()).map((one) => one.sha256));
  }

  async statedOf(quarter: Quarter): Promise<StatedReport[]> {
    const names = (await this.names()).filter((one) => one.quarter === quarter);
    return this.statements.versions(names.map((one) => one.sha256));
  }

  ledger(sha256: string): Promise<string> {
    return this.repository.ledger(this.database, sha256);
  }

  private async newest(): Promise<VersionName[]> {
    const newest = new Map((await this.names()).map((one) => [one.quarter, one]));
    return [...newest.values()].sort((a, b) => (a.quarter < b.quarter ? -1 : 1));
  }

  /** A version that another process published this moment is in it: what is new needs no telling. */
  private names(): Promise<VersionName[]> {
    return this.repository.names(this.database);
  }

  private versions(names: readonly VersionName[]): Promise<ReportVersion[]> {
    return this.cache.versions(names.map((one) => one.sha256));
  }
}

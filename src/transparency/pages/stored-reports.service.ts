/** Published versions out of the database: the only thing the pages read of it, besides the names of its columns. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import type { ReportVersion } from '../published-report';
import { PublishedReports } from '../published-reports';
import type { Quarter } from '../quarter';
import { ReportRepository } from '../storage/report.repository';

@Injectable()
export class StoredReports extends PublishedReports {
  constructor(
    private readonly database: Database,
    private readonly repository: ReportRepository,
  ) {
    super();
  }

  latest(): Promise<ReportVersion[]> {
    return this.repository.latest(this.database);
  }

  versionsOf(quarter: Quarter): Promise<ReportVersion[]> {
    return this.repository.versionsOf(this.database, quarter);
  }

  all(): Promise<ReportVersion[]> {
    return this.repository.all(this.database);
  }
}

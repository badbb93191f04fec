/** What is published, for whoever only shows it: nothing of the log itself is in reach. */
import { Module } from '@nestjs/common';
import { PublishedReports } from './published-reports';
import { ReportRepository } from './storage/report.repository';
import { StoredReports } from './storage/stored-reports.repository';

@Module({
  providers: [ReportRepository, { provide: PublishedReports, useClass: StoredReports }],
  exports: [PublishedReports, ReportRepository],
})
export class PublishedReportsModule {}

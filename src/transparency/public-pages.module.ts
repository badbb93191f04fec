/** The public pages, files and feeds: for the api role only. Nothing of the log is in their reach. */
import { type DynamicModule, Module } from '@nestjs/common';
import { FeedsController } from './pages/feeds.controller';
import { VersionFiles } from './pages/files/version-files.service';
import { LiveSchema } from './pages/live-schema.repository';
import { PagesController } from './pages/pages.controller';
import { PUBLIC_FACTS, type PublicFacts } from './pages/public-facts';
import { Publications } from './pages/publications.service';
import { ReportsController } from './pages/reports.controller';
import { StoredReports } from './pages/stored-reports.service';
import { PublishedReports } from './published-reports';
import { ReportRepository } from './storage/report.repository';

export interface PublicPagesOptions {
  readonly facts: PublicFacts;
  /** Other published versions than the database's: for tests. */
  readonly reports?: PublishedReports;
}

@Module({})
export class PublicPagesModule {
  static forRoot({ facts, reports }: PublicPagesOptions): DynamicModule {
    return {
      module: PublicPagesModule,
      // Feeds come first: the pages answer for everything else below /data.
      controllers: [FeedsController, ReportsController, PagesController],
      providers: [
        Publications,
        VersionFiles,
        LiveSchema,
        ReportRepository,
        { provide: PUBLIC_FACTS, useValue: facts },
        reports === undefined
          ? { provide: PublishedReports, useClass: StoredReports }
          : { provide: PublishedReports, useValue: reports },
      ],
    };
  }
}

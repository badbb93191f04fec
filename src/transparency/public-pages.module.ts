/** The public pages, files and feeds: for the api role only. */
import {
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type Type,
} from '@nestjs/common';
import { markAsDemo } from './pages/demo-mark';
import { FeedsController } from './pages/feeds.controller';
import { VersionFiles } from './pages/files/version-files.service';
import { LiveSchema } from './pages/live-schema.repository';
import { PagesController } from './pages/pages.controller';
import { PUBLIC_FACTS, type PublicFacts } from './pages/public-facts';
import { Publications } from './pages/publications.service';
import { ReportsController } from './pages/reports.controller';
import { toStableAddress } from './pages/stable-address';

export interface PublicPagesOptions {
  /** A module that exports PublishedReports: all that the pages know of the request log. */
  readonly published: Type | DynamicModule;
  readonly facts: PublicFacts;
}

@Module({})
export class PublicPagesModule implements NestModule {
  constructor(@Inject(PUBLIC_FACTS) private readonly facts: PublicFacts) {}

  static forRoot({ published, facts }: PublicPagesOptions): DynamicModule {
    return {
      module: PublicPagesModule,
      imports: [published],
      // Feeds come first: the pages answer for everything else below /data.
      controllers: [FeedsController, ReportsController, PagesController],
      providers: [Publications, VersionFiles, LiveSchema, { provide: PUBLIC_FACTS, useValue: facts }],
    };
  }

  configure(consumer: MiddlewareConsumer): void {
    const controllers = [FeedsController, ReportsController, PagesController];
    consumer.apply(toStableAddress, ...(this.facts.isDemo ? [markAsDemo] : [])).forRoutes(...controllers);
  }
}

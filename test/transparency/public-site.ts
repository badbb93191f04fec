/** The public pages alone, over HTTP, on published versions that a test chooses. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock } from '../../src/platform/clock.service';
import { PlatformModule } from '../../src/platform/platform.module';
import type { PublicFacts } from '../../src/transparency/pages/public-facts';
import { FixedReports } from '../../src/transparency/pages/published.fixture';
import { PublicPagesModule } from '../../src/transparency/public-pages.module';
import type { ReportVersion } from '../../src/transparency/published-report';
import { PublishedReports } from '../../src/transparency/published-reports';
import { CONNECT_MS } from '../support/patience';

export interface PublicSite {
  readonly url: string;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly databaseUrl: string;
  /** What is published; or the versions of which it consists. */
  readonly published: PublishedReports | readonly ReportVersion[];
  /** The instant at which the pages believe to be read. */
  readonly now: string;
  readonly facts?: Partial<PublicFacts>;
}

class StandingClock extends Clock {
  constructor(private readonly at: string) {
    super();
  }

  override now(): number {
    return Date.parse(this.at);
  }
}

export async function openPublicSite({ databaseUrl, published, now, facts }: SiteOptions): Promise<PublicSite> {
  const reports = published instanceof PublishedReports ? published : new FixedReports(published);
  @Module({
    providers: [{ provide: PublishedReports, useValue: reports }],
    exports: [PublishedReports],
  })
  class Reports {}
  @Module({
    imports: [
      PlatformModule.forRoot({
        databaseUrl,
        databasePoolSize: 2,
        databaseConnectMs: CONNECT_MS,
        clock: new StandingClock(now),
      }),
      PublicPagesModule.forRoot({
        published: { module: Reports },
        facts: { base: 'https://relay.example', publisher: 'The foundation', ...facts },
      }),
    ],
  })
  class Site {}
  const app = await NestFactory.create(Site, { logger: false, bodyParser: false, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => app.close() };
}

/** Overview, reports, their versions and the files of each version. */
import { Controller, Get, NotFoundException, Param, Res, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import type { ReportVersion } from '../published-report';
import { VersionFiles } from './files/version-files.service';
import { overviewPage } from './overview.page';
import { htmlAnswer, send } from './page-answer';
import { PagesFilter } from './pages.filter';
import { Publications, versionNamed } from './publications.service';
import { reportPage } from './report.page';
import { quarterPath, versionPath } from './words';

const LANGUAGE = 'en';

@Controller('transparency-reports')
@UseFilters(PagesFilter)
export class ReportsController {
  constructor(
    private readonly publications: Publications,
    private readonly files: VersionFiles,
  ) {}

  @Get()
  async overview(@Res() response: Response): Promise<void> {
    send(response, htmlAnswer(overviewPage(LANGUAGE, await this.publications.overview())));
  }

  /** The newest version. */
  @Get(':quarter')
  async newest(@Param('quarter') slug: string, @Res() response: Response): Promise<void> {
    const versions = await this.publications.versionsOf(slug);
    const shown = versions[versions.length - 1] as ReportVersion;
    const links = [`<${versionPath(shown.report)}>; rel="bookmark"`, ...linksOf(shown)];
    send(
      response,
      htmlAnswer(
        reportPage(LANGUAGE, { shown, versions, latest: await this.publications.stated(), isNewestAddress: true }),
        { links },
      ),
    );
  }

  /** A version, which never changes; only its page says when there is a newer one, and so is not kept for ever. */
  @Get(':quarter/:version')
  async version(
    @Param('quarter') slug: string,
    @Param('version') name: string,
    @Res() response: Response,
  ): Promise<void> {
    const versions = await this.publications.versionsOf(slug);
    const shown = versionNamed(versions, name);
    const body = reportPage(LANGUAGE, {
      shown,
      versions,
      latest: await this.publications.stated(),
      isNewestAddress: false,
    });
    send(response, htmlAnswer(body, { links: linksOf(shown) }));
  }

  @Get(':quarter/:version/:file')
  async file(
    @Param('quarter') slug: string,
    @Param('version') name: string,
    @Param('file') file: string,
    @Res() response: Response,
  ): Promise<void> {
    const version = versionNamed(await this.publications.versionsOf(slug), name);
    const { publishedAt: modifiedAt } = version.report;
    const answer = await this.files.file(version, file);
    send(response, { ...answer, keeping: 'immutable', links: linksOf(version), modifiedAt });
  }

  @Get(':quarter/:version/:file/*rest')
  nothing(): never {
    throw new NotFoundException();
  }
}

/** RFC 5829: where the newest version is, and the list of all. */
function linksOf({ report }: ReportVersion): string[] {
  const quarter = quarterPath(report.quarter);
  return [`<${quarter}>; rel="latest-version"`, `<${quarter}#versions>; rel="version-history"`];
}

/** What programs follow: feeds, the index, the figures of all quarters, the schema. */
import { Controller, Get, Inject, NotFoundException, Param, Res, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import { ALL_RULES } from '../counting-rules';
import { atom } from './feeds/atom';
import { correctionEntries, newsEntries } from './feeds/news';
import { figuresCsv } from './files/figures-csv';
import { reportSchema, SCHEMA_PATH, transparencyIndex } from './files/json-files';
import { send } from './page-answer';
import { PagesFilter } from './pages.filter';
import { PUBLIC_FACTS, type PublicFacts } from './public-facts';
import { Publications } from './publications.service';
import { textsOf } from './texts';

const LANGUAGE = 'en';
const ATOM = 'application/atom+xml';
const JSON_TYPE = 'application/json';

@Controller()
@UseFilters(PagesFilter)
export class FeedsController {
  constructor(
    private readonly publications: Publications,
    @Inject(PUBLIC_FACTS) private readonly facts: PublicFacts,
  ) {}

  @Get('feed.atom')
  async news(@Res() response: Response): Promise<void> {
    const texts = textsOf(LANGUAGE);
    const entries = newsEntries(texts, await this.publications.all(), await this.publications.series());
    send(response, { body: this.feed(texts.feedNews, '/feed.atom', entries), type: ATOM });
  }

  @Get('corrections.atom')
  async corrections(@Res() response: Response): Promise<void> {
    const texts = textsOf(LANGUAGE);
    const entries = correctionEntries(texts, await this.publications.all());
    send(response, { body: this.feed(texts.feedCorrections, '/corrections.atom', entries), type: ATOM });
  }

  @Get('.well-known/transparency.json')
  async index(@Res() response: Response): Promise<void> {
    send(response, { body: transparencyIndex(await this.publications.all(), this.facts.base), type: JSON_TYPE });
  }

  @Get('data/all-figures.csv')
  async figures(@Res() response: Response): Promise<void> {
    const latest = await this.publications.latest();
    send(response, { body: figuresCsv(latest.map((one) => one.report)), type: 'text/csv' });
  }

  @Get(SCHEMA_PATH)
  schema(@Res() response: Response): void {
    send(response, { body: reportSchema(), type: 'application/schema+json' });
  }

  /** Its hash is the one that the reports made by it name. */
  @Get('data/rules/:name')
  rules(@Param('name') name: string, @Res() response: Response): void {
    const rules = ALL_RULES.find(({ id }) => `${id}.json` === name);
    if (rules === undefined) throw new NotFoundException();
    send(response, { body: rules.json, type: JSON_TYPE });
  }

  private feed(title: string, path: string, entries: Parameters<typeof atom>[0]['entries']): string {
    const { base, publisher: author } = this.facts;
    return atom({ title, path, base, language: LANGUAGE, author, entries });
  }
}

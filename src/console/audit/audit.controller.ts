/** The audit's page and its two forms. */
import { pipeline } from 'node:stream/promises';
import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Database } from '../../platform/database/database.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { StaffContext } from '../frame/page-context';
import { UnfitForm } from '../frame/refusals';
import { goOn, sendPage } from '../frame/send-page';
import { StaffActs } from '../staff-acts.repository';
import type { FoundAct } from './act';
import { ACT_FILES, type ActFile } from './act-files';
import { type ReadSearch, readSearch } from './act-search';
import { Acts } from './acts.service';
import { type AuditFacts, auditPage } from './audit.page';
import { ChainWatch } from './chain-watch.task';

const ON_A_PAGE = 50;
const IN_A_PART = 500;
/** How long a form waits for a check: one of a few thousand entries ends within it. */
const PATIENCE_MS = 2_000;

type Words = Readonly<Record<string, unknown>>;

@Controller('audit')
export class AuditController {
  constructor(
    private readonly database: Database,
    private readonly staffActs: StaffActs,
    private readonly acts: Acts,
    private readonly watch: ChainWatch,
  ) {}

  @Get()
  @Door({ to: 'audit.read' })
  async show(@Query() query: Words, @Page() context: StaffContext, @Res() response: Response): Promise<void> {
    const isChecked = query.checked === 'yes' && !this.watch.isChecking;
    await this.showPage(context, readSearch(query), response, isChecked ? 'Both chains were checked.' : undefined);
  }

  @Post('check')
  @Door({ to: 'audit.read' })
  async check(@Page() { visitor }: StaffContext, @Res() response: Response): Promise<void> {
    await this.acts.record(this.database, { by: visitor.name, kind: 'chains_checked' });
    const isDone = await this.watch.checkWithin(PATIENCE_MS);
    goOn(response, isDone ? '/audit?checked=yes' : '/audit');
  }

  @Post('export')
  @Door({ to: 'audit.read' })
  async export(@Body() body: Words, @Page() context: StaffContext, @Res() response: Response): Promise<void> {
    const read = readSearch(body);
    if (Object.keys(read.faults).length > 0) return this.showPage(context, read, response);
    const { visitor } = context;
    const { search } = read;
    const format = body.format === 'ndjson' || body.format === 'csv' ? body.format : undefined;
    if (format === undefined) throw new UnfitForm('choose NDJSON or CSV');
    const head = await this.staffActs.head(this.database);
    const details = { format, ...search };
    await this.acts.record(this.database, { by: visitor.name, kind: 'acts_exported', details });
    const file = ACT_FILES[format];
    response.status(200).attachment(`acts-of-staff.${format}`).type(file.type);
    await pipeline(this.partsOf(file, search, head?.seq ?? 0), response);
  }

  private async showPage(context: StaffContext, read: ReadSearch, response: Response, notice?: string): Promise<void> {
    const [chains, isChecking] = [this.watch.found, this.watch.isChecking];
    const facts: AuditFacts = { read, ...(await this.pageOf(read)), chains, isChecking, notice };
    sendPage(response, auditPage(context, facts), Object.keys(read.faults).length === 0 ? 200 : 422);
  }

  private async pageOf({ search, before, after }: ReadSearch) {
    const limit = ON_A_PAGE + 1;
    if (after === undefined) {
      const found = await this.staffActs.find(this.database, search, { order: 'newest first', after: before, limit });
      return { acts: found.slice(0, ON_A_PAGE), hasOlder: found.length === limit, hasNewer: before !== undefined };
    }
    const found = await this.staffActs.find(this.database, search, { order: 'oldest first', after, limit });
    return { acts: found.slice(0, ON_A_PAGE).reverse(), hasOlder: true, hasNewer: found.length === limit };
  }

  /** Oldest first, up to the act of number `end`, a part at a time. */
  private async *partsOf(file: ActFile, search: ReadSearch['search'], end: number): AsyncGenerator<string> {
    let after = 0;
    for (let isFirst = true; ; isFirst = false) {
      const found: FoundAct[] = await this.staffActs.find(this.database, search, {
        order: 'oldest first',
        ...{ after, limit: IN_A_PART },
      });
      const acts = found.filter(({ entry }) => entry.seq <= end);
      if (acts.length > 0 || isFirst) yield file.part(acts, isFirst);
      if (acts.length < IN_A_PART) return;
      after = acts.at(-1)?.entry.seq ?? end;
    }
  }
}

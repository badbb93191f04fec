/** The list of cases: its views, its search, its export. */
import { once } from 'node:events';
import { Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DataKeys, SealError } from '../../platform/at-rest/data-keys';
import { Clock } from '../../platform/clock.service';
import { Database } from '../../platform/database/database.service';
import { CaseBoard } from '../../transparency/case-board.service';
import { Acts } from '../audit/acts.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendPage } from '../frame/send-page';
import { isOpenSearch, type ListView, LONGEST_SEARCH, readView, viewQuery, withoutSearch } from './case-view';
import { casesPage } from './cases.page';
import { casesCsv } from './cases-csv';
import { Posted } from './posted';
import { FILTER_NAME_LENGTH, MOST_FILTERS, SavedFilters } from './saved-filters.service';

const SEARCH = 'console.case_search';

@Controller()
export class CasesController {
  constructor(
    private readonly board: CaseBoard,
    private readonly saved: SavedFilters,
    private readonly keys: DataKeys,
    private readonly acts: Acts,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get('cases')
  @Door({ to: 'requests.read' })
  async list(@Page() context: StaffContext, @Query() query: unknown, @Res() response: Response): Promise<void> {
    sendPage(response, await this.pageOf(context, this.viewOf(new Posted(query))));
  }

  /** What is searched for goes into no address in the clear. */
  @Post('cases/search')
  @Door({ to: 'requests.read' })
  search(@Req() request: Request, @Res() response: Response): void {
    const posted = new Posted(request.body);
    const view = withoutSearch(this.viewOf(Posted.ofQuery(posted.text('view'))));
    const text = posted.text('q').slice(0, LONGEST_SEARCH);
    const search = text === '' ? [] : [isOpenSearch(text) ? ['q', text] : ['s', this.sealed(text)]];
    const query = [viewQuery(view), new URLSearchParams(search).toString()].filter((part) => part !== '').join('&');
    goOn(response, query === '' ? '/cases' : `/cases?${query}`);
  }

  @Get('cases.csv')
  @Door({ to: 'requests.read' })
  async export(@Page() { visitor }: StaffContext, @Query() query: unknown, @Res() response: Response): Promise<void> {
    const view = this.viewOf(new Posted(query));
    const details = { view: viewQuery(withoutSearch(view)), searched: view.filter.search !== undefined };
    await this.acts.record(this.database, { by: visitor.name, kind: 'cases_exported', details });
    response.attachment('cases.csv').type('text/csv; charset=utf-8');
    for await (const part of casesCsv(this.board.all(view))) {
      if (response.closed) return;
      if (!response.write(part)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  }

  @Post('cases/filters')
  @Door({ to: 'requests.read' })
  async keep(@Page() context: StaffContext, @Req() request: Request, @Res() response: Response): Promise<void> {
    const posted = new Posted(request.body);
    const view = withoutSearch(this.viewOf(Posted.ofQuery(posted.text('query'))));
    const name = posted.text('name');
    const fault = await this.whyNotKept(context.visitor.name, name, viewQuery(view));
    if (fault === undefined) return goOn(response, viewQuery(view) === '' ? '/cases' : `/cases?${viewQuery(view)}`);
    sendPage(response, await this.pageOf(context, view, { name: fault }), 422);
  }

  @Post('cases/filters/:id/forget')
  @Door({ to: 'requests.read' })
  async forget(
    @Page() { visitor }: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.saved.remove(visitor.name, id);
    goOn(response, '/cases');
  }

  private async whyNotKept(owner: string, name: string, query: string): Promise<string | undefined> {
    if (name === '' || name.length > FILTER_NAME_LENGTH) {
      return `Write a name of at most ${FILTER_NAME_LENGTH} letters for the view`;
    }
    const isKept = await this.saved.save(owner, name, query);
    return isKept ? undefined : `You keep ${MOST_FILTERS} views already: forget one first`;
  }

  private async pageOf(context: StaffContext, view: ListView, faults?: Faults): Promise<string> {
    const [page, saved] = await Promise.all([this.board.page(view), this.saved.of(context.visitor.name)]);
    return casesPage(context, { view, page, saved, nowMs: this.clock.now(), faults });
  }

  private viewOf(query: Posted): ListView {
    return readView(query, (sealed) => this.opened(sealed));
  }

  private sealed(text: string): string {
    return this.keys.seal(SEARCH, Buffer.from(text)).toString('base64url');
  }

  private opened(sealed: string): string | undefined {
    try {
      return this.keys.open(SEARCH, Buffer.from(sealed, 'base64url')).toString();
    } catch (error) {
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }
}

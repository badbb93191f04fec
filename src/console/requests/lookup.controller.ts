/** Searches for data: run by a custodian, within what a second person approved; each look at the rows is recorded. */
import { Controller, Get, NotFoundException, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Database } from '../../platform/database/database.service';
import { Approvals } from '../../transparency/approvals.service';
import { CaseBoard } from '../../transparency/case-board.service';
import { CaseLog } from '../../transparency/case-log.service';
import { Lookups } from '../../transparency/lookups.service';
import { neededApproval } from '../../transparency/needed-approval';
import { nextSteps } from '../../transparency/next-steps';
import { Acts } from '../audit/acts.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendPage } from '../frame/send-page';
import { type LookupFacts, lookupPage, lookupRowsPage } from './lookup.page';
import { Posted } from './posted';
import { refusalOf } from './refusal';

@Controller('cases/:id/lookup')
export class LookupController {
  constructor(
    private readonly lookups: Lookups,
    private readonly log: CaseLog,
    private readonly board: CaseBoard,
    private readonly approvals: Approvals,
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  @Get()
  @Door({ to: 'lookups.run' })
  async page(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    sendPage(response, lookupPage(context, (await this.deskOf(id, context.visitor.name)).facts));
  }

  @Post()
  @Door({ to: 'lookups.run', stepUp: true })
  async run(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const by = context.visitor.name;
    const posted = new Posted(request.body);
    const { facts, approvalId } = await this.deskOf(id, by);
    const query = posted.text('query');
    const refusal =
      approvalId === undefined
        ? 'no search is approved for this case'
        : await refusalOf(() => this.lookups.run({ caseId: id, version: posted.version, approvalId, query, by }));
    if (refusal !== undefined) {
      return sendPage(response, lookupPage(context, { ...facts, faults: { queries: refusal } }), 409);
    }
    goOn(response, `/cases/${id}/lookup`);
  }

  /** Not a page to come back to: each look is an act of its own. */
  @Post(':hash')
  @Door({ to: 'lookups.run', stepUp: true })
  async rows(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('hash') hash: string,
    @Res() response: Response,
  ): Promise<void> {
    const summary = await this.board.one(id);
    if (summary === undefined || !/^[0-9a-f]{64}$/.test(hash)) throw new NotFoundException();
    const rows = await this.lookups.rowsOf(id, hash);
    const act = {
      by: context.visitor.name,
      kind: 'search_result_shown',
      subject: id,
      details: { sha256: hash },
    } as const;
    await this.acts.record(this.database, act);
    sendPage(response, lookupRowsPage(context, { summary, hash, rows }));
  }

  private async deskOf(id: string, person: string): Promise<{ facts: LookupFacts; approvalId: string | undefined }> {
    const summary = await this.board.one(id);
    if (summary === undefined) throw new NotFoundException();
    const [state, approvals] = await Promise.all([this.log.state(id), this.approvals.about(id)]);
    const needed = neededApproval(state, { type: 'approve_lookup' });
    const approval = approvals.find(
      (one) => one.subject === 'lookup' && one.subjectHash === needed?.subjectHash && one.decision === 'approved',
    );
    const step = nextSteps(state, person, approvals).find((one) => one.type === 'lookup_run');
    const { queries } = this.lookups;
    const approvedBy = approval?.approvedBy ?? undefined;
    return {
      facts: { summary, state, queries, reasons: step?.reasons ?? [], approvedBy },
      approvalId: approval?.id,
    };
  }
}

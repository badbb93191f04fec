/** Approvals about cases: what waits, exactly what it is, and the decision. */
import { Controller, Get, NotFoundException, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CaseWork } from '../../transparency/case-work.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendPage } from '../frame/send-page';
import { approvalPage } from './approval.page';
import { ApprovalDesk } from './approval-desk.service';
import { approvalsPage } from './approvals.page';
import { Posted } from './posted';
import { refusalOf } from './refusal';

@Controller('approvals')
export class ApprovalsController {
  constructor(
    private readonly desk: ApprovalDesk,
    private readonly work: CaseWork,
  ) {}

  @Get()
  @Door({ to: 'requests.approve' })
  async list(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    sendPage(response, approvalsPage(context, await this.desk.waiting(context.visitor.name)));
  }

  @Get(':id')
  @Door({ to: 'requests.read' })
  async page(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    const facts = await this.desk.one(id, context.visitor.name);
    if (facts === undefined) throw new NotFoundException();
    sendPage(response, approvalPage(context, facts));
  }

  @Post(':id')
  @Door({ to: 'requests.approve', stepUp: true })
  async decide(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const by = context.visitor.name;
    const facts = await this.desk.one(id, by);
    if (facts === undefined) throw new NotFoundException();
    const posted = new Posted(request.body);
    const decision = posted.choice('decision', ['approved', 'refused']);
    const note = posted.given('note');
    const send = (faults: Faults, status: number) =>
      sendPage(response, approvalPage(context, { ...facts, faults, typedNote: note }), status);
    if (decision === undefined) return send({ note: 'Approve it or refuse it' }, 422);
    if (decision === 'refused' && note === undefined) return send({ note: 'Write why it is refused' }, 422);
    if (note !== undefined && note.length > 4_000) return send({ note: 'Shorten the note to 4000 letters' }, 422);
    const refusal = await refusalOf(() => this.work.decide({ id, by, decision, note }));
    if (refusal !== undefined) return send({ note: refusal }, 409);
    goOn(response, `/approvals/${id}`);
  }
}

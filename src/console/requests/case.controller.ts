/** One case: its page, its steps, its papers, and what is sealed in it. */
import { Controller, Get, NotFoundException, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock } from '../../platform/clock.service';
import { Database } from '../../platform/database/database.service';
import { NotAllowed } from '../../transparency/approval';
import { Approvals } from '../../transparency/approvals.service';
import { Authorities } from '../../transparency/authorities.service';
import { CaseBoard } from '../../transparency/case-board.service';
import { CaseLog } from '../../transparency/case-log.service';
import { readCaseNumber } from '../../transparency/case-number';
import { CasePapers } from '../../transparency/case-papers.service';
import { CaseSecrets } from '../../transparency/case-secrets.service';
import { CaseWork, type OnCase } from '../../transparency/case-work.service';
import { DOCUMENT_ROLES } from '../../transparency/enumerations';
import { type NextStep, nextSteps, STAFF_STEPS, type StaffStep } from '../../transparency/next-steps';
import { PublicPreviews } from '../../transparency/public-previews.service';
import { Acts } from '../audit/acts.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendPage } from '../frame/send-page';
import { casePage } from './case.page';
import { CaseDesk } from './case-desk.service';
import { sendFile } from './file-answer';
import { Posted } from './posted';
import { publicPreviewPage } from './public-preview.page';
import { refusalOf } from './refusal';
import { type Command, type FormStep, readStep } from './step-form';
import { uploadsOf } from './upload';

@Controller('cases/:id')
export class CaseController {
  constructor(
    private readonly desk: CaseDesk,
    private readonly log: CaseLog,
    private readonly board: CaseBoard,
    private readonly work: CaseWork,
    private readonly approvals: Approvals,
    private readonly papers: CasePapers,
    private readonly secrets: CaseSecrets,
    private readonly previews: PublicPreviews,
    private readonly acts: Acts,
    private readonly authorities: Authorities,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Door({ to: 'requests.read' })
  async page(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    sendPage(response, casePage(context, await this.desk.factsOf(id, context.visitor.name)));
  }

  @Get('public')
  @Door({ to: 'requests.read' })
  async preview(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    const summary = await this.board.one(id);
    if (summary === undefined) throw new NotFoundException();
    const preview = await this.previews.of(id);
    const counted = await this.board.one(preview.countedAs);
    sendPage(response, publicPreviewPage(context, { summary, preview, counted }));
  }

  @Post('steps/:type')
  @Door({ to: 'requests.work' })
  async step(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('type') type: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    if (!isFormStep(type)) throw new NotFoundException();
    const posted = new Posted(request.body);
    const on = await this.onCase(id, posted, context.visitor.name);
    const state = await this.log.state(id);
    const step = nextSteps(state, on.by, await this.approvals.about(id)).find((one) => one.type === type);
    const reading =
      step?.consent?.state === 'approved'
        ? { command: undefined }
        : readStep(type, posted, {
            state,
            into: await this.numbered(posted.text('merge_into')),
            nowMs: this.clock.now(),
            authorities: await this.authorities.list(),
          });
    const send = (faults: Faults, status: number) =>
      this.sendBack(context, response, { id, type, posted, faults, status });
    if ('faults' in reading) return send(reading.faults, 422);
    const refusal = await refusalOf(() =>
      reading.command === undefined ? this.carryOut(on, step) : this.obey(on, reading.command),
    );
    if (refusal !== undefined) return send({ next: refusal }, 409);
    goOn(response, `/cases/${id}`);
  }

  @Post('papers')
  @Door({ to: 'requests.work', files: true })
  async addPapers(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const posted = new Posted(request.body);
    const role = posted.choice('document_role', DOCUMENT_ROLES) ?? 'correspondence_in';
    const direction = posted.choice('document_direction', ['in', 'out']) ?? 'in';
    const papers = uploadsOf(request.files).map((one) => ({ ...one, role, direction }));
    const send = (files: string) =>
      this.sendBack(context, response, { id, type: 'document', posted, faults: { files }, status: 422 });
    if (papers.length === 0) return send('Choose the files to add');
    const on = await this.onCase(id, posted, context.visitor.name);
    const refusal = await refusalOf(() => this.work.addPapers(on, papers));
    if (refusal !== undefined) return send(refusal);
    goOn(response, `/cases/${id}#papers`);
  }

  @Get('papers/:sha256')
  @Door({ to: 'requests.reveal' })
  async paper(
    @Page() { visitor }: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('sha256') sha256: string,
    @Res() response: Response,
  ): Promise<void> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new NotFoundException();
    const { name, bytes } = await this.papers.open(id, sha256);
    await this.acts.record(this.database, {
      by: visitor.name,
      kind: 'paper_downloaded',
      subject: id,
      details: { sha256 },
    });
    sendFile(response, name, bytes);
  }

  /** Not a page to come back to: each look is an act of its own. */
  @Post('reveal')
  @Door({ to: 'requests.reveal' })
  async reveal(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    const facts = await this.desk.factsOf(id, context.visitor.name);
    const opened = await this.secrets.open(id);
    await this.acts.record(this.database, { by: context.visitor.name, kind: 'case_revealed', subject: id });
    sendPage(response, casePage(context, { ...facts, opened }));
  }

  private async obey(on: OnCase, command: Command): Promise<unknown> {
    switch (command.do) {
      case 'take':
        return this.work.take(on, command.body);
      case 'ask':
        return this.work.ask(on, command.body);
      case 'note':
        return this.work.note(on, command.text);
      case 'check':
        return this.work.check(on, command.check);
      case 'amend':
        return this.work.amend(on, command.given);
    }
  }

  /** What a second person approved before, elsewhere than on the page of approvals. */
  private async carryOut(on: OnCase, step: NextStep | undefined): Promise<void> {
    if (step?.consent?.state !== 'approved') throw new NotAllowed('no second person has approved it');
    await this.work.carryOutApproved(on, step.consent.approval);
  }

  private async sendBack(
    context: StaffContext,
    response: Response,
    form: { id: string; type: StaffStep; posted: Posted; faults: Faults; status: number },
  ): Promise<void> {
    const facts = await this.desk.factsOf(form.id, context.visitor.name);
    const sent = { type: form.type, typed: form.posted, faults: form.faults };
    sendPage(response, casePage(context, { ...facts, sent }), form.status);
  }

  /** A form without a version is none of ours; it is as if another had changed the case. Throws NotFoundException. */
  private async onCase(caseId: string, posted: Posted, by: string): Promise<OnCase> {
    if ((await this.board.one(caseId)) === undefined) throw new NotFoundException();
    return { caseId, version: posted.version, by };
  }

  private async numbered(text: string): Promise<string | undefined> {
    if (readCaseNumber(text) === undefined) return undefined;
    const { cases } = await this.board.page({ filter: { search: text }, order: 'logged' });
    const wanted = readCaseNumber(text);
    return cases.find((one) => one.year === wanted?.year && one.number === wanted.number)?.id;
  }
}

function isFormStep(type: string): type is FormStep {
  return type !== 'document' && type !== 'lookup_run' && (STAFF_STEPS as readonly string[]).includes(type);
}

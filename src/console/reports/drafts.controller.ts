/** One draft: looked at, asked for, decided on, signed and published. */
import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { Clock } from '../../platform/clock.service';
import { NotAllowed } from '../../transparency/approval';
import { Approvals } from '../../transparency/approvals.service';
import { draftFile } from '../../transparency/draft-files';
import { PublishedReports } from '../../transparency/published-reports';
import { asQuarter } from '../../transparency/quarter';
import { ReportDesk } from '../../transparency/report-desk.service';
import { reportPreview } from '../../transparency/report-preview';
import type { DraftWork } from '../../transparency/report-work';
import { Reports } from '../../transparency/reports.service';
import { CONSOLE_FACTS, type ConsoleFacts } from '../frame/console-facts';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import { type Body as Form, textOf } from '../frame/form-text';
import { noticeOf } from '../frame/notice';
import type { StaffContext } from '../frame/page-context';
import { UnfitForm } from '../frame/refusals';
import { goOn, sendPage } from '../frame/send-page';
import { approvalIn, decidedIn } from './decisions';
import { draftPage } from './draft.page';
import { NOTICES } from './notices';
import { Publishing } from './publishing.service';
import { takenPage } from './taken.page';
import { draftPath, quarterPath } from './words';

@Controller('reports/drafts')
export class DraftsController {
  constructor(
    private readonly desk: ReportDesk,
    private readonly reports: Reports,
    private readonly publishing: Publishing,
    private readonly published: PublishedReports,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {}

  @Get(':id')
  @Door({ to: 'reports.read' })
  async draft(
    @Page() context: StaffContext,
    @Param('id') id: string,
    @Query('done') done: unknown,
    @Res() response: Response,
  ): Promise<void> {
    await this.show(context, response, { work: await this.draftCalled(id), notice: noticeOf(NOTICES, done) });
  }

  /** The public page as it will look, made by the function that makes it. */
  @Get(':id/page')
  @Door({ to: 'reports.read' })
  async page(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { substance, ledgerNdjson, quarter } = await this.draftCalled(id);
    const versions = await this.published.versionsOf(asQuarter(quarter));
    const now = new Date(this.clock.now()).toISOString();
    const base = this.facts.publicUrl;
    const before = versions.filter((one) => one.report.version < substance.version);
    const place = { base, stylePath: '/reports/preview.css' };
    sendPage(response, reportPreview({ substance, ledgerNdjson, versions: before, now, ...place }));
  }

  @Get(':id/files/:name')
  @Door({ to: 'reports.read' })
  async file(@Param('id') id: string, @Param('name') name: string, @Res() response: Response): Promise<void> {
    const work = await this.draftCalled(id);
    const file = draftFile(name, work);
    if (file === undefined) throw new NotFoundException();
    response.attachment(`draft-${work.quarter}-v${work.version}-${name}`);
    response.type(`${file.type}; charset=utf-8`).send(file.body);
  }

  @Post(':id/request')
  @Door({ to: 'reports.draft' })
  async request(@Page() context: StaffContext, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const work = await this.draftCalled(id);
    await this.reports.requestApproval(work.id, context.visitor.name);
    goOn(response, `${draftPath(work.id)}?done=asked`);
  }

  @Post(':id/decision')
  @Door({ to: 'reports.approve', stepUp: true })
  async decide(
    @Page() context: StaffContext,
    @Param('id') id: string,
    @Body() form: Form,
    @Res() response: Response,
  ): Promise<void> {
    const work = await this.draftCalled(id);
    const { decision, note, faults } = decidedIn(form);
    const approval = approvalIn(form, work.approvals);
    if (Object.keys(faults).length > 0) return this.show(context, response, { work, faults });
    await this.approvals.decide(approval.id, context.visitor.name, decision, note);
    goOn(response, `${draftPath(work.id)}?done=${decision}`);
  }

  @Post(':id/publication')
  @Door({ to: 'reports.publish', stepUp: true })
  async publish(
    @Page() context: StaffContext,
    @Param('id') id: string,
    @Body() form: Form,
    @Res() response: Response,
  ): Promise<void> {
    const work = await this.draftCalled(id);
    if (textOf(form, 'sha256') !== work.sha256)
      throw new UnfitForm('this is not the draft you have seen: open it again');
    try {
      const { report } = await this.publishing.publish(work, context.visitor.name);
      goOn(response, `${quarterPath(asQuarter(report.quarter))}/v${report.version}/verify?done=published`);
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      const quarter = asQuarter(work.quarter);
      const newest = (await this.published.statedOf(quarter)).at(-1);
      const facts = { quarter, version: work.version, newest, reason: error.message };
      sendPage(response, takenPage(context, facts), 409);
    }
  }

  private async show(
    context: StaffContext,
    response: Response,
    facts: { readonly work: DraftWork; readonly notice?: string | undefined; readonly faults?: Faults },
  ): Promise<void> {
    const outdated = await this.reports.whyOutdated(facts.work.id);
    const canPublish = this.reports.publicKey !== undefined;
    const html = draftPage(context, { outdated, canPublish, publicUrl: this.facts.publicUrl, ...facts });
    sendPage(response, html, facts.faults === undefined ? 200 : 422);
  }

  private async draftCalled(id: string): Promise<DraftWork> {
    const work = z.uuid().safeParse(id).success ? await this.desk.draft(id) : undefined;
    if (work === undefined) throw new NotFoundException();
    return work;
  }
}

/** One quarter: looked at as of an instant, drafted, checked from outside; and what would disappear from it. */
import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../../platform/clock.service';
import { NotAllowed } from '../../transparency/approval';
import { Approvals } from '../../transparency/approvals.service';
import { VERSION_REASONS } from '../../transparency/published-report';
import { PublishedReports } from '../../transparency/published-reports';
import { type Quarter, quarterOfSlug } from '../../transparency/quarter';
import { ReportDesk } from '../../transparency/report-desk.service';
import type { QuarterWork } from '../../transparency/report-work';
import { Reports } from '../../transparency/reports.service';
import { Verification } from '../../transparency/verification.service';
import { instantOfClock } from '../../transparency/zurich-time';
import { Acts } from '../audit/acts.service';
import { CONSOLE_FACTS, type ConsoleFacts } from '../frame/console-facts';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import { type Body as Form, textOf } from '../frame/form-text';
import { noticeOf } from '../frame/notice';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendPage } from '../frame/send-page';
import { approvalIn, decidedIn } from './decisions';
import { disappearancePage } from './disappearance.page';
import { NOTICES } from './notices';
import { type QuarterFacts, quarterPage } from './quarter.page';
import { verifyPage } from './verify.page';
import { draftPath, quarterPath } from './words';

interface At {
  readonly context: StaffContext;
  readonly quarter: Quarter;
  readonly response: Response;
}

@Controller('reports')
export class QuartersController {
  constructor(
    private readonly desk: ReportDesk,
    private readonly reports: Reports,
    private readonly published: PublishedReports,
    private readonly approvals: Approvals,
    private readonly verification: Verification,
    private readonly acts: Acts,
    private readonly clock: Clock,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {}

  @Get(':quarter')
  @Door({ to: 'reports.read' })
  async quarter(
    @Page() context: StaffContext,
    @Param('quarter') slug: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Res() response: Response,
  ): Promise<void> {
    const at = { context, quarter: quarterAt(slug), response };
    const asOf = textOf(query, 'as-of').trim();
    if (asOf === '') return this.show(at, undefined, { notice: noticeOf(NOTICES, query.done) });
    const chosen = instantOfClock(asOf);
    if (chosen === undefined) {
      const fault = 'Give a day and a time that the clocks of Zurich show, such as 2026-04-10 09:00';
      return this.show(at, undefined, { faults: { 'as-of': fault }, typed: { asOf } });
    }
    if (chosen > this.clock.now()) {
      const fault = 'The cut-off cannot lie in the future: nothing is logged then';
      return this.show(at, undefined, { faults: { 'as-of': fault }, typed: { asOf } });
    }
    return this.show(at, chosen, { notice: noticeOf(NOTICES, query.done) });
  }

  @Post(':quarter/drafts')
  @Door({ to: 'reports.draft' })
  async draft(
    @Page() context: StaffContext,
    @Param('quarter') slug: string,
    @Body() form: Form,
    @Res() response: Response,
  ): Promise<void> {
    const at = { context, quarter: quarterAt(slug), response };
    const asOfMs = Date.parse(textOf(form, 'as_of'));
    const typed = { reason: textOf(form, 'reason') };
    const reason = VERSION_REASONS.find((one) => one === typed.reason);
    if (Number.isNaN(asOfMs)) return this.show(at, undefined, { faults: { 'as-of': 'Choose a cut-off' }, typed });
    if (reason === undefined)
      return this.show(at, asOfMs, { faults: { reason: 'Choose why there is this version' }, typed });
    try {
      const { name: by } = context.visitor;
      const request = { quarter: at.quarter, dataAsOf: new Date(asOfMs).toISOString(), reason, by };
      const draft = await this.reports.draft(request, (sql, { sha256, substance: { quarter, version } }) =>
        this.acts.record(sql, { by, kind: 'report_drafted', subject: `${quarter} v${version}`, details: { sha256 } }),
      );
      goOn(response, `${draftPath(draft.id)}?done=drafted`);
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      await this.show(at, Math.min(asOfMs, this.clock.now()), { faults: { draft: error.message }, typed });
    }
  }

  @Get(':quarter/disappearance')
  @Door({ to: 'reports.read' })
  async disappearance(
    @Page() context: StaffContext,
    @Param('quarter') slug: string,
    @Query('done') done: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const work = await this.workOn(quarterAt(slug));
    sendPage(response, disappearancePage(context, { work, notice: noticeOf(NOTICES, done) }));
  }

  @Post(':quarter/disappearance/request')
  @Door({ to: 'reports.draft' })
  async askDisappearance(
    @Page() context: StaffContext,
    @Param('quarter') slug: string,
    @Res() response: Response,
  ): Promise<void> {
    const quarter = quarterAt(slug);
    await this.reports.requestDisappearance(quarter, context.visitor.name);
    goOn(response, `${quarterPath(quarter)}/disappearance?done=asked`);
  }

  @Post(':quarter/disappearance/decision')
  @Door({ to: 'reports.approve', stepUp: true })
  async decideDisappearance(
    @Page() context: StaffContext,
    @Param('quarter') slug: string,
    @Body() form: Form,
    @Res() response: Response,
  ): Promise<void> {
    const quarter = quarterAt(slug);
    const work = await this.workOn(quarter);
    const { decision, note, faults } = decidedIn(form);
    const approval = approvalIn(form, work.disappearance.approvals);
    if (Object.keys(faults).length > 0) {
      return sendPage(response, disappearancePage(context, { work, faults }), 422);
    }
    await this.approvals.decide(approval.id, context.visitor.name, decision, note);
    goOn(response, `${quarterPath(quarter)}/disappearance?done=${decision}`);
  }

  @Get(':quarter/:version/verify')
  @Door({ to: 'reports.read' })
  async verify(
    @Page() context: StaffContext,
    @Param() { quarter: slug, version: name }: { readonly quarter: string; readonly version: string },
    @Query('done') done: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const quarter = quarterAt(slug);
    const versions = await this.published.statedOf(quarter);
    const version = versions.find((one) => `v${one.report.version}` === name);
    if (version === undefined) throw new NotFoundException();
    const faults = await this.verification.version(quarter, version.report.version, this.reports.verifyingKey);
    const page = verifyPage(context, {
      version,
      faults: faults.map((one) => `${one.name}: ${one.message}`),
      publicKey: this.reports.publicKey,
      publicUrl: this.facts.publicUrl,
      notice: noticeOf(NOTICES, done),
    });
    sendPage(response, page);
  }

  /** As of an instant, or now. */
  private async show(
    { context, quarter, response }: At,
    asOfMs: number | undefined,
    more: Pick<QuarterFacts, 'notice' | 'typed'> & { readonly faults?: Faults },
  ): Promise<void> {
    const work = await this.workOn(quarter, asOfMs);
    const { publicUrl } = this.facts;
    const html = quarterPage(context, { work, nowMs: this.clock.now(), publicUrl, ...more });
    sendPage(response, html, more.faults === undefined ? 200 : 422);
  }

  private async workOn(quarter: Quarter, asOfMs?: number): Promise<QuarterWork> {
    const work = await this.desk.quarter(quarter, asOfMs);
    if (work === undefined) throw new NotFoundException();
    return work;
  }
}

function quarterAt(slug: string): Quarter {
  const quarter = quarterOfSlug(slug);
  if (quarter === undefined) throw new NotFoundException();
  return quarter;
}

/** Declared quarters together: drafted, decided on and published, one report each. */
import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Database } from '../../platform/database/database.service';
import { NotAllowed } from '../../transparency/approval';
import { Approvals } from '../../transparency/approvals.service';
import { ReportDesk } from '../../transparency/report-desk.service';
import { quarterInWords } from '../../transparency/report-words';
import type { DraftLine } from '../../transparency/report-work';
import { Reports } from '../../transparency/reports.service';
import { Acts } from '../audit/acts.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import { type Body as Form, textsOf } from '../frame/form-text';
import { noticeOf } from '../frame/notice';
import type { StaffContext } from '../frame/page-context';
import { UnfitForm } from '../frame/refusals';
import { goOn, sendPage } from '../frame/send-page';
import { decidedIn } from './decisions';
import { declaredPage } from './declared.page';
import { NOTICES } from './notices';
import { Publishing } from './publishing.service';

const PATH = '/reports/declared';

@Controller('reports/declared')
export class DeclaredController {
  constructor(
    private readonly desk: ReportDesk,
    private readonly reports: Reports,
    private readonly publishing: Publishing,
    private readonly approvals: Approvals,
    private readonly acts: Acts,
    private readonly database: Database,
  ) {}

  @Get()
  @Door({ to: 'reports.read' })
  async list(@Page() context: StaffContext, @Query('done') done: unknown, @Res() response: Response): Promise<void> {
    await this.show(context, response, { notice: noticeOf(NOTICES, done) });
  }

  @Post('drafts')
  @Door({ to: 'reports.draft' })
  async draftAll(@Page() { visitor: { name: by } }: StaffContext, @Res() response: Response): Promise<void> {
    await this.reports.draftDeclared(by, (sql, { sha256, substance: { quarter, version } }) =>
      this.acts.record(sql, { by, kind: 'report_drafted', subject: `${quarter} v${version}`, details: { sha256 } }),
    );
    goOn(response, `${PATH}?done=asked`);
  }

  /** All or none: a draft that was not seen like this is decided on by nobody. */
  @Post('decision')
  @Door({ to: 'reports.approve', stepUp: true })
  async decideAll(@Page() context: StaffContext, @Body() form: Form, @Res() response: Response): Promise<void> {
    const { decision, note, faults } = decidedIn(form);
    if (Object.keys(faults).length > 0) return this.show(context, response, { faults });
    const drafts = await this.seenIn(form);
    const waiting = drafts.map(({ approvals }) => approvals.find((one) => one.decision === null));
    await this.database.transaction(async (sql) => {
      for (const approval of waiting) {
        if (approval === undefined) throw new NotAllowed('one of them is decided already: open the page again');
        await this.approvals.decideIn(sql, { id: approval.id, by: context.visitor.name, decision, note });
      }
    });
    goOn(response, `${PATH}?done=${decision}`);
  }

  /** One after the other; what cannot be published is named, and what was published before it stays so. */
  @Post('publication')
  @Door({ to: 'reports.publish', stepUp: true })
  async publishAll(@Page() context: StaffContext, @Body() form: Form, @Res() response: Response): Promise<void> {
    const published: string[] = [];
    for (const draft of await this.seenIn(form)) {
      const name = quarterInWords(draft.quarter);
      try {
        await this.publishing.publish(draft, context.visitor.name);
      } catch (error) {
        if (!(error instanceof NotAllowed)) throw error;
        const before = published.length === 0 ? 'nothing else was published' : `published were ${published.join(', ')}`;
        throw new NotAllowed(`${name}: ${error.message}; ${before}`);
      }
      published.push(name);
    }
    goOn(response, `${PATH}?done=published`);
  }

  /** The drafts that the form names, with the bytes that were seen; the oldest quarter first. Throws UnfitForm. */
  private async seenIn(form: Form): Promise<DraftLine[]> {
    const seen = new Set(textsOf(form, 'draft'));
    const drafts = (await this.desk.declared()).flatMap((one) => one.draft ?? []);
    const found = drafts.filter((one) => seen.has(`${one.id}:${one.sha256}`));
    if (found.length === 0 || found.length !== seen.size) {
      throw new UnfitForm('the drafts have changed since the page was opened: open it again');
    }
    return found;
  }

  private async show(
    context: StaffContext,
    response: Response,
    more: { readonly notice?: string | undefined; readonly faults?: Faults },
  ): Promise<void> {
    const canPublish = this.reports.publicKey !== undefined;
    const html = declaredPage(context, { lines: await this.desk.declared(), canPublish, ...more });
    sendPage(response, html, more.faults === undefined ? 200 : 422);
  }
}

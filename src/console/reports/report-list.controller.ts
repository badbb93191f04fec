/** The list of quarters, and what waits for a second person. */
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../../platform/clock.service';
import { ReportDesk } from '../../transparency/report-desk.service';
import { PUBLIC_STYLE } from '../../transparency/report-preview';
import { Reports } from '../../transparency/reports.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { StaffContext } from '../frame/page-context';
import { sendPage } from '../frame/send-page';
import { approvalsPage } from './approvals.page';
import { reportsPage } from './list.page';

@Controller('reports')
export class ReportListController {
  constructor(
    private readonly desk: ReportDesk,
    private readonly reports: Reports,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Door({ to: 'reports.read' })
  async list(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    const [lines, waiting] = await Promise.all([this.desk.lines(), this.desk.waiting()]);
    const canPublish = this.reports.publicKey !== undefined;
    sendPage(response, reportsPage(context, { lines, waiting: waiting.length, nowMs: this.clock.now(), canPublish }));
  }

  @Get('approvals')
  @Door({ to: 'reports.read' })
  async approvals(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    sendPage(response, approvalsPage(context, await this.desk.waiting()));
  }

  /** What a preview of a public page is dressed in. */
  @Get('preview.css')
  @Door({ to: 'reports.read' })
  style(@Res() response: Response): void {
    response.type('text/css; charset=utf-8').send(PUBLIC_STYLE);
  }
}

/** The numbers to which Swiss law ties duties (R20). */
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ReportDesk } from '../../transparency/report-desk.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { StaffContext } from '../frame/page-context';
import { sendPage } from '../frame/send-page';
import { gaugesPage } from './gauges.page';

const YEARS = 4;

@Controller('reports/gauges')
export class GaugesController {
  constructor(private readonly desk: ReportDesk) {}

  /** Secret cases count, so whoever sees it must be somebody who may read them. */
  @Get()
  @Door({ to: 'requests.read' })
  async gauges(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    sendPage(response, gaugesPage(context, await this.desk.gauges(YEARS)));
  }
}

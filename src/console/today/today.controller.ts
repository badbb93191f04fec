/** The first page after sign-in. */
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { StaffContext } from '../frame/page-context';
import { sendPage } from '../frame/send-page';
import { todayPage } from './today.page';
import { TodayDesk } from './today-desk.service';

@Controller()
export class TodayController {
  constructor(private readonly desk: TodayDesk) {}

  @Get()
  @Door({ to: 'staff' })
  async today(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    sendPage(response, todayPage(context, await this.desk.of(context.visitor)));
  }
}

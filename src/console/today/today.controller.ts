/** The first page after sign-in. */
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { StaffContext } from '../frame/page-context';
import { sendPage } from '../frame/send-page';
import { todayPage } from './today.page';

@Controller()
export class TodayController {
  @Get()
  @Door({ to: 'staff' })
  today(@Page() context: StaffContext, @Res() response: Response): void {
    sendPage(response, todayPage(context));
  }
}

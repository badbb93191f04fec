/** The calendar of secrecy: every order that nobody has lifted, the one that ends first at the top. */
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../../platform/clock.service';
import { CaseBoard } from '../../transparency/case-board.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { StaffContext } from '../frame/page-context';
import { sendPage } from '../frame/send-page';
import { secrecyPage } from './secrecy.page';

@Controller('secrecy')
export class SecrecyController {
  constructor(
    private readonly board: CaseBoard,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Door({ to: 'requests.read' })
  async page(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    const { cases, total } = await this.board.page({ filter: { secrecy: 'any' }, order: 'secrecy' });
    sendPage(response, secrecyPage(context, { cases, total, nowMs: this.clock.now() }));
  }
}

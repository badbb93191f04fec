/** The keys of reporting years: looked at, asked for, decided on, destroyed. */
import { Body, Controller, Get, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { NotAllowed } from '../../transparency/approval';
import { Approvals } from '../../transparency/approvals.service';
import { HashKeys } from '../../transparency/hash-keys.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Body as Form } from '../frame/form-text';
import { noticeOf } from '../frame/notice';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendPage } from '../frame/send-page';
import { approvalIn, decidedIn } from './decisions';
import { NOTICES } from './notices';
import { type YearKeyLine, yearKeysPage } from './year-keys.page';

const PATH = '/reports/keys';

@Controller('reports/keys')
export class YearKeysController {
  constructor(
    private readonly hashKeys: HashKeys,
    private readonly approvals: Approvals,
  ) {}

  @Get()
  @Door({ to: 'reports.read' })
  async list(@Page() context: StaffContext, @Query('done') done: unknown, @Res() response: Response): Promise<void> {
    sendPage(response, yearKeysPage(context, { years: await this.years(), notice: noticeOf(NOTICES, done) }));
  }

  @Post(':year/request')
  @Door({ to: 'reports.publish' })
  async request(
    @Page() { visitor }: StaffContext,
    @Param('year') text: string,
    @Res() response: Response,
  ): Promise<void> {
    const { year } = await this.yearCalled(text);
    await this.hashKeys.requestDestruction(year, visitor.name);
    goOn(response, `${PATH}?done=asked`);
  }

  @Post(':year/decision')
  @Door({ to: 'reports.approve', stepUp: true })
  async decide(
    @Page() context: StaffContext,
    @Param('year') text: string,
    @Body() form: Form,
    @Res() response: Response,
  ): Promise<void> {
    const { approvals } = await this.yearCalled(text);
    const { decision, note, faults } = decidedIn(form);
    const approval = approvalIn(form, approvals);
    if (Object.keys(faults).length > 0) {
      return sendPage(response, yearKeysPage(context, { years: await this.years(), faults }), 422);
    }
    await this.approvals.decide(approval.id, context.visitor.name, decision, note);
    goOn(response, `${PATH}?done=${decision}`);
  }

  /** Recorded in the log itself, with who did it. */
  @Post(':year/destruction')
  @Door({ to: 'reports.publish', stepUp: true })
  async destroy(
    @Page() { visitor }: StaffContext,
    @Param('year') text: string,
    @Res() response: Response,
  ): Promise<void> {
    const { year, approvals } = await this.yearCalled(text);
    const approval = approvals.find((one) => one.decision === 'approved');
    if (approval === undefined) throw new NotAllowed('no second person has approved it');
    await this.hashKeys.destroy(year, approval.id, visitor.name);
    goOn(response, `${PATH}?done=destroyed`);
  }

  private async years(): Promise<YearKeyLine[]> {
    const years = await this.hashKeys.years();
    return Promise.all(
      years.map(async (year) => {
        const about = await this.approvals.about(year.subjectId);
        return { ...year, approvals: about.filter((one) => one.subjectHash === year.subjectHash) };
      }),
    );
  }

  private async yearCalled(text: string): Promise<YearKeyLine> {
    const year = (await this.years()).find((one) => String(one.year) === text);
    if (year === undefined) throw new NotFoundException();
    return year;
  }
}

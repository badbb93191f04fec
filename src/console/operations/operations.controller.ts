/** The page of operations, its stream, and the acts of the operator. */
import { Body, Controller, Get, NotFoundException, Param, Post, Query, Res } from '@nestjs/common';
import type { Response } from 'express';
import { WIRE_NAMES } from '../../push/registry.service';
import type { RefusedLot } from '../../push/wake-up-standing';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import { type Body as FormBody, textOf } from '../frame/form-text';
import { noticeOf } from '../frame/notice';
import type { StaffContext } from '../frame/page-context';
import { UnfitForm } from '../frame/refusals';
import { goOn, sendPage } from '../frame/send-page';
import { historyOf, isRange } from './history';
import { liveOf } from './live-texts';
import { operationsPage } from './operations.page';
import { OperationsActs, type Ordered } from './operations-acts.service';
import { OperationsBoard } from './operations-board.service';
import { faultOfReason, formName, instantOf, type Tried } from './orders';
import { servicesOf } from './situation';
import { OperationsStreams } from './streams.service';

/** What was just done, by a word in the address. */
const NOTICES: Readonly<Record<string, string>> = {
  paused: 'Paused: nothing is sent through it until it is resumed. What is owed waits.',
  resumed: 'Resumed: what waited is being sent.',
  unchanged: 'It was so already; nothing was changed.',
  retried: 'They are being tried again. What is refused once more comes back.',
  dropped: 'They are being dropped, and counted as refused for good.',
};

interface Asked {
  readonly context: StaffContext;
  readonly response: Response;
  /** Name of the form, and of the field of its reason. */
  readonly form: string;
  readonly body: FormBody;
}

@Controller('operations')
export class OperationsController {
  constructor(
    private readonly board: OperationsBoard,
    private readonly acts: OperationsActs,
    private readonly streams: OperationsStreams,
  ) {}

  @Get()
  @Door({ to: 'operations.read' })
  page(@Page() context: StaffContext, @Query() query: FormBody, @Res() response: Response): Promise<void> {
    const notice = noticeOf(NOTICES, textOf(query, 'done'));
    return this.show(context, response, { range: textOf(query, 'range'), notice });
  }

  @Get('stream')
  @Door({ to: 'operations.read' })
  stream(@Page() { visitor }: StaffContext, @Res() response: Response): void {
    if (this.streams.open(visitor, response)) return;
    response.status(503).set('retry-after', '30').type('text/plain; charset=utf-8');
    response.send('Too many pages are kept up to date at once; read the page again by hand.\n');
  }

  @Post('services/:service/pause')
  @Door({ to: 'operations.act' })
  async pause(
    @Page() context: StaffContext,
    @Param('service') service: string,
    @Body() body: FormBody,
    @Res() response: Response,
  ): Promise<void> {
    const form = formName('pause', known(service));
    await this.act({ context, response, form, body }, async (ordered) =>
      (await this.acts.pause(service, ordered)) ? 'paused' : 'unchanged',
    );
  }

  @Post('services/:service/resume')
  @Door({ to: 'operations.act' })
  async resume(
    @Page() context: StaffContext,
    @Param('service') service: string,
    @Body() body: FormBody,
    @Res() response: Response,
  ): Promise<void> {
    const form = formName('resume', known(service));
    await this.act({ context, response, form, body }, async (ordered) =>
      (await this.acts.resume(service, ordered)) ? 'resumed' : 'unchanged',
    );
  }

  @Post('refused/retry')
  @Door({ to: 'operations.act' })
  async retry(@Page() context: StaffContext, @Body() body: FormBody, @Res() response: Response): Promise<void> {
    const lot = lotOf(body);
    await this.act({ context, response, form: formOf('retry', lot), body }, async (ordered) => {
      await this.acts.retry(lot, ordered);
      return 'retried';
    });
  }

  @Post('refused/drop')
  @Door({ to: 'operations.act' })
  async drop(@Page() context: StaffContext, @Body() body: FormBody, @Res() response: Response): Promise<void> {
    const lot = lotOf(body);
    await this.act({ context, response, form: formOf('drop', lot), body }, async (ordered) => {
      await this.acts.drop(lot, ordered);
      return 'dropped';
    });
  }

  /** Carries out what was asked for with a reason that may be written down; else shows the form again. */
  private async act(
    { context, response, form, body }: Asked,
    carryOut: (ordered: Ordered) => Promise<string>,
  ): Promise<void> {
    const why = textOf(body, form).trim();
    const fault = faultOfReason(why);
    if (fault !== undefined) {
      await this.show(context, response, { tried: { form, why, faults: { [form]: fault } } }, 422);
      return;
    }
    const done = await carryOut({ by: context.visitor.name, reason: why });
    this.board.forget();
    goOn(response, `/operations?done=${done}`);
  }

  private async show(
    context: StaffContext,
    response: Response,
    { range, ...more }: { readonly range?: string; readonly notice?: string | undefined; readonly tried?: Tried },
    status = 200,
  ): Promise<void> {
    const chosen = isRange(range) ? range : 'hour';
    const [situation, bins] = await Promise.all([this.board.read(), this.board.chart(chosen)]);
    const services = servicesOf(situation, WIRE_NAMES);
    const view = {
      situation,
      services,
      live: liveOf(situation, services),
      history: historyOf(bins, chosen),
      range: chosen,
    };
    sendPage(response, operationsPage(context, { ...view, ...more }), status);
  }
}

function known(service: string): string {
  if (!WIRE_NAMES.includes(service)) throw new NotFoundException();
  return service;
}

/** What only a page of ours writes into a form; anything else was made up. */
function lotOf(body: FormBody): RefusedLot {
  const [service, reason] = [textOf(body, 'service'), textOf(body, 'reason')];
  const until = instantOf(textOf(body, 'until'));
  if (!WIRE_NAMES.includes(service) || reason === '' || reason.length > 200 || until === undefined) {
    throw new UnfitForm('Open the page of operations again and use the form in the row of what was refused.');
  }
  return { service, reason, until };
}

function formOf(kind: 'retry' | 'drop', { service, reason }: RefusedLot): string {
  return formName(kind, `${service} ${reason}`);
}

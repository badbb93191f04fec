/** Templates of replies: their list, one with its versions, a new version, and the decision of a second person. */
import { Controller, Get, NotFoundException, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendPage } from '../frame/send-page';
import { Posted } from '../requests/posted';
import { refusalOf } from '../requests/refusal';
import { FIRST_TEXTS } from './first-texts';
import { templatePage } from './template.page';
import { readVersion } from './template-form';
import { newTemplatePage, templatesPage } from './templates.page';
import { Templates } from './templates.service';

@Controller('replies')
export class TemplatesController {
  constructor(private readonly templates: Templates) {}

  @Get()
  @Door({ to: 'requests.read' })
  async list(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    sendPage(response, templatesPage(context, await this.templates.list()));
  }

  /** Empty, or with one of the texts to begin with. */
  @Get('new')
  @Door({ to: 'requests.work' })
  empty(@Page() context: StaffContext, @Query() query: unknown, @Res() response: Response): void {
    const first = FIRST_TEXTS.find(({ key }) => key === new Posted(query).text('from'));
    const typed = new Posted(first === undefined ? {} : { title: first.title, en: first.en });
    sendPage(response, newTemplatePage(context, typed, {}));
  }

  @Post()
  @Door({ to: 'requests.work' })
  async begin(@Page() context: StaffContext, @Req() request: Request, @Res() response: Response): Promise<void> {
    const posted = new Posted(request.body);
    const reading = readVersion(posted);
    if ('faults' in reading) return sendPage(response, newTemplatePage(context, posted, reading.faults), 422);
    goOn(response, `/replies/${await this.templates.begin(reading.given, context.visitor.name)}`);
  }

  @Get(':id')
  @Door({ to: 'requests.read' })
  async one(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    sendPage(response, await this.pageOf(context, id, {}));
  }

  @Post(':id')
  @Door({ to: 'requests.work' })
  async write(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const typed = new Posted(request.body);
    if ((await this.templates.one(id)) === undefined) throw new NotFoundException();
    const reading = readVersion(typed);
    const send = async (faults: Faults, status: number) =>
      sendPage(response, await this.pageOf(context, id, { typed, faults }), status);
    if ('faults' in reading) return send(reading.faults, 422);
    const refusal = await refusalOf(() => this.templates.write(id, typed.version, reading.given, context.visitor.name));
    if (refusal !== undefined) return send({ title: refusal }, 409);
    goOn(response, `/replies/${id}`);
  }

  @Post(':id/decision')
  @Door({ to: 'requests.approve', stepUp: true })
  async decide(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const posted = new Posted(request.body);
    const decision = posted.choice('decision', ['approved', 'refused']);
    const note = posted.given('note') ?? null;
    const send = async (fault: string, status: number) =>
      sendPage(response, await this.pageOf(context, id, { faults: { note: fault }, note }), status);
    if (decision === undefined) return send('Approve it or refuse it', 422);
    if (decision === 'refused' && note === null) return send('Write why it is refused', 422);
    if (note !== null && (note.length > 4_000 || /[^\P{Cc}\r\n\t]/u.test(note))) {
      return send('Write plain text of at most 4000 letters', 422);
    }
    const refusal = await refusalOf(() =>
      this.templates.decide(id, posted.version, { by: context.visitor.name, decision, note }),
    );
    if (refusal !== undefined) return send(refusal, 409);
    goOn(response, `/replies/${id}`);
  }

  /** Throws NotFoundException. */
  private async pageOf(
    context: StaffContext,
    id: string,
    more: { readonly typed?: Posted; readonly faults?: Faults; readonly note?: string | null },
  ): Promise<string> {
    const template = await this.templates.one(id);
    if (template === undefined) throw new NotFoundException();
    return templatePage(context, { template, ...more });
  }
}

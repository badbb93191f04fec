/** A reply for a case: an approved template, filled in with the facts of the case, to be copied. Nothing is sent. */
import { Controller, Get, NotFoundException, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { NotAllowed } from '../../transparency/approval';
import { CaseBoard } from '../../transparency/case-board.service';
import type { CaseSummary } from '../../transparency/case-summary';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { StaffContext } from '../frame/page-context';
import { sendPage } from '../frame/send-page';
import { Posted } from '../requests/posted';
import { caseRepliesPage } from './case-replies.page';
import { ReplyDesk } from './reply-desk.service';
import { LANGUAGES } from './template';
import { Templates } from './templates.service';

@Controller('cases/:id/replies')
export class CaseRepliesController {
  constructor(
    private readonly templates: Templates,
    private readonly desk: ReplyDesk,
    private readonly board: CaseBoard,
  ) {}

  @Get()
  @Door({ to: 'requests.read' })
  async choose(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    const facts = { summary: await this.caseOf(id), templates: await this.templates.list() };
    sendPage(response, caseRepliesPage(context, { ...facts, typed: new Posted({}), faults: {} }));
  }

  /** Not a page to come back to: it opens what is sealed, and each look is an act of its own. */
  @Post()
  @Door({ to: 'requests.reveal' })
  async fillIn(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const typed = new Posted(request.body);
    const facts = { summary: await this.caseOf(id), templates: await this.templates.list(), typed };
    const send = (faults: Record<string, string>, status: number) =>
      sendPage(response, caseRepliesPage(context, { ...facts, faults }), status);
    const usable = facts.templates.find((one) => one.id === typed.text('template'))?.usable;
    if (usable === undefined) return send({ template: 'Choose a template' }, 422);
    const language = typed.choice('language', LANGUAGES);
    if (language === undefined) return send({ language: 'Choose a language' }, 422);
    const text = usable.texts[language];
    if (text === null) return send({ language: 'It is not written in this language yet: choose another' }, 422);
    try {
      const reply = await this.desk.fillIn(id, { version: usable, language, text }, context.visitor.name);
      sendPage(response, caseRepliesPage(context, { ...facts, faults: {}, reply: { ...reply, language } }));
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      send({ template: error.message }, 409);
    }
  }

  private async caseOf(id: string): Promise<CaseSummary> {
    const summary = await this.board.one(id);
    if (summary === undefined) throw new NotFoundException();
    return summary;
  }
}

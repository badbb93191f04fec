/** The links of invitations: whoever has one sets up how they will sign in, and is in. */
import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONSOLE_FACTS, type ConsoleFacts } from '../frame/console-facts';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import { type Body as Form, textOf } from '../frame/form-text';
import type { PageContext } from '../frame/page-context';
import { goOn, sendJson, sendPage } from '../frame/send-page';
import { callerOf, carryEntry } from './caller';
import { enrolPage, linkOverPage } from './enrol.page';
import { Enrolment } from './enrolment.service';
import { LinkOver } from './invitation';
import { recoveryCodesPage } from './recovery-codes.page';
import { relyingParty } from './relying-party';

const NO_PASSKEY = 'The authenticator gave no passkey that counts here. Try again, or choose a password and an app';

@Controller('enrol/:token')
export class EnrolmentController {
  constructor(
    private readonly enrolment: Enrolment,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {}

  @Get()
  @Door({ to: 'anyone' })
  page(@Page() context: PageContext, @Param('token') token: string, @Res() response: Response): Promise<void> {
    return this.show({ context, token, response }, {}, 200);
  }

  @Post('password')
  @Door({ to: 'anyone' })
  async withPassword(
    @Page() context: PageContext,
    @Param('token') token: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const form = request.body as Form;
    const typed = { password: textOf(form, 'password'), again: textOf(form, 'again'), code: textOf(form, 'code') };
    const at = { context, token, response };
    await this.orOver(at, async () => {
      const done = await this.enrolment.withPassword(token, typed, callerOf(request, this.facts));
      if ('faults' in done) return this.show(at, done.faults, 422);
      carryEntry(response, this.facts, done.entry);
      sendPage(response, recoveryCodesPage(context, done.recoveryCodes));
    });
  }

  @Post('passkey-options')
  @Door({ to: 'anyone' })
  async options(
    @Page() context: PageContext,
    @Param('token') token: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.orOver({ context, token, response }, async () => {
      const party = relyingParty(this.facts.origin, request.headers.host);
      sendJson(response, await this.enrolment.passkeyOptions(token, party));
    });
  }

  @Post('passkey')
  @Door({ to: 'anyone' })
  async withPasskey(
    @Page() context: PageContext,
    @Param('token') token: string,
    @Body() form: Form,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const at = { context, token, response };
    const made = { answer: textOf(form, 'answer'), label: textOf(form, 'label') };
    await this.orOver(at, async () => {
      const done = await this.enrolment.withPasskey(token, made, callerOf(request, this.facts));
      if (done === undefined) return this.show(at, { passkey: NO_PASSKEY }, 422);
      carryEntry(response, this.facts, done.entry);
      goOn(response, '/account');
    });
  }

  private show(at: At, faults: Faults, status: number): Promise<void> {
    return this.orOver(at, async () => {
      const opened = await this.enrolment.open(at.token);
      sendPage(at.response, enrolPage(at.context, { ...opened, token: at.token, faults }), status);
    });
  }

  private async orOver({ context, response }: At, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LinkOver)) throw error;
      sendPage(response, linkOverPage(context), 410);
    }
  }
}

interface At {
  readonly context: PageContext;
  readonly token: string;
  readonly response: Response;
}

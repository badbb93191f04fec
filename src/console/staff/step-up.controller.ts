/** The page in between that asks again who is there, and then goes on with what it interrupted. */
import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONSOLE_FACTS, type ConsoleFacts } from '../frame/console-facts';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import { type Body as Form, textOf } from '../frame/form-text';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendJson, sendPage } from '../frame/send-page';
import { carrySession } from './caller';
import { type Interrupted, readInterrupted } from './interrupted';
import { relyingParty } from './relying-party';
import { stepUpPage } from './step-up.page';
import { StepUp } from './step-up.service';

const WRONG_CODE = 'This code is wrong, or was used before, or there were too many tries. Wait for the next code';
const NO_PASSKEY = 'This passkey was not accepted. Try again, or give a code';

@Controller('step-up')
export class StepUpController {
  constructor(
    private readonly stepUp: StepUp,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {}

  @Get()
  @Door({ to: 'staff' })
  page(@Page() context: StaffContext, @Query('next') next: unknown, @Res() response: Response): Promise<void> {
    return this.show(context, readInterrupted({ next }), response);
  }

  @Post()
  @Door({ to: 'staff', keeps: true })
  async withCode(@Page() context: StaffContext, @Body() form: Form, @Res() response: Response): Promise<void> {
    const token = await this.stepUp.withCode(context.visitor, textOf(form, 'code').slice(0, 64));
    const interrupted = readInterrupted(form ?? {});
    if (token === undefined) return this.show(context, interrupted, response, { code: WRONG_CODE });
    this.goOn(interrupted, token, response);
  }

  @Post('passkey-options')
  @Door({ to: 'staff' })
  async options(@Page() { visitor }: StaffContext, @Req() request: Request, @Res() response: Response): Promise<void> {
    const party = relyingParty(this.facts.origin, request.headers.host);
    sendJson(response, await this.stepUp.passkeyOptions(visitor, party));
  }

  @Post('passkey')
  @Door({ to: 'staff', keeps: true })
  async withPasskey(
    @Page() context: StaffContext,
    @Body() form: Form,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const party = relyingParty(this.facts.origin, request.headers.host);
    const token = await this.stepUp.withPasskey(context.visitor, textOf(form, 'answer'), party);
    const interrupted = readInterrupted(form ?? {});
    if (token === undefined) return this.show(context, interrupted, response, { passkey: NO_PASSKEY });
    this.goOn(interrupted, token, response);
  }

  private async show(
    context: StaffContext,
    interrupted: Interrupted,
    response: Response,
    faults?: Faults,
  ): Promise<void> {
    const means = await this.stepUp.means(context.visitor);
    sendPage(response, stepUpPage(context, { means, interrupted, faults }), faults === undefined ? 200 : 422);
  }

  /** 307: the browser sends the same form once more, to where it was sent at first; its door opens the kept one. */
  private goOn(interrupted: Interrupted, token: string, response: Response): void {
    carrySession(response, this.facts, token);
    if (interrupted.kind === 'form') response.redirect(307, interrupted.path);
    else goOn(response, interrupted.path);
  }
}

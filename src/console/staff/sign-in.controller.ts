/** The way in, and the way out. */
import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONSOLE_FACTS, type ConsoleFacts } from '../frame/console-facts';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import { type Body as Form, textOf } from '../frame/form-text';
import { FORM_TOKEN_FIELD } from '../frame/form-token';
import { ownPath } from '../frame/origin';
import type { PageContext, StaffContext } from '../frame/page-context';
import { goOn, sendJson, sendPage } from '../frame/send-page';
import { callerOf, carryEntry } from './caller';
import { Entrance } from './entrance.service';
import { relyingParty } from './relying-party';
import { Sessions } from './sessions.service';
import type { Entry } from './sign-in';
import { signInPage } from './sign-in.page';
import { SignIn } from './sign-in.service';

/** The same for everything that can be wrong, so that nobody learns what was right. */
const REFUSED =
  'Name, password and code do not fit together, or the code was used before, or there were too many tries. ' +
  'Wait a moment, and type all three again';
const NO_PASSKEY = 'This passkey was not accepted. Open the page again, and try once more or use a password';

@Controller('sign-in')
export class SignInController {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {}

  @Get()
  @Door({ to: 'anyone' })
  page(@Page() context: PageContext, @Query('next') next: unknown, @Res() response: Response): void {
    if (context.visitor !== undefined) goOn(response, ownPath(next));
    else sendPage(response, signInPage(context, { next: ownPath(next) }));
  }

  @Post()
  @Door({ to: 'anyone' })
  async withPassword(
    @Page() context: PageContext,
    @Body() form: Form,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const name = textOf(form, 'name').trim().toLowerCase().slice(0, 64);
    const claim = { name, password: textOf(form, 'password').slice(0, 1_024), code: textOf(form, 'code').slice(0, 64) };
    const entry = await this.signIn.withPassword(claim, callerOf(request, this.facts));
    const next = ownPath(textOf(form, 'next'));
    if (entry !== undefined) await this.enter(context, entry, response, next);
    else sendPage(response, signInPage(context, { next, name, faults: { name: REFUSED } }), 422);
  }

  @Post('passkey-options')
  @Door({ to: 'anyone' })
  async options(@Body() form: Form, @Req() request: Request, @Res() response: Response): Promise<void> {
    const party = relyingParty(this.facts.origin, request.headers.host);
    sendJson(response, await this.signIn.passkeyOptions(textOf(form, FORM_TOKEN_FIELD), party));
  }

  @Post('passkey')
  @Door({ to: 'anyone' })
  async withPasskey(
    @Page() context: PageContext,
    @Body() form: Form,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const browser = textOf(form, FORM_TOKEN_FIELD);
    const entry = await this.signIn.withPasskey(textOf(form, 'answer'), browser, callerOf(request, this.facts));
    const next = ownPath(textOf(form, 'next'));
    if (entry !== undefined) await this.enter(context, entry, response, next);
    else sendPage(response, signInPage(context, { next, faults: { 'with-passkey': NO_PASSKEY } }), 422);
  }

  /** A session that this browser had is over. */
  private async enter({ visitor }: PageContext, entry: Entry, response: Response, next: string): Promise<void> {
    if (visitor !== undefined) await this.sessions.close(visitor.staffId, visitor.sessionId);
    carryEntry(response, this.facts, entry);
    goOn(response, next);
  }
}

@Controller('sign-out')
export class SignOutController {
  constructor(
    private readonly entrance: Entrance,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {}

  @Post()
  @Door({ to: 'staff' })
  async signOut(@Page() { visitor }: StaffContext, @Res() response: Response): Promise<void> {
    await this.entrance.leave(visitor);
    response.clearCookie(this.facts.cookies.session, { path: '/', secure: this.facts.cookies.isSecure });
    goOn(response, '/sign-in');
  }
}

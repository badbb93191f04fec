/** My account: what I sign in with, and where. Whatever changes it needs a fresh proof. */
import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONSOLE_FACTS, type ConsoleFacts } from '../frame/console-facts';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import { type Body as Form, textOf } from '../frame/form-text';
import { noticeOf } from '../frame/notice';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendJson, sendPage } from '../frame/send-page';
import { accountPage } from './account.page';
import { Accounts } from './accounts.service';
import { appPage, newPasskeyPage, passwordPage } from './credential.pages';
import { recoveryCodesPage } from './recovery-codes.page';
import { relyingParty } from './relying-party';

/** What was just done, by a word in the address. */
const NOTICES: Readonly<Record<string, string>> = {
  passkey: 'Your passkey counts from now on.',
  'passkey-removed': 'The passkey counts no more; your other sessions are over.',
  password: 'Your new password counts from now on; your other sessions are over.',
  'password-removed': 'Password, app and recovery codes count no more; your other sessions are over.',
  app: 'The new app counts from now on; your other sessions are over.',
  session: 'The session is over.',
};

const NO_PASSKEY = 'The authenticator gave no passkey that counts here, or one you have already. Try again';

@Controller('account')
export class AccountController {
  constructor(
    private readonly accounts: Accounts,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {}

  @Get()
  @Door({ to: 'staff' })
  async page(@Page() context: StaffContext, @Query('done') done: unknown, @Res() response: Response): Promise<void> {
    const account = await this.accounts.of(context.visitor);
    const notice = noticeOf(NOTICES, done);
    sendPage(response, accountPage(context, { account, notice }));
  }

  @Post('sessions/end')
  @Door({ to: 'staff' })
  async endSession(@Page() { visitor }: StaffContext, @Body() form: Form, @Res() response: Response): Promise<void> {
    await this.accounts.endSession(visitor, textOf(form, 'session'));
    goOn(response, '/account?done=session');
  }

  @Post('sessions/end-all')
  @Door({ to: 'staff' })
  async endAll(@Page() { visitor }: StaffContext, @Res() response: Response): Promise<void> {
    await this.accounts.endAllSessions(visitor);
    goOn(response, '/sign-in');
  }

  @Get('passkeys/new')
  @Door({ to: 'staff', stepUp: true })
  newPasskey(@Page() context: StaffContext, @Res() response: Response): void {
    sendPage(response, newPasskeyPage(context));
  }

  @Post('passkeys/options')
  @Door({ to: 'staff', stepUp: true })
  async options(@Page() { visitor }: StaffContext, @Req() request: Request, @Res() response: Response): Promise<void> {
    sendJson(response, await this.accounts.passkeyOptions(visitor, this.partyOf(request)));
  }

  @Post('passkeys')
  @Door({ to: 'staff', stepUp: true })
  async addPasskey(@Page() context: StaffContext, @Req() request: Request, @Res() response: Response): Promise<void> {
    const form = { answer: textOf(request.body, 'answer'), label: textOf(request.body, 'label') };
    const isAdded = await this.accounts.addPasskey(context.visitor, form, this.partyOf(request));
    if (isAdded) goOn(response, '/account?done=passkey');
    else sendPage(response, newPasskeyPage(context, { label: NO_PASSKEY }), 422);
  }

  @Post('passkeys/remove')
  @Door({ to: 'staff', stepUp: true })
  async removePasskey(@Page() { visitor }: StaffContext, @Body() form: Form, @Res() response: Response): Promise<void> {
    await this.accounts.removePasskey(visitor, textOf(form, 'passkey'));
    goOn(response, '/account?done=passkey-removed');
  }

  @Get('password')
  @Door({ to: 'staff', stepUp: true })
  async passwordForm(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    sendPage(response, passwordPage(context, await this.accounts.appToSetUp(context.visitor)));
  }

  @Post('password')
  @Door({ to: 'staff', stepUp: true })
  async password(@Page() context: StaffContext, @Body() form: Form, @Res() response: Response): Promise<void> {
    const { visitor } = context;
    const secret = await this.accounts.appToSetUp(visitor);
    const typed = { password: textOf(form, 'password'), again: textOf(form, 'again') };
    if (secret === undefined) {
      const faults = await this.accounts.changePassword(visitor, typed);
      if (faults === undefined) return goOn(response, '/account?done=password');
      return sendPage(response, passwordPage(context, undefined, faults), 422);
    }
    const done = await this.accounts.addPassword(visitor, { ...typed, code: textOf(form, 'code') });
    if ('faults' in done) sendPage(response, passwordPage(context, secret, done.faults), 422);
    else sendPage(response, recoveryCodesPage(context, done.recoveryCodes));
  }

  @Post('password/remove')
  @Door({ to: 'staff', stepUp: true })
  async removePassword(@Page() { visitor }: StaffContext, @Res() response: Response): Promise<void> {
    await this.accounts.removePassword(visitor);
    goOn(response, '/account?done=password-removed');
  }

  @Get('app')
  @Door({ to: 'staff', stepUp: true })
  async appForm(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    sendPage(response, appPage(context, await this.accounts.newSecret(context.visitor)));
  }

  @Post('app')
  @Door({ to: 'staff', stepUp: true })
  async app(@Page() context: StaffContext, @Body() form: Form, @Res() response: Response): Promise<void> {
    const faults = await this.accounts.changeApp(context.visitor, textOf(form, 'code'));
    if (faults === undefined) return goOn(response, '/account?done=app');
    sendPage(response, appPage(context, await this.accounts.newSecret(context.visitor), faults), 422);
  }

  /** Not a redirect: the codes are shown in the answer, and nowhere else. */
  @Post('recovery-codes')
  @Door({ to: 'staff', stepUp: true })
  async recoveryCodes(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    sendPage(response, recoveryCodesPage(context, await this.accounts.newRecoveryCodes(context.visitor)));
  }

  private partyOf(request: Request) {
    return relyingParty(this.facts.origin, request.headers.host);
  }
}

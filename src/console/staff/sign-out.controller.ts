/** Ends the session of whoever leaves. */
import { Controller, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { CONSOLE_FACTS, type ConsoleFacts } from '../frame/console-facts';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { StaffContext } from '../frame/page-context';
import { goOn } from '../frame/send-page';
import { Sessions } from './sessions.service';

@Controller()
export class SignOutController {
  constructor(
    private readonly sessions: Sessions,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {}

  @Post('sign-out')
  @Door({ to: 'staff' })
  async signOut(@Page() { visitor }: StaffContext, @Res() response: Response): Promise<void> {
    await this.sessions.close(visitor.sessionId);
    response.clearCookie(this.facts.cookies.session, { path: '/', secure: this.facts.cookies.isSecure });
    goOn(response, '/sign-in');
  }
}

/** People and what they may do. Whatever changes it needs a fresh proof. */
import { Body, Controller, Get, Inject, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONSOLE_FACTS, type ConsoleFacts } from '../frame/console-facts';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import { type Body as Form, textOf, textsOf } from '../frame/form-text';
import { noticeOf } from '../frame/notice';
import type { StaffContext } from '../frame/page-context';
import { isStaffRole } from '../frame/permissions';
import { goOn, sendPage } from '../frame/send-page';
import { Invitations, type Invited } from './invitations.service';
import { linkOf } from './link';
import { NotPossible } from './not-possible';
import { invitePage, linkPage, peoplePage } from './people.page';
import { People } from './people.service';
import { personPage } from './person.page';
import { relyingParty } from './relying-party';

/** What was just done, by a word in the address. */
const NOTICES: Readonly<Record<string, string>> = {
  roles: 'The roles are changed; they count from the next click.',
  out: 'Locked out: every session is over.',
  in: 'Let in again.',
  revoked: 'The link works no more.',
};

@Controller('people')
export class PeopleController {
  constructor(
    private readonly people: People,
    private readonly invitations: Invitations,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {}

  @Get()
  @Door({ to: 'staff.manage' })
  async list(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    const [people, invitations] = await Promise.all([this.people.all(), this.invitations.open()]);
    sendPage(response, peoplePage(context, { people, invitations }));
  }

  @Get('invite')
  @Door({ to: 'staff.manage', stepUp: true })
  inviteForm(@Page() context: StaffContext, @Res() response: Response): void {
    sendPage(response, invitePage(context, { name: '', roles: [] }));
  }

  @Post('invite')
  @Door({ to: 'staff.manage', stepUp: true })
  async invite(
    @Page() context: StaffContext,
    @Body() form: Form,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const name = textOf(form, 'name').trim().toLowerCase();
    const roles = textsOf(form, 'roles').filter(isStaffRole);
    try {
      const invited = await this.invitations.byStaff(context.visitor, name, roles);
      this.showLink({ context, request, response }, name, invited);
    } catch (error) {
      if (!(error instanceof NotPossible)) throw error;
      sendPage(response, invitePage(context, { name, roles }, { [error.field ?? 'name']: error.message }), 422);
    }
  }

  @Get(':name')
  @Door({ to: 'staff.manage' })
  person(
    @Page() context: StaffContext,
    @Param('name') name: string,
    @Query('done') done: unknown,
    @Res() response: Response,
  ): Promise<void> {
    const notice = noticeOf(NOTICES, done);
    return this.show({ context, name, response }, { notice });
  }

  @Post(':name/roles')
  @Door({ to: 'staff.manage', stepUp: true })
  roles(
    @Page() context: StaffContext,
    @Param('name') name: string,
    @Body() form: Form,
    @Res() response: Response,
  ): Promise<void> {
    const roles = textsOf(form, 'roles').filter(isStaffRole);
    return this.change({ context, name, response }, 'roles', () => this.people.setRoles(context.visitor, name, roles));
  }

  @Post(':name/lock-out')
  @Door({ to: 'staff.manage', stepUp: true })
  lockOut(
    @Page() context: StaffContext,
    @Param('name') name: string,
    @Body() form: Form,
    @Res() response: Response,
  ): Promise<void> {
    const reason = textOf(form, 'reason');
    return this.change({ context, name, response }, 'out', () => this.people.lockOut(context.visitor, name, reason));
  }

  @Post(':name/let-in')
  @Door({ to: 'staff.manage', stepUp: true })
  letIn(
    @Page() context: StaffContext,
    @Param('name') name: string,
    @Body() form: Form,
    @Res() response: Response,
  ): Promise<void> {
    const reason = textOf(form, 'reason');
    return this.change({ context, name, response }, 'in', () => this.people.letIn(context.visitor, name, reason));
  }

  /** Not a redirect: the link is shown in the answer, and nowhere else. */
  @Post(':name/invite')
  @Door({ to: 'staff.manage', stepUp: true })
  async inviteAgain(
    @Page() context: StaffContext,
    @Param('name') name: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const invited = await this.invitations.again(context.visitor, name);
    this.showLink({ context, request, response }, name, invited);
  }

  @Post(':name/revoke')
  @Door({ to: 'staff.manage', stepUp: true })
  revoke(@Page() context: StaffContext, @Param('name') name: string, @Res() response: Response): Promise<void> {
    return this.change({ context, name, response }, 'revoked', () => this.invitations.revoke(context.visitor, name));
  }

  private showLink(
    { context, request, response }: { context: StaffContext; request: Request; response: Response },
    name: string,
    { token, expiresAt }: Invited,
  ): void {
    const { origin } = relyingParty(this.facts.origin, request.headers.host);
    sendPage(response, linkPage(context, { name, link: linkOf(origin, token), expiresAt }));
  }

  private async change(at: At, done: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NotPossible) || error.field === undefined) throw error;
      return this.show(at, { faults: { [error.field]: error.message } }, 422);
    }
    goOn(at.response, `/people/${at.name}?done=${done}`);
  }

  private async show(at: At, more: { notice?: string; faults?: Faults }, status = 200): Promise<void> {
    const person = await this.people.find(at.name);
    if (person === undefined) throw new NotFoundException();
    const invitation = (await this.invitations.open()).get(person.id);
    sendPage(at.response, personPage(at.context, { person, invitation, ...more }), status);
  }
}

interface At {
  readonly context: StaffContext;
  readonly name: string;
  readonly response: Response;
}

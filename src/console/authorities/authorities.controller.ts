/** The directory of authorities: its list, its entries, and how to reach them. */
import { Controller, Get, NotFoundException, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { NotAllowed } from '../../transparency/approval';
import { Authorities } from '../../transparency/authorities.service';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendPage } from '../frame/send-page';
import { Posted } from '../requests/posted';
import { refusalOf } from '../requests/refusal';
import { authoritiesPage } from './authorities.page';
import { authorityPage } from './authority.page';
import { AuthorityDesk } from './authority-desk.service';
import { readAuthority } from './authority-form';

@Controller('authorities')
export class AuthoritiesController {
  constructor(
    private readonly authorities: Authorities,
    private readonly desk: AuthorityDesk,
  ) {}

  @Get()
  @Door({ to: 'requests.read' })
  async list(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    sendPage(response, await this.listPage(context, new Posted({}), {}));
  }

  @Post()
  @Door({ to: 'requests.work' })
  async add(@Page() context: StaffContext, @Req() request: Request, @Res() response: Response): Promise<void> {
    const posted = new Posted(request.body);
    const reading = readAuthority(posted);
    if ('faults' in reading) return sendPage(response, await this.listPage(context, posted, reading.faults), 422);
    try {
      goOn(response, `/authorities/${await this.desk.add(reading.read, context.visitor.name)}`);
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      sendPage(response, await this.listPage(context, posted, { name: error.message }), 422);
    }
  }

  @Get(':id')
  @Door({ to: 'requests.read' })
  async one(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    sendPage(response, await this.onePage(context, id));
  }

  @Post(':id')
  @Door({ to: 'requests.work' })
  async change(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const typed = new Posted(request.body);
    const reading = readAuthority(typed);
    const send = async (faults: Faults) => sendPage(response, await this.onePage(context, id, { typed, faults }), 422);
    if ('faults' in reading) return send(reading.faults);
    const seen = { id, version: typed.version };
    const refusal = await refusalOf(() => this.desk.change(seen, reading.read, context.visitor.name));
    if (refusal !== undefined) return send({ name: refusal });
    goOn(response, `/authorities/${id}`);
  }

  /** Not a page to come back to: each look is an act of its own. */
  @Post(':id/contacts')
  @Door({ to: 'requests.reveal' })
  async contacts(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    if ((await this.authorities.one(id)) === undefined) throw new NotFoundException();
    const contacts = await this.desk.contacts(id, context.visitor.name);
    sendPage(response, await this.onePage(context, id, { contacts }));
  }

  private async listPage(context: StaffContext, typed: Posted, faults: Faults): Promise<string> {
    const [authorities, counts] = await Promise.all([this.authorities.list(), this.authorities.counts()]);
    return authoritiesPage(context, { authorities, counts, typed, faults });
  }

  /** Throws NotFoundException. */
  private async onePage(
    context: StaffContext,
    id: string,
    more: { readonly typed?: Posted; readonly faults?: Faults; readonly contacts?: string | null } = {},
  ): Promise<string> {
    const authority = await this.authorities.one(id);
    if (authority === undefined) throw new NotFoundException();
    const [counts, history] = await Promise.all([this.authorities.counts(), this.desk.history(id)]);
    return authorityPage(context, { authority, cases: counts.get(id) ?? 0, history, ...more });
  }
}

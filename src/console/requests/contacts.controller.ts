/** Logging a contact: the form, the question whether it is known already, and what became of it. */
import { Controller, Get, NotFoundException, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { sha256 } from '../../platform/canonical-json';
import { Clock } from '../../platform/clock.service';
import { Authorities } from '../../transparency/authorities.service';
import { CaseBoard } from '../../transparency/case-board.service';
import { caseNumber } from '../../transparency/case-number';
import { CasePapers } from '../../transparency/case-papers.service';
import { CaseWork } from '../../transparency/case-work.service';
import type { Lookalike } from '../../transparency/lookalikes';
import { PAPERS_AT_ONCE, whyNotPaper } from '../../transparency/paper';
import { quarterOfDate } from '../../transparency/quarter';
import { zurichDate } from '../../transparency/zurich-time';
import { Door } from '../frame/door';
import { Page } from '../frame/door.guard';
import type { Faults } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { goOn, sendPage } from '../frame/send-page';
import { FORM_BYTES } from '../frame/upload-room';
import { may } from '../frame/visitor';
import { LONGEST_SEARCH } from './case-view';
import { type ReadContact, readContact, readReceived } from './contact-form';
import { contactLoggedPage, countsInWords } from './contact-logged.page';
import { identifiersOf } from './identifiers';
import { KeptUploads } from './kept-uploads.service';
import { logContactPage } from './log-contact.page';
import { Posted } from './posted';
import { type Upload, uploadsOf } from './upload';
import { sizeInWords } from './words';

@Controller('contacts')
export class ContactsController {
  constructor(
    private readonly authorities: Authorities,
    private readonly work: CaseWork,
    private readonly board: CaseBoard,
    private readonly papers: CasePapers,
    private readonly kept: KeptUploads,
    private readonly clock: Clock,
  ) {}

  @Get('new')
  @Door({ to: 'requests.log' })
  async empty(@Page() context: StaffContext, @Res() response: Response): Promise<void> {
    const typed = new Posted({ received_on: zurichDate(this.clock.now()) });
    const authorities = await this.authorities.list();
    sendPage(response, logContactPage(context, { typed, faults: {}, kept: [], lookalikes: [], authorities }));
  }

  /** For the script that says while somebody types what the page says after it was sent. */
  @Get('quarter')
  @Door({ to: 'requests.log' })
  quarter(@Query() query: unknown, @Res() response: Response): void {
    const faults: Record<string, string> = {};
    const received = readReceived(new Posted(query), this.clock.now(), faults);
    const sentence =
      received === undefined || Object.keys(faults).length > 0
        ? (Object.values(faults)[0] ?? '')
        : countsInWords(quarterOfDate(received.receivedDate), received.receivedDate);
    response.type('text/plain; charset=utf-8').send(sentence);
  }

  /** The same while somebody types: what was logged already under this reference, or with this file. */
  @Post('known')
  @Door({ to: 'requests.log' })
  async knownAlready(@Page() { visitor }: StaffContext, @Req() request: Request, @Res() response: Response) {
    const posted = new Posted(request.body);
    const received = readReceived(posted, this.clock.now(), {});
    const known = may(visitor, 'requests.read')
      ? await this.board.lookalikes({
          reference: posted.given('reference')?.slice(0, LONGEST_SEARCH) ?? null,
          identifiers: identifiersOf(posted.text('identifiers')).targets.map((one) => one.identifier),
          documents: posted.all('sha256').filter(isSha256).slice(0, PAPERS_AT_ONCE),
          country: posted.given('country') ?? null,
          receivedDate: received?.receivedDate ?? zurichDate(this.clock.now()),
          caseId: null,
        })
      : [];
    const lines = known.map(({ summary, reasons }) => ({
      path: `/cases/${summary.id}`,
      name: caseNumber(summary),
      reasons: reasons.join('; '),
    }));
    response.json(lines);
  }

  @Post()
  @Door({ to: 'requests.log', files: true })
  async log(@Page() context: StaffContext, @Req() request: Request, @Res() response: Response): Promise<void> {
    const typed = new Posted(request.body);
    const owner = context.visitor.name;
    const before = await this.kept.find(owner, typed.all('kept'));
    const uploads = uploadsOf(request.files);
    const authorities = await this.authorities.list();
    const reading = readContact(typed, this.clock.now(), authorities);
    const faults = { ...('faults' in reading ? reading.faults : {}), ...faultsOf([...before, ...uploads]) };
    const lookalikes = 'read' in reading ? await this.known(context, typed, reading.read, [...before, ...uploads]) : [];
    if ('read' in reading && Object.keys(faults).length === 0 && lookalikes.length === 0) {
      const { contact, role } = reading.read;
      const papers = [...before, ...uploads].map((one) => ({ ...one, role, direction: 'in' as const }));
      const caseId = await this.work.begin(contact, papers, owner);
      await this.kept.drop(owner, typed.all('kept'));
      return goOn(response, `/contacts/${caseId}`);
    }
    const good = uploads.filter(({ bytes }) => whyNotPaper(bytes) === undefined);
    const now = await this.kept.keep(owner, bytesOf([...before, ...good]) > FORM_BYTES ? [] : good);
    const kept = [...before, ...now].map((one) => ({ ...one, sha256: sha256(one.bytes) }));
    const counts = 'read' in reading ? countsInWords(reading.read.quarter, reading.read.receivedDate) : undefined;
    sendPage(response, logContactPage(context, { typed, faults, kept, lookalikes, counts, authorities }), 422);
  }

  /** Whoever logs a contact sees that one; who may read cases, all. */
  @Get(':id')
  @Door({ to: 'requests.log' })
  async logged(
    @Page() context: StaffContext,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    const summary = await this.board.one(id);
    const isOwn = summary?.loggedBy === context.visitor.name;
    if (summary === undefined || (!isOwn && !may(context.visitor, 'requests.read'))) throw new NotFoundException();
    sendPage(response, contactLoggedPage(context, summary, (await this.papers.list(id)).length));
  }

  /** What is alike is told only to those who may read cases: others would learn what is in them. */
  private async known(
    { visitor }: StaffContext,
    typed: Posted,
    { contact, receivedDate }: ReadContact,
    uploads: readonly Upload[],
  ): Promise<Lookalike[]> {
    if (typed.isChecked('confirmed') || !may(visitor, 'requests.read')) return [];
    return this.board.lookalikes({
      reference: contact.reference ?? null,
      identifiers: (contact.targets ?? []).map((one) => one.identifier),
      documents: uploads.map(({ bytes }) => sha256(bytes)),
      country: contact.country,
      receivedDate,
      caseId: null,
    });
  }
}

function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function faultsOf(uploads: readonly Upload[]): Faults {
  const refused = uploads.flatMap(({ name, bytes }) => {
    const reason = whyNotPaper(bytes);
    return reason === undefined ? [] : [`${name} ${reason}`];
  });
  const hashes = uploads.map(({ bytes }) => sha256(bytes));
  const twice = uploads.find((_, index) => hashes.indexOf(hashes[index] as string) !== index);
  if (twice !== undefined) refused.push(`${twice.name} is chosen twice: take one away`);
  if (uploads.length > PAPERS_AT_ONCE)
    refused.push(`Choose at most ${PAPERS_AT_ONCE} files; add the others to the case`);
  if (bytesOf(uploads) > FORM_BYTES)
    refused.push(
      `The files have at most ${sizeInWords(FORM_BYTES)} together: send some of them, and add the rest to the case`,
    );
  return refused.length === 0 ? {} : { files: refused.join('; ') };
}

function bytesOf(uploads: readonly Upload[]): number {
  return uploads.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

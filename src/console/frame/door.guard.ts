/** Nobody reaches a page but by its door: the session, the permission, the fresh proof, the form's token, in this order. */
import {
  BadRequestException,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import multer from 'multer';
import { Clock } from '../../platform/clock.service';
import { PAPER_BYTES, PAPERS_AT_ONCE } from '../../transparency/paper';
import { keptFields } from '../staff/interrupted';
import { Sessions } from '../staff/sessions.service';
import { StepUp } from '../staff/step-up.service';
import { Alarms } from './alarms.service';
import { CONSOLE_FACTS, type ConsoleFacts } from './console-facts';
import { type DoorRule, doorOf } from './door';
import { formTokens, sessionCookie } from './form-token';
import { isFromOwnPage } from './origin';
import type { PageContext } from './page-context';
import { FormNotOurs, NoRoom, NotPermitted, NotSignedIn, StepUpNeeded, UnfitForm } from './refusals';
import { FORM_BYTES, UploadRoom } from './upload-room';
import { hasSteppedUp, may, type Visitor } from './visitor';

const PLACE = 'pageContext';
const MEGABYTE = 1024 * 1024;
const UPLOAD_LIMITS = {
  files: PAPERS_AT_ONCE,
  fileSize: PAPER_BYTES,
  fields: 200,
  fieldSize: MEGABYTE,
  parts: 220,
};

// In memory, as far as UploadRoom lets them: papers lie nowhere unsealed, also not for a moment on a disk. Browsers write
// the names of files in UTF-8.
const readFiles = multer({
  storage: multer.memoryStorage(),
  limits: UPLOAD_LIMITS,
  defParamCharset: 'utf8',
}).any();

/** Undefined before the door was reached. */
export function pageContextOf(response: Response): PageContext | undefined {
  return response.locals[PLACE] as PageContext | undefined;
}

/** The PageContext (behind a door that is not for anyone: a StaffContext), as a parameter of a controller's method. */
export const Page = createParamDecorator((_data: unknown, host: ExecutionContext) =>
  pageContextOf(host.switchToHttp().getResponse<Response>()),
);

@Injectable()
export class DoorGuard implements CanActivate {
  private readonly tokens: ReturnType<typeof formTokens>;
  private readonly sessionIds = new WeakMap<Request, string>();
  private readonly room = new UploadRoom();

  constructor(
    private readonly sessions: Sessions,
    private readonly stepUp: StepUp,
    private readonly alarms: Alarms,
    private readonly clock: Clock,
    @Inject(CONSOLE_FACTS) private readonly facts: ConsoleFacts,
  ) {
    this.tokens = formTokens(facts.formSecret, facts.cookies, (request) => this.sessionIds.get(request));
  }

  async canActivate(host: ExecutionContext): Promise<true> {
    const rule = doorOf(host.getHandler());
    if (rule === undefined) throw new NotFoundException();
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const visitor = await this.sessions.visitorOf(
      sessionCookie(request, this.facts.cookies),
      request.headers['user-agent'],
    );
    if (visitor !== undefined) this.sessionIds.set(request, visitor.sessionId);
    response.locals[PLACE] = this.contextOf(request, response, visitor);
    this.demandPermission(rule, visitor);
    await this.demandOwnForm(rule, request, response);
    const isStepUp = 'stepUp' in rule && rule.stepUp === true;
    if (isStepUp && visitor !== undefined) await this.demandFreshProof(visitor);
    if (!('keeps' in rule)) request.body = keptFields(request.body) ?? request.body;
    demandText(request);
    return true;
  }

  private contextOf(request: Request, response: Response, visitor: Visitor | undefined): PageContext {
    const tokens = this.tokens;
    let token: string | undefined;
    return {
      visitor,
      // Only pages with a form ask for it: an answer without one sets no cookie. One for all forms of a page: of several
      // that a first answer brought, the browser would keep the cookie of the last.
      get formToken() {
        token ??= tokens.generateCsrfToken(request, response);
        return token;
      },
      path: request.originalUrl,
      alarms: visitor === undefined ? [] : this.alarms.sentences,
      isDemo: this.facts.isDemo,
    };
  }

  private demandPermission(rule: DoorRule, visitor: Visitor | undefined): void {
    if (rule.to === 'anyone') return;
    if (visitor === undefined) throw new NotSignedIn();
    if (rule.to !== 'staff' && !may(visitor, rule.to)) throw new NotPermitted();
  }

  private async demandFreshProof(visitor: Visitor): Promise<void> {
    if (!hasSteppedUp(visitor, this.clock.now())) throw new StepUpNeeded(await this.stepUp.means(visitor));
  }

  private async demandOwnForm(rule: DoorRule, request: Request, response: Response): Promise<void> {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const { origin, host } = request.headers;
    const fetchSite = request.headers['sec-fetch-site'];
    const provenance = { origin, host, fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined };
    if (!isFromOwnPage(this.facts.origin, provenance)) throw new FormNotOurs();
    if (request.is('multipart/form-data')) {
      if (!('files' in rule)) throw new UnfitForm('this form takes no files');
      this.demandRoom(request, response);
      await new Promise<void>((resolve, reject) => {
        readFiles(request, response, (error?: unknown) => {
          if (error === undefined || error === null) resolve();
          // Browsers read no answer before all is sent: one that comes in between they may show as a broken connection.
          else if (request.complete || request.destroyed) reject(unfit(error));
          else request.once('close', () => reject(unfit(error)));
        });
      });
    }
    if (!this.tokens.validateRequest(request)) throw new FormNotOurs();
  }

  /** By what the form says of its size, which HTTP holds it to; a browser always says it. */
  private demandRoom(request: Request, response: Response): void {
    const bytes = Number(request.headers['content-length'] ?? Number.NaN);
    if (!(bytes <= FORM_BYTES)) {
      const most = FORM_BYTES / MEGABYTE;
      throw new UnfitForm(
        `the files of a form have at most ${most} MB together: send some of them, and add the rest later`,
      );
    }
    const leave = this.room.enter(pageContextOf(response)?.visitor?.name ?? '', bytes);
    if (leave === undefined) throw new NoRoom();
    response.once('close', leave);
  }
}

/** The database keeps no NUL, and nobody means one: it is refused here, for every field and every part of an address. */
function demandText({ method, body, query, params }: Request): void {
  if (![body, query, params].some(holdsNul)) return;
  if (method === 'POST') throw new UnfitForm('a field holds a character that is none (NUL): type its text again');
  throw new BadRequestException();
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, inner]) => name.includes('\0') || holdsNul(inner));
}

function unfit(error: unknown): Error {
  if (!(error instanceof multer.MulterError)) return new UnfitForm('the form could not be read: send it again');
  const { files, fileSize } = UPLOAD_LIMITS;
  return new UnfitForm(`a form takes at most ${files} files of at most ${fileSize / MEGABYTE} MB each`);
}

/** What a visitor sees when a door does not open, an act is not allowed, or something is away. */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DatabaseAway } from '../../platform/database/database.service';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { NotAllowed } from '../../transparency/approval';
import { CaseChanged } from '../../transparency/case-changed';
import { StillCounting } from '../../transparency/still-counting';
import type { Means } from '../staff/account';
import { interruptedForm } from '../staff/interrupted';
import { NotPossible } from '../staff/not-possible';
import { TooBusy } from '../staff/passwords.service';
import { TooManyTries } from '../staff/sign-in';
import { stepUpPage } from '../staff/step-up.page';
import { pageContextOf } from './door.guard';
import { ownPath } from './origin';
import type { PageContext, StaffContext } from './page-context';
import { FormNotOurs, NoRoom, NotPermitted, NotSignedIn, StepUpNeeded, UnfitForm } from './refusals';
import { sendPage } from './send-page';
import { troublePage } from './trouble.page';

const NOBODY: PageContext = { visitor: undefined, formToken: '', path: '/', alarms: [], isDemo: false };

interface Trouble {
  readonly status: number;
  readonly title: string;
  readonly message: string;
}

@Catch()
export class ConsoleFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) response.end();
    else if (error instanceof NotSignedIn) response.redirect(303, `/sign-in?next=${backTo(request)}`);
    else if (error instanceof StepUpNeeded) askForProof(error.means, request, response);
    else this.tell(error, response);
  }

  private tell(error: unknown, response: Response): void {
    const trouble = troubleOf(error);
    if (trouble.status >= 500 && !(error instanceof StillCounting))
      this.log.sparingly('error', 'a page of the console failed', factsOf(error));
    if (trouble.status === 503) response.set('retry-after', '30');
    // The page comes back by itself when there is something to see; a form is sent again by whoever filled it in.
    if (error instanceof StillCounting) {
      response.set('retry-after', '3');
      if (response.req.method === 'GET') response.set('refresh', '3');
    }
    if (error instanceof TooManyTries) response.set('retry-after', String(Math.ceil(error.waitMs / 1_000)));
    sendPage(response, troublePage(pageContextOf(response) ?? NOBODY, trouble), trouble.status);
  }
}

/** Instead of a page, or between a form and what it does: the form goes on when the proof is given. */
function askForProof(means: Means, request: Request, response: Response): void {
  const context = pageContextOf(response);
  if (request.method === 'GET' || context?.visitor === undefined || !request.is('urlencoded')) {
    response.redirect(303, `/step-up?next=${backTo(request)}`);
  } else {
    const interrupted = interruptedForm(request.originalUrl, formerPage(request), request.body);
    sendPage(response, stepUpPage(context as StaffContext, { means, interrupted }), 403);
  }
}

/** The page that was wanted or, for a form, the one it stands on. */
function backTo(request: Request): string {
  return encodeURIComponent(request.method === 'GET' ? ownPath(request.originalUrl) : formerPage(request));
}

function formerPage(request: Request): string {
  const { referer = '' } = request.headers;
  const page = URL.canParse(referer) ? new URL(referer) : undefined;
  return page?.host === request.headers.host ? ownPath(`${page?.pathname}${page?.search}`) : '/';
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof NotPossible) return { status: 409, title: 'This cannot be done', message: error.message };
  if (error instanceof TooManyTries) {
    const message = `Too much has failed at your address. In ${minutes(error.waitMs)} it is looked at again.`;
    return { status: 429, title: 'Too many tries', message };
  }
  if (error instanceof TooBusy) {
    return { status: 503, title: 'Busy for a moment', message: 'Others sign in right now; send the form again.' };
  }
  if (error instanceof NotPermitted) {
    return {
      status: 403,
      title: 'Not for your role',
      message: 'Ask an administrator if you should be able to do this.',
    };
  }
  if (error instanceof FormNotOurs) {
    const message =
      'The form is older than your session, or was not sent by a page of this console. Open the page again.';
    return { status: 403, title: 'This form cannot be used any more', message };
  }
  if (error instanceof NoRoom) {
    const message =
      'Other large files are being read right now. Nothing was recorded; go back and send the form again.';
    return { status: 503, title: 'Busy for a moment', message };
  }
  if (error instanceof UnfitForm) return { status: 422, title: 'The form cannot be read', message: error.message };
  if (error instanceof NotAllowed) return { status: 409, title: 'This is not allowed now', message: error.message };
  if (error instanceof CaseChanged) return { status: 409, title: 'The case has changed', message: error.message };
  if (error instanceof StillCounting) {
    const [counted, all] = [error.counted, error.all].map((one) => one.toLocaleString('en-US'));
    const message =
      `This process has just begun, and counts the log of requests: ${counted} of ${all} events so far. ` +
      'A page opens again by itself; a form was not acted on, and is to be sent again.';
    return { status: 503, title: 'The figures are being counted', message };
  }
  if (error instanceof DatabaseAway) {
    const message = 'The database does not answer. Nothing was recorded; try again in a moment.';
    return { status: 503, title: 'Away for a moment', message };
  }
  const status = statusOf(error);
  if (status === 404)
    return { status, title: 'There is no such page', message: 'Check the address, or begin at Today.' };
  if (status < 500) {
    return { status, title: 'This request cannot be served', message: 'What was sent is not what the page takes.' };
  }
  return {
    status: 500,
    title: 'Something went wrong',
    message: 'The fault is ours and was logged. Nothing was recorded.',
  };
}

function minutes(ms: number): string {
  const count = Math.ceil(ms / 60_000);
  return count === 1 ? 'a minute' : `${count} minutes`;
}

/** Also of what the body parsers throw. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { status } = (typeof error === 'object' && error !== null ? error : {}) as { status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

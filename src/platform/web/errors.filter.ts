/** What a visitor is told when nothing answers, or something throws: the status and a sentence, never what was asked. */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Request, Response } from 'express';
import { factsOf, type Log } from '../telemetry/log.service';

const SENTENCES: ReadonlyMap<number, string> = new Map([
  [404, 'There is nothing at this address'],
  [405, 'This method is not served here'],
]);

/** Answers with a page that there is nothing. */
export type NothingHere = (response: Response) => void;

@Catch()
export class ErrorsFilter implements ExceptionFilter {
  /** Whoever asks for a page is answered with `nothingHere`, where there is one. */
  constructor(
    private readonly log: Log,
    private readonly nothingHere?: NothingHere,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const status = error instanceof HttpException ? error.getStatus() : 500;
    if (status >= 500) this.log.sparingly('error', 'a request failed by our own fault', factsOf(error));
    if (response.headersSent) return void response.end();
    const request = host.switchToHttp().getRequest<Request>();
    const wantsPage = request.method === 'GET' && request.accepts(['json', 'html']) === 'html';
    if (status === 404 && wantsPage && this.nothingHere !== undefined) this.nothingHere(response);
    else response.status(status).json({ message: SENTENCES.get(status) ?? 'This request cannot be served' });
  }
}

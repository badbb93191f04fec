/** What a visitor is told when nothing answers, or something throws: the status and a sentence, never what was asked. */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';
import { factsOf, type Log } from '../telemetry/log.service';

const SENTENCES: ReadonlyMap<number, string> = new Map([
  [404, 'There is nothing at this address'],
  [405, 'This method is not served here'],
]);

@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    const status = error instanceof HttpException ? error.getStatus() : 500;
    if (status >= 500) this.log.sparingly('error', 'a request failed by our own fault', factsOf(error));
    if (response.headersSent) return void response.end();
    response.status(status).json({ message: SENTENCES.get(status) ?? 'This request cannot be served' });
  }
}

/** What a reader sees when there is no such page, or when the database does not answer. */
import { type ArgumentsHost, Catch, type ExceptionFilter, NotFoundException } from '@nestjs/common';
import type { Response } from 'express';
import { DatabaseAway } from '../../platform/database/database.service';
import { answerNothingHere } from '../nothing-here';
import { awayPage } from './not-found.page';
import { htmlAnswer, send } from './page-answer';

@Catch(NotFoundException, DatabaseAway)
export class PagesFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (error instanceof DatabaseAway) {
      response.set('retry-after', '60');
      send(response, htmlAnswer(awayPage('en'), { status: 503, keeping: 'none' }));
    } else answerNothingHere(response);
  }
}

/** What a reader sees at an address of the public listener where nothing is, below whichever path. */
import type { Response } from 'express';
import { notFoundPage } from './pages/not-found.page';
import { htmlAnswer, send } from './pages/page-answer';

export function answerNothingHere(response: Response): void {
  send(response, htmlAnswer(notFoundPage('en'), { status: 404 }));
}

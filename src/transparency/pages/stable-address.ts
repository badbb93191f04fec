/** One address for each page: whoever writes it in capitals, or with a slash at its end, is sent on to it for good. */
import type { NextFunction, Request, Response } from 'express';
import { htmlAnswer, send } from './page-answer';

/** No address of ours has a capital letter or ends in a slash. */
export function toStableAddress({ method, originalUrl }: Request, response: Response, next: NextFunction): void {
  const end = originalUrl.indexOf('?');
  const path = end === -1 ? originalUrl : originalUrl.slice(0, end);
  const stable = path.toLowerCase().replace(/\/+$/, '');
  const isQuestion = method === 'GET' || method === 'HEAD';
  if (!isQuestion || path === stable || !isPlain(stable)) {
    next();
    return;
  }
  response.set('location', `${stable}${originalUrl.slice(path.length)}`);
  send(response, htmlAnswer('', { status: 308 }));
}

/** Nothing that a browser could take for another host, or that stands for something else. */
const isPlain = (path: string) => /^(\/[a-z0-9._-]+)+$/.test(path);

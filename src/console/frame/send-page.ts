/** A page on its way out. */
import type { Response } from 'express';

export function sendPage(response: Response, html: string, status = 200): void {
  response.status(status).type('text/html; charset=utf-8').send(html);
}

/** After a form that was taken: the browser asks for the page it leads to, so that a reload sends nothing again. */
export function goOn(response: Response, path: string): void {
  response.redirect(303, path);
}

/** For a script of ours. */
export function sendJson(response: Response, value: object): void {
  response.status(200).json(value);
}

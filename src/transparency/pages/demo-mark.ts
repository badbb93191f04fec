/** Marks every page of a demonstration as one. Where there is none, it is not there: no byte of a page changes. */

const MARK = '<p class="box warn">Demonstration: no request, figure or report on these pages is real.</p>';
const CONTENT = /(<main\b[^>]*>)/;

/** The part of a response that carries a page. */
interface Sends {
  send(body: unknown): unknown;
}

export function markAsDemo(_request: unknown, response: Sends, next: () => void): void {
  const send = response.send.bind(response);
  response.send = (body) => send(typeof body === 'string' ? body.replace(CONTENT, `$1${MARK}`) : body);
  next();
}

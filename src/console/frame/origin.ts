/** Where staff reach the console, and whether a request came to and from there. */

export interface ConsoleOrigin {
  /** As a browser writes it: `https://console.example` or `http://localhost:3001`. */
  readonly url: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether the Host header names the console. Another name that leads to a loopback address is how a page on the web
 * would reach it through the browser of somebody on this machine (DNS rebinding).
 */
export function isOwnHost(origin: ConsoleOrigin | undefined, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  if (origin !== undefined && host.toLowerCase() === new URL(origin.url).host) return true;
  return LOOPBACK.has(new URL(`http://${host}`).hostname);
}

interface Provenance {
  readonly origin?: string | undefined;
  readonly fetchSite?: string | undefined;
  readonly host?: string | undefined;
}

/** Whether a request that changes something was sent by one of the console's own pages, as far as the browser tells. */
export function isFromOwnPage(own: ConsoleOrigin | undefined, { origin, fetchSite, host }: Provenance): boolean {
  if (fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none') return false;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return origin === own?.url || new URL(origin).host === host?.toLowerCase();
}

/** A path of this console to go on to; the start page for everything that could lead elsewhere. */
export function ownPath(text: unknown): string {
  if (typeof text !== 'string' || !/^\/(?![/\\])[^\\\s]*$/.test(text)) return '/';
  const { origin, pathname, search } = new URL(text, 'http://console.invalid');
  // Dots are resolved by now: `/.//elsewhere` has become `//elsewhere`, which is the name of a host to a browser.
  return origin === 'http://console.invalid' && !pathname.startsWith('//') ? `${pathname}${search}` : '/';
}

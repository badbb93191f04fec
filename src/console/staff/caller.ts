/** Who asks, as far as a request tells, and what goes back into their browser. */
import type { Request, Response } from 'express';
import type { ConsoleFacts } from '../frame/console-facts';
import type { CookieNames } from '../frame/form-token';
import { networkOf } from './network';
import { relyingParty } from './relying-party';
import type { Caller, Entry } from './sign-in';

/** Longer than anybody is on leave. */
const KNOWN_FOR_MS = 400 * 24 * 3_600_000;

export function callerOf(request: Request, facts: ConsoleFacts): Caller {
  const mark = (request.cookies as Record<string, unknown> | undefined)?.[knownBrowserCookie(facts.cookies)];
  return {
    address: networkOf(request.socket.remoteAddress ?? ''),
    agent: request.headers['user-agent'],
    knownBrowser: typeof mark === 'string' ? mark : undefined,
    party: relyingParty(facts.origin, request.headers.host),
  };
}

/** The browser carries this session from now on, and nothing of an earlier one. */
export function carrySession(response: Response, { cookies }: ConsoleFacts, token: string): void {
  response.cookie(cookies.session, token, optionsOf(cookies));
}

export function carryEntry(response: Response, facts: ConsoleFacts, entry: Entry): void {
  carrySession(response, facts, entry.session);
  const known = { ...optionsOf(facts.cookies), maxAge: KNOWN_FOR_MS };
  response.cookie(knownBrowserCookie(facts.cookies), entry.knownBrowser, known);
}

/** Scripts do not see it, and no other site's page makes a browser send it. */
function optionsOf({ isSecure }: CookieNames) {
  return { httpOnly: true, secure: isSecure, sameSite: 'strict', path: '/' } as const;
}

function knownBrowserCookie({ isSecure }: CookieNames): string {
  return isSecure ? '__Host-known' : 'known';
}

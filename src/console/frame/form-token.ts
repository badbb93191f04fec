/** The token that binds every form to the session whose page it stands on (signed double submit, csrf-csrf). */
import { doubleCsrf } from 'csrf-csrf';
import type { Request } from 'express';

export const FORM_TOKEN_FIELD = 'form_token';

/**
 * `secret` is shared by every process of the console. `sessionOf` answers the id of the session, not what its cookie
 * holds: a fresh proof renews that, and the forms in other windows must go on working.
 */
export function formTokens(secret: string, cookies: CookieNames, sessionOf: (request: Request) => string | undefined) {
  return doubleCsrf({
    getSecret: () => secret,
    getSessionIdentifier: (request) => sessionOf(request) ?? 'signed out',
    cookieName: cookies.formToken,
    cookieOptions: { httpOnly: true, sameSite: 'strict', secure: cookies.isSecure, path: '/' },
    getCsrfTokenFromRequest: (request) => {
      const token = (request.body as Record<string, unknown> | undefined)?.[FORM_TOKEN_FIELD];
      return typeof token === 'string' ? token : undefined;
    },
  });
}

export interface CookieNames {
  readonly session: string;
  readonly formToken: string;
  readonly isSecure: boolean;
}

/** Over TLS a browser accepts cookies of these names from this host alone. */
export function cookieNames(isHttps: boolean): CookieNames {
  const prefix = isHttps ? '__Host-' : '';
  return { session: `${prefix}session`, formToken: `${prefix}form`, isSecure: isHttps };
}

export function sessionCookie(request: Request, { session }: CookieNames): string | undefined {
  const value = (request.cookies as Record<string, unknown> | undefined)?.[session];
  return typeof value === 'string' ? value : undefined;
}

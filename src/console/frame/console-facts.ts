/** What every part of the console knows of where it stands. */
import type { CookieNames } from './form-token';
import type { ConsoleOrigin } from './origin';

export interface ConsoleFacts {
  /** Undefined where CONSOLE_URL is not set: then staff come through a loopback address. */
  readonly origin: ConsoleOrigin | undefined;
  readonly cookies: CookieNames;
  /** Shared by every process of the console. */
  readonly formSecret: string;
  /** Whether everything shown is invented. */
  readonly isDemo: boolean;
  /** Where the public pages are, without a slash at the end; undefined where PUBLIC_URL is not set. */
  readonly publicUrl: string | undefined;
}

export const CONSOLE_FACTS = Symbol('console facts');

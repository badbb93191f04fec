/** What comes to sign in, and what becomes of it. */
import type { RelyingParty } from './relying-party';

/** Who asks, as far as a request tells. */
export interface Caller {
  /** Of the connection. */
  readonly address: string;
  /** The User-Agent header. */
  readonly agent: string | undefined;
  /** What an earlier sign-in left in this browser. */
  readonly knownBrowser: string | undefined;
  /** The console, at the address it was reached by. */
  readonly party: RelyingParty;
}

export interface PasswordClaim {
  readonly name: string;
  readonly password: string;
  /** Of the app, or a recovery code. */
  readonly code: string;
}

/** What a browser carries from now on. */
export interface Entry {
  readonly session: string;
  readonly knownBrowser: string;
}

/** So much failed at this address that nothing more of it is looked at for a while, whoever is meant. */
export class TooManyTries extends Error {
  override readonly name = 'TooManyTries';
  constructor(readonly waitMs: number) {
    super('too many tries from one address');
  }
}

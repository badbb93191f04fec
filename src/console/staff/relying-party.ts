/** Who asks authenticators: the console at its own address, to which every passkey is bound. */
import type { ConsoleOrigin } from '../frame/origin';

export interface RelyingParty {
  /** Host of the console's address; `localhost` is one, an IP address is none that browsers take. */
  readonly id: string;
  /** Scheme, host and port. */
  readonly origin: string;
}

/** What browsers and authenticator apps show. */
export const RELYING_PARTY_NAME = 'Fast Mode console';

/** `host` is the Host header, which the outer door lets through for a loopback address only where no origin is set. */
export function relyingParty(own: ConsoleOrigin | undefined, host: string | undefined): RelyingParty {
  const origin = own?.url ?? new URL(`http://${host ?? 'localhost'}`).origin;
  return { id: new URL(origin).hostname, origin };
}

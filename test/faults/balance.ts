/** Whether what a relay process says of its books agrees with what was stored and with what vendors accepted. */
import { NO_PAIRS, type Pairs } from './figures';
import type { Ledger } from './ledger';

export interface Books {
  /** By service, as a process tells them. */
  readonly services: ReadonlyMap<string, Pairs>;
  readonly ledger: Ledger;
  /** Services whose pairs must be exactly what was stored. */
  readonly exact: readonly string[];
  /** Wake-ups that vendors accepted, by service. */
  readonly sent: Readonly<Record<string, number>>;
  /** Wake-ups accepted and not booked, by service: what crashes left before. */
  readonly unbooked: ReadonlyMap<string, number>;
  /** Whether there may be more of these now. */
  readonly isRepeated: boolean;
}

/** What must never be so, not even for a moment. */
export function unaccounted(services: ReadonlyMap<string, Pairs>): string | undefined {
  const found = [...services].find(([, pairs]) => pairs.unaccounted !== 0);
  return found && `UNACCOUNTED ${found[0]}: ${JSON.stringify(found[1])}`;
}

/** What must not be so when everything has come to rest. */
export function faultIn(books: Books): string | undefined {
  for (const [service, pairs] of books.services) {
    const fault = restless(service, pairs) ?? unsent(service, pairs, books);
    if (fault !== undefined) return fault;
  }
  return books.exact.map((service) => inexact(service, books)).find((fault) => fault !== undefined);
}

export function unbookedOf(service: string, { services, sent }: Pick<Books, 'services' | 'sent'>): number {
  return (sent[service] ?? 0) - (services.get(service) ?? NO_PAIRS).accepted;
}

function restless(service: string, pairs: Pairs): string | undefined {
  return pairs.inFlight === 0 ? undefined : `IN FLIGHT for ever, ${service}: ${JSON.stringify(pairs)}`;
}

function unsent(service: string, pairs: Pairs, books: Books): string | undefined {
  const now = unbookedOf(service, books);
  const before = books.unbooked.get(service) ?? 0;
  if (books.isRepeated ? now >= before : now === before) return undefined;
  return `${service} accepted ${books.sent[service]} wake-ups, ${pairs.accepted} are booked, ${before} were known to miss`;
}

function inexact(service: string, { services, ledger }: Books): string | undefined {
  const told = services.get(service) ?? NO_PAIRS;
  const { booked, gone } = ledger.owed(service);
  const fresh = told.seen - told.duplicate;
  if (fresh !== booked) return `${service}: ${booked} messages were stored, ${fresh} are booked`;
  const woken = booked - gone;
  if (told.accepted + told.merged === woken && told.gone === gone && told.refused === 0) return undefined;
  const due = JSON.stringify({ woken, gone });
  return `${service}: messages should have ended as ${due} and did as ${JSON.stringify(told)}`;
}

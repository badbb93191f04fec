/** Many accounts to monitor in two values, whose elements stand one behind the other. */
import { instantAt, sliceAt, wholeAt } from './postgres-binary';

export interface StoredMonitored {
  readonly id: number;
  /** A view into the page. */
  readonly accountSealed: Buffer;
  /** When the last of the subscriptions ends, ms since 1970. */
  readonly endsAt: number;
}

/** Id (8), length (2) and bytes of the sealed account. */
export const MONITORED_ELEMENT = 'int8send(id) || int2send(length(account_sealed)::smallint) || account_sealed';
/** Id of the account (8), when one of its subscriptions ends (8). */
export const END_ELEMENT = 'int8send(account_id) || timestamptz_send(expires_at)';

/** Those of the accounts that have a subscription. */
export function readMonitoredPage(accounts: Buffer, ends: Buffer): StoredMonitored[] {
  const lastEnds = new Map<number, number>();
  for (let at = 0; at < ends.length; at += 16) {
    const id = wholeAt(ends, at);
    lastEnds.set(id, Math.max(instantAt(ends, at + 8), lastEnds.get(id) ?? 0));
  }
  const monitored: StoredMonitored[] = [];
  for (let at = 0; at < accounts.length; ) {
    const id = wholeAt(accounts, at);
    const accountSealed = sliceAt(accounts, at + 8);
    const endsAt = lastEnds.get(id);
    if (endsAt !== undefined) monitored.push({ id, accountSealed, endsAt });
    at += 10 + accountSealed.length;
  }
  return monitored;
}

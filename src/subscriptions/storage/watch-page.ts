/**
 * Many accounts to watch in two values, whose elements stand one behind the other. An array is dimensions, flags, type,
 * length, lower bound (4 each), then each item behind its length.
 */
import { instantAt, sliceAt, wholeAt } from './postgres-binary';

export interface StoredWatch {
  readonly id: string;
  readonly accountSealed: Buffer;
  readonly delegationSealed: Buffer;
  /** ms since 1970, like `since` and `expiresAt`. */
  readonly delegationSignedAt: number;
  /** Ascending, not empty; `since` is that of the first of the account's devices. */
  readonly namespaces: readonly StoredNamespace[];
  /** When the last of the subscriptions to them ends. */
  readonly expiresAt: number;
}

/** What is told of an account that is to be watched, without its delegation. */
export interface ListedWatch extends Subscribed {
  readonly id: number;
  /** A view into the page. */
  readonly accountSealed: Buffer;
  readonly delegation: {
    /** ms since 1970. */
    readonly signedAt: number;
    /** 32 bits of the nonce it is sealed with: others whenever it is written. */
    readonly version: number;
  };
}

/** What the subscriptions to an account say together. */
interface Subscribed {
  readonly namespaces: readonly StoredNamespace[];
  readonly expiresAt: number;
}

interface StoredNamespace {
  readonly namespace: number;
  readonly since: number;
}

/** Where the version lies in a sealed delegation: behind the header. */
const VERSION_AT = 3;
const VERSION_BYTES = 4;

/** Id (8), when the delegation was given (8), length (2) and bytes of sealed account and sealed delegation. */
export const ACCOUNT_ELEMENT = `int8send(id) || timestamptz_send(delegation_signed_at)
  || int2send(length(account_sealed)::smallint) || account_sealed
  || int2send(length(delegation_sealed)::smallint) || delegation_sealed`;

/**
 * Id (8), when the delegation was given (8), the version of its sealed value (4, of whatever stands there), length (2) and
 * bytes of sealed account.
 */
export const LISTED_ELEMENT = `int8send(id) || timestamptz_send(delegation_signed_at)
  || substr(delegation_sealed || '\\x00000000000000'::bytea, ${VERSION_AT + 1}, ${VERSION_BYTES})
  || int2send(length(account_sealed)::smallint) || account_sealed`;

/** Id of the account (8), when one of its subscriptions ends (8), its namespaces and when each began. */
export const SUBSCRIPTION_ELEMENT = `int8send(account_id) || timestamptz_send(expires_at)
  || array_send(namespaces) || array_send(namespaces_since)`;

const ARRAY_HEAD = 20;
const ITEM_HEAD = 4;

/** Those of the accounts that have a subscription to one of the namespaces that wake. */
export function readWatchPage(accounts: Buffer, subscriptions: Buffer, wakes: readonly number[]): StoredWatch[] {
  const subscribed = readSubscriptions(subscriptions, wakes);
  const watches: StoredWatch[] = [];
  for (let at = 0; at < accounts.length; ) {
    const id = wholeAt(accounts, at);
    const delegationSignedAt = instantAt(accounts, at + 8);
    const accountSealed = sliceAt(accounts, at + 16);
    const delegationSealed = sliceAt(accounts, at + 18 + accountSealed.length);
    at += 20 + accountSealed.length + delegationSealed.length;
    const wanted = subscribed.get(id);
    if (wanted !== undefined)
      watches.push({ id: String(id), accountSealed, delegationSealed, delegationSignedAt, ...wanted });
  }
  return watches;
}

/** The same of a page of elements without delegations. */
export function readListedPage(accounts: Buffer, subscriptions: Buffer, wakes: readonly number[]): ListedWatch[] {
  const subscribed = readSubscriptions(subscriptions, wakes);
  const listed: ListedWatch[] = [];
  for (let at = 0; at < accounts.length; ) {
    const id = wholeAt(accounts, at);
    const delegation = { signedAt: instantAt(accounts, at + 8), version: accounts.readUInt32BE(at + 16) };
    const accountSealed = sliceAt(accounts, at + 20);
    at += 22 + accountSealed.length;
    const wanted = subscribed.get(id);
    if (wanted === undefined) continue;
    const { namespaces, expiresAt } = wanted;
    listed.push({ id, accountSealed, delegation, namespaces, expiresAt });
  }
  return listed;
}

/** The version of a sealed delegation. */
export function versionOf(delegationSealed: Buffer): number {
  return delegationSealed.readUInt32BE(VERSION_AT);
}

function readSubscriptions(bytes: Buffer, wakes: readonly number[]): Map<number, Subscribed> {
  const subscribed = new Map<number, { namespaces: StoredNamespace[]; expiresAt: number }>();
  for (let at = 0; at < bytes.length; ) {
    const id = wholeAt(bytes, at);
    const expiresAt = instantAt(bytes, at + 8);
    const namespacesAt = at + 16;
    const count = bytes.readInt32BE(namespacesAt + 12);
    const sincesAt = namespacesAt + ARRAY_HEAD + count * (ITEM_HEAD + 2);
    for (let index = 0; index < count; index += 1) {
      const namespace = bytes.readInt16BE(namespacesAt + ARRAY_HEAD + index * (ITEM_HEAD + 2) + ITEM_HEAD);
      if (!wakes.includes(namespace)) continue;
      const since = instantAt(bytes, sincesAt + ARRAY_HEAD + index * (ITEM_HEAD + 8) + ITEM_HEAD);
      const account = subscribed.get(id);
      if (account === undefined) subscribed.set(id, { namespaces: [{ namespace, since }], expiresAt });
      else {
        account.namespaces = withNamespace(account.namespaces, { namespace, since });
        account.expiresAt = Math.max(account.expiresAt, expiresAt);
      }
    }
    at = sincesAt + ARRAY_HEAD + count * (ITEM_HEAD + 8);
  }
  return subscribed;
}

function withNamespace(list: StoredNamespace[], one: StoredNamespace): StoredNamespace[] {
  const place = list.findIndex(({ namespace }) => namespace >= one.namespace);
  const known = list[place];
  if (known === undefined) list.push(one);
  else if (known.namespace !== one.namespace) list.splice(place, 0, one);
  else if (one.since < known.since) list[place] = one;
  return list;
}

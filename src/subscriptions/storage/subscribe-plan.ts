/** What a batch of subscriptions does to what is stored, decided one after another as if each had come alone. */
import { type StoredDelegation, sameDelegation } from './stored-delegation';

/** One verified subscription that wants to be stored. Accounts and devices are named by their lookups, in hex. */
export interface Wish {
  readonly account: string;
  readonly device: string;
  /** Milliseconds, as all times here. */
  readonly signedAt: number;
  /** Ascending. */
  readonly namespaces: readonly number[];
  readonly delegation?: StoredDelegation;
}

export interface KnownAccount {
  readonly id: string;
  readonly delegation?: { readonly value: StoredDelegation; readonly signedAt: number; readonly revoked: boolean };
  /** Whether any subscription of it has not expired. */
  readonly living: boolean;
}

/** A stored subscription that has not expired. */
export interface KnownSubscription {
  readonly signedAt: number;
  readonly namespaces: readonly number[];
  readonly since: readonly number[];
}

export interface Stored {
  readonly accounts: ReadonlyMap<string, KnownAccount>;
  /** By pairKey(). */
  readonly subscriptions: ReadonlyMap<string, KnownSubscription>;
}

export interface Rules {
  readonly now: number;
  /** Whether an account without a delegation can be watched. */
  readonly monitorOn: boolean;
  /** Whether the master key of a stored delegation is still at hand. */
  isUsable(delegation: StoredDelegation): boolean;
}

/** `unwatchable`: nothing is stored, because no way to watch the account is open. */
export type Outcome = 'added' | 'updated' | 'unwatchable';

export interface PlannedAccount {
  /** Undefined for an account that has to be made. */
  readonly id?: string;
  readonly delegation?: { readonly value: StoredDelegation; readonly signedAt: number; readonly revoked: boolean };
  /** The delegation is not the stored one: it is new, renewed, or forgotten. */
  readonly delegationChanged: boolean;
  /** Something changed that the watcher must know. */
  readonly tell: boolean;
}

export interface PlannedSubscription {
  /** The last wish that counts. */
  readonly wish: number;
  readonly since: readonly number[];
}

export interface Plan {
  /** One for each wish. */
  readonly outcomes: readonly Outcome[];
  readonly accounts: ReadonlyMap<string, PlannedAccount>;
  readonly subscriptions: ReadonlyMap<string, PlannedSubscription>;
}

export function pairKey(account: string, device: string): string {
  return `${account}:${device}`;
}

export function planSubscriptions(wishes: readonly Wish[], stored: Stored, rules: Rules): Plan {
  const planner = new Planner(wishes, stored, rules);
  return {
    outcomes: wishes.map((_wish, index) => planner.fulfil(index)),
    accounts: planner.accounts,
    subscriptions: planner.planned,
  };
}

interface AccountState extends PlannedAccount {
  readonly living: boolean;
}

const NEW_ACCOUNT: AccountState = { delegationChanged: false, tell: false, living: false };

class Planner {
  /** Only those that a wish changes. */
  readonly accounts = new Map<string, AccountState>();
  readonly planned = new Map<string, PlannedSubscription>();
  private readonly current = new Map<string, KnownSubscription>();

  constructor(
    private readonly wishes: readonly Wish[],
    private readonly stored: Stored,
    private readonly rules: Rules,
  ) {}

  fulfil(index: number): Outcome {
    const wish = this.wishes[index] as Wish;
    const before = this.accounts.get(wish.account) ?? this.storedAccount(wish.account);
    const after = this.withDelegation(before, wish);
    if (!this.rules.monitorOn && !this.isWatchable(after)) return 'unwatchable';
    const pair = pairKey(wish.account, wish.device);
    const existing = this.current.get(pair) ?? this.stored.subscriptions.get(pair);
    const sameNamespaces = existing !== undefined && equal(existing.namespaces, wish.namespaces);
    if (existing !== undefined && existing.signedAt > wish.signedAt) return 'updated';
    // A mere repetition must not make a token look renewed: anybody who has seen a request can repeat it.
    const isRepetition = existing?.signedAt === wish.signedAt && sameNamespaces && after === before;
    if (isRepetition) return 'updated';
    const since = wish.namespaces.map((namespace) => sinceWhen(existing, namespace) ?? this.rules.now);
    this.accounts.set(wish.account, { ...after, tell: after.tell || !sameNamespaces, living: true });
    this.current.set(pair, { signedAt: wish.signedAt, namespaces: wish.namespaces, since });
    this.planned.set(pair, { wish: index, since });
    return existing === undefined ? 'added' : 'updated';
  }

  /** A delegation is forgotten with the last subscription, even while its row still waits to be swept. */
  private storedAccount(key: string): AccountState {
    const known = this.stored.accounts.get(key);
    if (known === undefined) return NEW_ACCOUNT;
    const { id, living, delegation } = known;
    if (living || delegation === undefined) return { id, living, delegation, delegationChanged: false, tell: false };
    return { id, living, delegationChanged: true, tell: false };
  }

  private withDelegation(account: AccountState, wish: Wish): AccountState {
    if (wish.delegation === undefined) return account;
    const held = account.delegation;
    const isHeldUsable = held !== undefined && this.rules.isUsable(held.value);
    if (isHeldUsable && held.signedAt > wish.signedAt) return account;
    // Of two requests of one second the later to arrive counts; the same one again revives nothing that was revoked.
    const isRepetition =
      held?.signedAt === wish.signedAt && (held.revoked || sameDelegation(held.value, wish.delegation));
    if (isHeldUsable && isRepetition) return account;
    const isNews = !isHeldUsable || held.revoked || !sameDelegation(held.value, wish.delegation);
    const delegation = { value: wish.delegation, signedAt: wish.signedAt, revoked: false };
    return { ...account, delegation, delegationChanged: true, tell: account.tell || isNews, living: true };
  }

  private isWatchable({ delegation, living }: AccountState): boolean {
    return living && delegation !== undefined && !delegation.revoked && this.rules.isUsable(delegation.value);
  }
}

function sinceWhen(existing: KnownSubscription | undefined, namespace: number): number | undefined {
  const place = existing?.namespaces.indexOf(namespace) ?? -1;
  return place < 0 ? undefined : existing?.since[place];
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

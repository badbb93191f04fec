/** What the watcher knows of subscriptions: which accounts to watch, who is woken for them, and what changed. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../platform/at-rest/data-keys';
import { Clock } from '../platform/clock.service';
import { Database, type Sql } from '../platform/database/database.service';
import { Notifications } from '../platform/database/notifications.service';
import { factsOf, Log } from '../platform/telemetry/log.service';
import { AccountId } from '../protocol/account-id';
import { DelegateKeys, UnknownMasterKey } from './delegate-keys.service';
import { ACCOUNT, DELEGATION } from './storage/places';
import { readDelegation } from './storage/stored-delegation';
import { type RecipientOf, type WatchPage, WatchRepository } from './storage/watch.repository';
import { readNotice, WATCHES_CHANNEL } from './storage/watch-notices';
import { WatchNotices } from './storage/watch-notices.repository';
import { type ListedWatch, type StoredWatch, versionOf } from './storage/watch-page';
import { WatchPolicy } from './watch-policy';

export interface Watch {
  /** Database id of the account, opaque. */
  readonly accountId: string;
  readonly account: AccountId;
  /**
   * Ascending, and only those that wake. Messages stored before `since` (milliseconds, our clock) wake nobody: it is
   * when the first of the account's devices subscribed to the namespace.
   */
  readonly namespaces: readonly { readonly namespace: number; readonly since: number }[];
  /** When the last subscription ends, ms by our clock: from then on it is not to be watched, unless one is renewed. */
  readonly expiresAt: number;
  readonly delegation: WatchDelegation;
}

/** What is told of an account among very many: enough to know where and when to ask. */
export interface WatchListing extends Omit<ListedWatch, 'accountSealed'> {
  /** 33 bytes; absent for an account that is known already, whose seal was not opened. */
  readonly account: Buffer | undefined;
}

export interface WatchDelegation {
  /** 32 bytes; absent for groups. */
  readonly ownerEd25519?: Buffer;
  readonly masterKeyId: string;
  /** 36 bytes. */
  readonly token: Buffer;
  /** 64 bytes. */
  readonly signature: Buffer;
  /** When it was last given, in milliseconds by the phone's clock: the same token may be given again. */
  readonly signedAt: number;
  /** 32 bits that change whenever it is written anew. */
  readonly version: number;
}

export interface WatchListener {
  /** Look at these accounts again with byIds(): they are to be watched, differently or no longer. */
  changed(accountIds: readonly string[]): void;
  /** Changes may have been missed (also called when first connected): go through all(). */
  missed(): void;
}

const AT_ONCE = 2_000;
/** Opening their accounts holds up everything else for some 15 ms. */
const LISTED_AT_ONCE = 5_000;

@Injectable()
export class Watches {
  constructor(
    private readonly database: Database,
    private readonly repository: WatchRepository,
    private readonly notices: WatchNotices,
    private readonly notifications: Notifications,
    private readonly keys: DataKeys,
    private readonly delegateKeys: DelegateKeys,
    private readonly policy: WatchPolicy,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Every account to be watched now, in batches of at most 5,000 in the order of ids, without their delegations. Throws
   * DatabaseAway. `isKnown`: whether the account of an id need not be opened.
   */
  async *all(isKnown: (id: number) => boolean): AsyncIterable<WatchListing[]> {
    let next = this.page('0');
    for (;;) {
      const { last, watches: listed } = await next;
      if (last === undefined) return;
      // The database reads on while these are opened: the question leaves in the next turn.
      next = this.page(last);
      await nextTurn();
      const watches = this.opened(listed, (watch) => this.listingOf(watch, isKnown));
      if (watches.length > 0) yield watches;
    }
  }

  /** Those of the accounts that are (still) to be watched. Throws DatabaseAway. */
  async byIds(accountIds: readonly string[]): Promise<Watch[]> {
    const watches: Watch[] = [];
    for (let from = 0; from < accountIds.length; from += AT_ONCE) {
      const ids = accountIds.slice(from, from + AT_ONCE);
      const stored = await this.repository.some(ids, this.policy.wakeNamespaces, this.now());
      watches.push(...this.opened(stored, (row) => this.watchOf(row)));
    }
    return watches;
  }

  /** The delegations of those of the accounts that (still) have one that can be used. Throws DatabaseAway. */
  async delegations(accountIds: readonly string[]): Promise<Map<string, WatchDelegation>> {
    const rows = accountIds.length === 0 ? [] : await this.repository.delegations(accountIds);
    const read = this.opened(rows, (row) => {
      const delegation = this.delegationOf(row.delegation_sealed, row.delegation_signed_at.getTime());
      return [row.id, delegation] as const;
    });
    return new Map(read);
  }

  /** Tells what changes from now on, until the application shuts down. */
  listen(listener: WatchListener): void {
    this.notifications.listen(WATCHES_CHANNEL, {
      onConnected: () => listener.missed(),
      onNotice: (payload) => {
        const ids = readNotice(payload);
        if (ids === 'everything') listener.missed();
        else listener.changed(ids);
      },
    });
  }

  /**
   * Who is woken for messages; `storedAt` in milliseconds by our clock. A device counts when it subscribed to the
   * namespace no later than the message was stored and its subscription has not expired. `index` is the message's.
   */
  recipients(
    sql: Sql,
    messages: readonly { readonly accountId: string; readonly namespace: number; readonly storedAt: number }[],
  ): Promise<RecipientOf[]> {
    return messages.length === 0 ? Promise.resolve([]) : this.repository.recipients(sql, messages, this.now());
  }

  /**
   * The swarm no longer takes the delegation of a watch. It is marked revoked until a newer one comes; if one has come
   * meanwhile, even of the same token, that one stands and the answer is false. Either way the account is told as
   * changed: look at it again.
   */
  async revoked(accountId: string, refused: Pick<WatchDelegation, 'signature' | 'signedAt'>): Promise<boolean> {
    return this.database.transaction(async (sql) => {
      const row = await this.repository.lockDelegation(sql, accountId);
      if (row === undefined) return false;
      const { signature } = readDelegation(this.keys.open(DELEGATION, row.delegation_sealed));
      const isThatOne = signature.equals(refused.signature) && row.delegation_signed_at.getTime() === refused.signedAt;
      if (isThatOne) await this.repository.markRevoked(sql, accountId, this.now());
      await this.notices.tell(sql, [accountId]);
      return isThatOne;
    });
  }

  private page(after: string): Promise<WatchPage> {
    const page = this.repository.page(after, LISTED_AT_ONCE, this.policy.wakeNamespaces, this.now());
    // Whoever stops before it has come does not care how it ends.
    page.catch(() => undefined);
    return page;
  }

  /** Rows for which the keys at hand do not fit are passed over, and told once. */
  private opened<Row, Value>(rows: readonly Row[], open: (row: Row) => Value): Value[] {
    const values: Value[] = [];
    let unusable = 0;
    for (const row of rows) {
      try {
        values.push(open(row));
      } catch (error) {
        unusable += 1;
        if (unusable === 1) this.log.error('the keys at hand do not fit an account; it is not watched', factsOf(error));
      }
    }
    if (unusable > 1) this.log.error('the keys at hand do not fit accounts; they are not watched', { unusable });
    return values;
  }

  private listingOf(
    { id, accountSealed, namespaces, expiresAt, delegation }: ListedWatch,
    isKnown: (id: number) => boolean,
  ): WatchListing {
    const account = isKnown(id) ? undefined : this.keys.open(ACCOUNT, accountSealed);
    return { id, account, namespaces, expiresAt, delegation };
  }

  private watchOf(row: StoredWatch): Watch {
    return {
      accountId: row.id,
      account: AccountId.fromBytes(this.keys.open(ACCOUNT, row.accountSealed)),
      namespaces: row.namespaces,
      expiresAt: row.expiresAt,
      delegation: this.delegationOf(row.delegationSealed, row.delegationSignedAt),
    };
  }

  private delegationOf(sealed: Buffer, signedAt: number): WatchDelegation {
    const delegation = readDelegation(this.keys.open(DELEGATION, sealed));
    if (!this.delegateKeys.knows(delegation.masterKeyId)) throw new UnknownMasterKey();
    return { ...delegation, signedAt, version: versionOf(sealed) };
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

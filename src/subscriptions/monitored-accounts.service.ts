/** What the monitor way knows of subscriptions: which accounts have no delegation, and what their devices signed. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../platform/at-rest/data-keys';
import { Clock } from '../platform/clock.service';
import { factsOf, Log } from '../platform/telemetry/log.service';
import { readMonitorMaterial } from './storage/monitor-material';
import { type MonitoredPage, MonitoredRepository, type SignatureRow } from './storage/monitored.repository';
import type { StoredMonitored } from './storage/monitored-page';
import { ACCOUNT, MONITOR } from './storage/places';
import { WatchPolicy } from './watch-policy';

export interface MonitoredAccount {
  /** Database id, opaque, below 2^53. */
  readonly id: number;
  /** 33 bytes. */
  readonly account: Buffer;
  /** When the last subscription ends, ms by our clock, unless one is renewed: nobody tells of that. */
  readonly endsAt: number;
}

/** What a device signed when it subscribed. */
export interface MonitorSignature {
  readonly accountId: number;
  /** Exactly those that were signed, ascending. */
  readonly namespaces: readonly number[];
  readonly withData: boolean;
  /** 64 bytes. */
  readonly signature: Buffer;
  /** Seconds. */
  readonly signedAt: number;
  /** 32 bytes; absent for groups. */
  readonly ed25519?: Buffer;
  /** 36 and 64 bytes; absent when the owner signed. */
  readonly subaccount?: { readonly token: Buffer; readonly ownerSignature: Buffer };
}

/** Opening them holds up everything else for some 15 ms. */
const AT_ONCE = 5_000;

@Injectable()
export class MonitoredAccounts {
  constructor(
    private readonly repository: MonitoredRepository,
    private readonly keys: DataKeys,
    private readonly policy: WatchPolicy,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Whether accounts without a delegation are watched at all. */
  get isOn(): boolean {
    return this.policy.monitorOn;
  }

  /** Namespaces whose messages wake a phone, ascending. */
  get wakeNamespaces(): readonly number[] {
    return this.policy.wakeNamespaces;
  }

  /** Every account to be monitored now. Throws DatabaseAway. */
  async *all(): AsyncIterable<MonitoredAccount[]> {
    let next = this.page('0');
    for (;;) {
      const { last, accounts } = await next;
      if (last === undefined) return;
      // The database reads on while these are opened: the question leaves in the next turn.
      next = this.page(last);
      next.catch(() => undefined);
      await nextTurn();
      if (accounts.length > 0) yield this.accountsOf(accounts);
    }
  }

  /** Those of the accounts that are (still) to be monitored. Throws DatabaseAway. */
  async byIds(accountIds: readonly string[]): Promise<MonitoredAccount[]> {
    return this.accountsOf(await this.repository.some(accountIds, this.policy.wakeNamespaces, this.now()));
  }

  /** What living subscriptions of the accounts signed that wakes somebody, newest first. Throws DatabaseAway. */
  async signatures(accountIds: readonly number[]): Promise<Map<number, MonitorSignature[]>> {
    const ids = accountIds.map(String);
    const rows = await this.repository.signatures(ids, this.policy.wakeNamespaces, this.now());
    const byAccount = new Map<number, MonitorSignature[]>();
    for (const signature of this.opened(rows, (row) => this.signatureOf(row))) {
      const others = byAccount.get(signature.accountId);
      if (others === undefined) byAccount.set(signature.accountId, [signature]);
      else others.push(signature);
    }
    return byAccount;
  }

  private page(after: string): Promise<MonitoredPage> {
    return this.repository.page(after, AT_ONCE, this.policy.wakeNamespaces, this.now());
  }

  private accountsOf(rows: readonly StoredMonitored[]): MonitoredAccount[] {
    return this.opened(rows, ({ id, accountSealed, endsAt }) => ({
      id,
      account: this.keys.open(ACCOUNT, accountSealed),
      endsAt,
    }));
  }

  private signatureOf({ account_id, namespaces, signed_at, monitor_sealed }: SignatureRow): MonitorSignature {
    const { sessionEd25519, ...material } = readMonitorMaterial(this.keys.open(MONITOR, monitor_sealed));
    const signedAt = Math.floor(signed_at.getTime() / 1000);
    return { accountId: Number(account_id), namespaces, signedAt, ed25519: sessionEd25519, ...material };
  }

  /** Rows that no key opens are passed over, and told once. */
  private opened<Row, Value>(rows: readonly Row[], open: (row: Row) => Value): Value[] {
    const values: Value[] = [];
    let reason: unknown;
    for (const row of rows) {
      try {
        values.push(open(row));
      } catch (error) {
        reason = error;
      }
    }
    const unusable = rows.length - values.length;
    if (unusable > 0) this.log.error('rows do not open; they are not monitored', { unusable, ...factsOf(reason) });
    return values;
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

/** Stores a batch of verified subscriptions in one transaction and tells the watcher what it must know. */
import { Injectable } from '@nestjs/common';
import { DataKeys } from '../../platform/at-rest/data-keys';
import { Clock } from '../../platform/clock.service';
import { Database, type Sql } from '../../platform/database/database.service';
import type { AccountId } from '../../protocol/account-id';
import { Devices, type NamedDevice } from '../../push/devices.service';
import { DelegateKeys } from '../delegate-keys.service';
import { WatchPolicy } from '../watch-policy';
import { type MonitorMaterial, writeMonitorMaterial } from './monitor-material';
import { ACCOUNT, DELEGATION, MONITOR } from './places';
import { readDelegation, type StoredDelegation, writeDelegation } from './stored-delegation';
import {
  type KnownAccount,
  type KnownSubscription,
  type Outcome,
  type Plan,
  pairKey,
  planSubscriptions,
  type Stored,
} from './subscribe-plan';
import { type AccountRow, type PairRow, SubscriptionRepository } from './subscription.repository';
import { WatchNotices } from './watch-notices.repository';

/** A subscription whose signatures hold. Times in milliseconds. */
export interface NewSubscription {
  readonly account: AccountId;
  readonly device: NamedDevice;
  readonly signedAt: number;
  readonly expiresAt: number;
  /** Ascending. */
  readonly namespaces: readonly number[];
  readonly delegation?: StoredDelegation;
  readonly monitor: MonitorMaterial;
}

/** With the keyed hashes by which account and device are found, as bytes and as hex. */
interface Named extends NewSubscription {
  readonly accountLookup: Buffer;
  readonly accountKey: string;
  readonly deviceKey: string;
}

@Injectable()
export class AddSubscriptions {
  constructor(
    private readonly database: Database,
    private readonly repository: SubscriptionRepository,
    private readonly devices: Devices,
    private readonly notices: WatchNotices,
    private readonly keys: DataKeys,
    private readonly delegateKeys: DelegateKeys,
    private readonly policy: WatchPolicy,
    private readonly clock: Clock,
  ) {}

  /** One outcome for each. Throws DatabaseAway and WrongLookupKey; then nothing is stored. */
  addAll(wanted: readonly NewSubscription[]): Promise<Outcome[]> {
    const named = wanted.map((one) => this.named(one));
    return this.database.transaction(async (sql) => {
      const now = this.clock.now();
      const { stored, deviceIds } = await this.read(sql, named, now);
      const plan = this.plan(named, stored, now);
      if (plan.subscriptions.size > 0) await this.write(sql, named, plan, now, deviceIds);
      return [...plan.outcomes];
    });
  }

  private named(wanted: NewSubscription): Named {
    const accountLookup = this.keys.lookup(ACCOUNT, wanted.account.bytes);
    const deviceKey = wanted.device.lookup.toString('hex');
    return { ...wanted, accountLookup, accountKey: accountLookup.toString('hex'), deviceKey };
  }

  private plan(named: readonly Named[], stored: Stored, now: number): Plan {
    const wishes = named.map((one) => ({ ...one, account: one.accountKey, device: one.deviceKey }));
    const isUsable = (delegation: StoredDelegation) => this.delegateKeys.knows(delegation.masterKeyId);
    return planSubscriptions(wishes, stored, { now, monitorOn: this.policy.monitorOn, isUsable });
  }

  /** Locks the accounts there are and reads what the plan needs; `deviceIds` are those of the devices there are. */
  private async read(sql: Sql, named: readonly Named[], now: number): Promise<{ stored: Stored; deviceIds: string[] }> {
    const lookups = new Map(named.map((one) => [one.accountKey, one.accountLookup]));
    const locked = await this.repository.lockAccounts(sql, [...lookups.values()]);
    const rows = new Map(locked.map((row) => [row.lookup.toString('hex'), row]));
    const pairs = new Map<string, { accountId?: string; tokenLookup: Buffer }>();
    for (const { accountKey, deviceKey, device } of named) {
      pairs.set(pairKey(accountKey, deviceKey), { accountId: rows.get(accountKey)?.id, tokenLookup: device.lookup });
    }
    const found = await this.repository.readPairs(sql, [...pairs.values()], new Date(now));
    const living = new Set(found.filter((row) => row.living).map((row) => row.account_id));
    const accounts = new Map([...rows].map(([key, row]) => [key, this.knownAccount(row, living.has(row.id))]));
    const keyOfId = new Map(locked.map((row) => [row.id, row.lookup.toString('hex')]));
    const subscriptions = new Map<string, KnownSubscription>();
    for (const row of found) {
      const known = knownSubscription(row);
      const accountKey = keyOfId.get(row.account_id ?? '') ?? '';
      if (known) subscriptions.set(pairKey(accountKey, row.token_lookup.toString('hex')), known);
    }
    const deviceIds = [...new Set(found.flatMap((row) => row.device_id ?? []))];
    return { stored: { accounts, subscriptions }, deviceIds };
  }

  /** A delegation that does not open is as good as none: the next one replaces it. */
  private knownAccount(row: AccountRow, living: boolean): KnownAccount {
    if (row.delegation_sealed === null || row.delegation_signed_at === null) return { id: row.id, living };
    try {
      const value = readDelegation(this.keys.open(DELEGATION, row.delegation_sealed));
      const signedAt = row.delegation_signed_at.getTime();
      return { id: row.id, living, delegation: { value, signedAt, revoked: row.revoked } };
    } catch {
      return { id: row.id, living };
    }
  }

  private async write(
    sql: Sql,
    named: readonly Named[],
    plan: Plan,
    now: number,
    knownDeviceIds: readonly string[],
  ): Promise<void> {
    const accountIds = await this.writeAccounts(sql, named, plan);
    const planned = [...plan.subscriptions.values()].map(({ wish, since }) => ({ one: named[wish] as Named, since }));
    await this.repository.lockDevices(sql, knownDeviceIds);
    const devices = planned.map(({ one }) => one.device);
    const deviceIds = await this.devices.renew(sql, devices, new Date(now));
    await this.repository.writeSubscriptions(
      sql,
      planned.map(({ one, since }) => ({
        accountId: accountIds.get(one.accountKey) ?? '',
        deviceId: deviceIds.get(one.deviceKey) ?? '',
        namespaces: one.namespaces,
        since,
        signedAt: new Date(one.signedAt),
        expiresAt: new Date(one.expiresAt),
        monitorSealed: this.keys.seal(MONITOR, writeMonitorMaterial(one.monitor)),
      })),
    );
    const changed = [...plan.accounts].filter(([, account]) => account.tell);
    await this.notices.tell(
      sql,
      changed.map(([key]) => accountIds.get(key) ?? ''),
    );
  }

  /** The id of every account of the plan. */
  private async writeAccounts(sql: Sql, named: readonly Named[], plan: Plan): Promise<Map<string, string>> {
    const byKey = new Map(named.map((one) => [one.accountKey, one]));
    const ids = new Map<string, string>();
    const fresh = [];
    const renewed = [];
    for (const [key, { id, delegation, delegationChanged }] of plan.accounts) {
      const sealed = delegation && {
        sealed: this.keys.seal(DELEGATION, writeDelegation(delegation.value)),
        signedAt: new Date(delegation.signedAt),
      };
      if (id !== undefined) {
        ids.set(key, id);
        if (delegationChanged) renewed.push({ id, delegation: sealed });
      } else {
        const { account, accountLookup } = byKey.get(key) as Named;
        fresh.push({ lookup: accountLookup, sealed: this.keys.seal(ACCOUNT, account.bytes), delegation: sealed });
      }
    }
    await this.repository.writeDelegations(sql, renewed);
    for (const [key, id] of await this.repository.insertAccounts(sql, fresh)) ids.set(key, id);
    return ids;
  }
}

function knownSubscription({ signed_at, namespaces, namespaces_since }: PairRow): KnownSubscription | undefined {
  if (signed_at === null || namespaces === null || namespaces_since === null) return undefined;
  return { signedAt: signed_at.getTime(), namespaces, since: namespaces_since.map((date) => date.getTime()) };
}

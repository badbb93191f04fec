/** Takes away what ran out: 14 days after it was signed a subscription ends, and its account and device with the last. */
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { LOCKS } from '../../platform/database/advisory-locks';
import { Database, type Sql } from '../../platform/database/database.service';
import { Rounds } from '../../platform/rounds';
import { factsOf, Log } from '../../platform/telemetry/log.service';
import { SweepRepository } from './sweep.repository';
import { WatchNotices } from './watch-notices.repository';

export interface Swept {
  readonly subscriptions: number;
  readonly accounts: number;
  readonly devices: number;
}

/** What has run out counts for nothing from that second on; this is only how long its rows may stay. */
const EVERY_MS = 15 * 60 * 1000;
/** Processes that start together do not sweep together, nor while they have their hands full with starting. */
const FIRST_AFTER_MS = 60 * 1000;
const AT_ONCE = 500;
const NOTHING: Swept = { subscriptions: 0, accounts: 0, devices: 0 };
const FIRST_DEVICE = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class ExpireSubscriptions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly rounds = Rounds.every(EVERY_MS, () => this.runOnce());

  constructor(
    private readonly database: Database,
    private readonly sweeps: SweepRepository,
    private readonly notices: WatchNotices,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(FIRST_AFTER_MS + EVERY_MS * Math.random());
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.close();
  }

  /** Sweeps until nothing is left that has run out. Throws DatabaseAway; what was swept before stays swept. */
  async run(): Promise<Swept> {
    const ended = await this.repeat((sql) => this.endSome(sql));
    const accounts = await this.walk('0', (sql, after) => this.dropAccounts(sql, after));
    const devices = await this.walk(FIRST_DEVICE, (sql, after) => this.dropDevices(sql, after));
    return sum([ended, accounts, devices]);
  }

  private async runOnce(): Promise<void> {
    try {
      const swept = await this.run();
      if (swept.subscriptions + swept.accounts + swept.devices > 0) this.log.info('swept what ran out', { ...swept });
    } catch (error) {
      this.log.warn('what ran out could not be swept; it is tried again later', factsOf(error));
    }
  }

  private async endSome(sql: Sql): Promise<Swept> {
    const now = new Date(this.clock.now());
    const accountIds = await this.sweeps.lockAccounts(sql, await this.sweeps.expiredAccounts(sql, now, AT_ONCE));
    const pairs = await this.sweeps.deleteExpired(sql, accountIds, now);
    const accounts = await this.sweeps.sweepAccounts(sql, accountIds);
    const devices = await this.sweeps.sweepDevices(sql, [...new Set(pairs.map((pair) => pair.deviceId))]);
    await this.notices.tell(sql, accountIds);
    return { subscriptions: pairs.length, accounts, devices };
  }

  /** Two devices that leave an account at the same moment each see the other still there; both leave their rows. */
  private async dropAccounts(sql: Sql, after: string): Promise<[Swept, string | undefined]> {
    const found = await this.sweeps.unusedAccounts(sql, after, AT_ONCE);
    const accounts = await this.sweeps.sweepAccounts(sql, await this.sweeps.lockAccounts(sql, found));
    await this.notices.tell(sql, found);
    return [{ ...NOTHING, accounts }, found.at(-1)];
  }

  private async dropDevices(sql: Sql, after: string): Promise<[Swept, string | undefined]> {
    const found = await this.sweeps.unusedDevices(sql, after, AT_ONCE);
    return [{ ...NOTHING, devices: await this.sweeps.sweepDevices(sql, found) }, found.at(-1)];
  }

  /** Runs a step until it finds nothing to do. */
  private async repeat(step: (sql: Sql) => Promise<Swept>): Promise<Swept> {
    const done: Swept[] = [];
    for (;;) {
      const swept = await this.alone(step, NOTHING);
      done.push(swept);
      if (swept.subscriptions === 0 || this.rounds.isClosed) return sum(done);
    }
  }

  /** Runs a step from page to page until one is empty. */
  private async walk(
    first: string,
    step: (sql: Sql, after: string) => Promise<[Swept, string | undefined]>,
  ): Promise<Swept> {
    const done: Swept[] = [];
    let after: string | undefined = first;
    while (after !== undefined && !this.rounds.isClosed) {
      const from: string = after;
      const [swept, next] = await this.alone((sql) => step(sql, from), [NOTHING, undefined] as const);
      done.push(swept);
      after = next;
    }
    return sum(done);
  }

  /** In a transaction of its own, unless another process is sweeping. */
  private alone<T>(step: (sql: Sql) => Promise<T>, otherwise: T): Promise<T> {
    return this.database.transaction(async (sql) => {
      const [row] = await sql.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [LOCKS.sweep]);
      return row?.mine ? step(sql) : otherwise;
    });
  }
}

function sum(all: readonly Swept[]): Swept {
  return all.reduce(
    (total, one) => ({
      subscriptions: total.subscriptions + one.subscriptions,
      accounts: total.accounts + one.accounts,
      devices: total.devices + one.devices,
    }),
    NOTHING,
  );
}

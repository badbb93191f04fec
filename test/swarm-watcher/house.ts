/** The watcher with a real database and queue, the doors for phones, and a network that the test chooses; no pusher. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DynamicModule, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AtRestModule } from '../../src/platform/at-rest/at-rest.module';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { Clock } from '../../src/platform/clock.service';
import { Database } from '../../src/platform/database/database.service';
import { PlatformModule } from '../../src/platform/platform.module';
import { Log } from '../../src/platform/telemetry/log.service';
import { SwarmMap } from '../../src/protocol/swarm-map';
import { PUSH_SERVICES, PushRegistry } from '../../src/push/registry.service';
import { WakeUps } from '../../src/push/wake-ups.service';
import { NetworkClock } from '../../src/session-network/network-clock.service';
import { timingWith } from '../../src/session-network/network-timing';
import { NodeDirectory } from '../../src/session-network/node-directory.service';
import { OnionClient } from '../../src/session-network/onion-client.service';
import { SessionNetworkModule } from '../../src/session-network/session-network.module';
import { ClientApiModule } from '../../src/subscriptions/client-api.module';
import { MasterKeys } from '../../src/subscriptions/master-keys';
import { SubscriptionsModule } from '../../src/subscriptions/subscriptions.module';
import { WatchPolicy } from '../../src/subscriptions/watch-policy';
import { Dispatcher } from '../../src/swarm-watcher/dispatcher.service';
import { OnionPoller } from '../../src/swarm-watcher/polling/onion-poller.service';
import { SwarmWatcherModule } from '../../src/swarm-watcher/swarm-watcher.module';
import { WatcherStats } from '../../src/swarm-watcher/watcher-stats';
import { CONNECT_MS } from '../support/patience';
import { until } from '../support/until';

export interface HouseOptions {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly network: DynamicModule;
  readonly keys?: HouseKeys;
  readonly clock?: Clock;
  readonly pollIntervalMs?: number;
  /** Default off. */
  readonly monitorOn?: boolean;
}

/** Shared by houses that work on one database. */
export interface HouseKeys {
  readonly dataKeys: DataKeys;
  readonly masterKeys: MasterKeys;
}

export function newKeys(): HouseKeys {
  return {
    dataKeys: DataKeys.parse(DataKeys.newFile(randomBytes(64))),
    masterKeys: MasterKeys.parse(MasterKeys.newFile(randomBytes(32))),
  };
}

/** A device, and for how many messages it was owed a wake-up since the house was opened. */
export interface Owed {
  readonly deviceId: string;
  readonly pending: number;
}

/** The ledger does not count messages by device. So a witness does, in the transactions in which they are booked. */
async function witnessDebts(app: INestApplication): Promise<void> {
  await app
    .get(Database)
    .query('CREATE TABLE IF NOT EXISTS witnessed_debts (device_id uuid NOT NULL, fresh bigint NOT NULL)');
  const wakeUps = app.get(WakeUps, { strict: false });
  const owe = wakeUps.owe.bind(wakeUps);
  wakeUps.owe = async (sql, debts) => {
    const due = await owe(sql, debts);
    await sql.query(
      `INSERT INTO witnessed_debts
       SELECT d.id, t.fresh FROM unnest($1::uuid[], $2::bigint[]) AS t(id, fresh) JOIN devices d USING (id)`,
      [debts.map(({ deviceId }) => deviceId), debts.map(({ fresh }) => fresh)],
    );
    return due;
  };
}

export class House {
  private constructor(
    readonly app: INestApplication<Server>,
    private readonly dataKeys: DataKeys,
  ) {}

  static async open(options: HouseOptions): Promise<House> {
    const { dataKeys, masterKeys } = options.keys ?? newKeys();
    const subscriptions = SubscriptionsModule.forRoot({
      masterKeys,
      policy: new WatchPolicy(options.monitorOn ?? false, [0, 11]),
    });
    const { databaseUrl, redisUrl, clock, network, pollIntervalMs = 100 } = options;
    @Module({
      imports: [
        PlatformModule.forRoot({ databaseUrl, databasePoolSize: 8, databaseConnectMs: CONNECT_MS, redisUrl, clock }),
        AtRestModule.forRoot(dataKeys),
        subscriptions,
        ClientApiModule.forRoot({
          subscriptions,
          services: new PushRegistry(() => true, PUSH_SERVICES),
          onionKey: randomBytes(32),
        }),
        SwarmWatcherModule.forRoot({ subscriptions, network, pollIntervalMs }),
      ],
    })
    class HouseModule {}
    const app = await NestFactory.create<INestApplication<Server>>(HouseModule, { logger: false, bodyParser: false });
    await witnessDebts(app);
    await app.listen(0, '127.0.0.1');
    // A queue whose first connection is cut off stays away: tests that kill stores wait for it.
    await until(() =>
      app
        .get(WakeUps, { strict: false })
        .queued()
        .catch(() => undefined),
    );
    return new House(app, dataKeys);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.app.getHttpServer().address() as AddressInfo).port}`;
  }

  get database(): Database {
    return this.app.get(Database);
  }

  get dispatcher(): Dispatcher {
    return this.app.get(Dispatcher, { strict: false });
  }

  get stats(): WatcherStats {
    return this.app.get(WatcherStats, { strict: false });
  }

  get poller(): OnionPoller {
    return this.app.get(OnionPoller, { strict: false });
  }

  get onion(): OnionClient {
    return this.app.get(OnionClient, { strict: false });
  }

  get log(): Log {
    return this.app.get(Log, { strict: false });
  }

  close(): Promise<void> {
    return this.app.close();
  }

  /** Every device with what it is owed, in the order in which they subscribed. */
  async owed(): Promise<Owed[]> {
    const rows = await this.database.query<{ id: string; pending: string }>(
      `SELECT id, COALESCE((SELECT sum(fresh) FROM witnessed_debts WHERE device_id = id), 0) AS pending
         FROM devices ORDER BY renewed_at, id`,
    );
    return rows.map((row) => ({ deviceId: row.id, pending: Number(row.pending) }));
  }

  /** The same for the device with this token. */
  async owedTo({ service, token }: { readonly service: string; readonly token: string }): Promise<number> {
    const [row] = await this.database.query<{ pending: string | null }>(
      `SELECT sum(w.fresh) AS pending FROM witnessed_debts w JOIN devices d ON d.id = w.device_id
        WHERE d.token_lookup = $1`,
      [this.dataKeys.lookup('devices.token', Buffer.from(service), Buffer.from(token))],
    );
    return Number(row?.pending ?? 0);
  }

  async owedInAll(): Promise<number> {
    return (await this.owed()).reduce((sum, one) => sum + one.pending, 0);
  }

  /** How many rows a table has. */
  async count(table: 'recent_messages' | 'watch_cursors' | 'accounts'): Promise<number> {
    const [row] = await this.database.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    return Number(row?.count);
  }
}

/** The true network room over a devnet, at a pace for tests. */
export function networkOver(seedUrls: readonly string[]): DynamicModule {
  const timing = timingWith({
    staggerMs: 300,
    tendMs: 50,
    refreshMs: 2_000,
    refreshSoonMs: 300,
    firstRetryMs: 100,
    resyncMs: 500,
  });
  return SessionNetworkModule.forRoot({ seedNodes: seedUrls, timing });
}

/** A network without nodes, for tests that tell messages themselves. `aheadMs`: network time minus ours. */
export function noNetwork(aheadMs = 0): DynamicModule {
  @Module({})
  class NoNetworkModule {}
  const directory = {
    map: SwarmMap.of([]),
    start: async () => {},
    onChange: () => () => undefined,
    refreshSoon: () => undefined,
  };
  const clock = { offsetMs: aheadMs, now: () => Date.now() + aheadMs, sample: () => undefined, resync: async () => {} };
  const providers = [
    { provide: NodeDirectory, useValue: directory },
    { provide: OnionClient, useValue: {} },
    { provide: NetworkClock, useValue: clock },
  ];
  return { module: NoNetworkModule, providers, exports: [NodeDirectory, OnionClient, NetworkClock] };
}

/** The doors for phones with a real database behind them, a clock that can be set, and two test services beside Apple. */
import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import supertest from 'supertest';
import { AtRestModule } from '../../src/platform/at-rest/at-rest.module';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { Clock } from '../../src/platform/clock.service';
import { section } from '../../src/platform/config/settings';
import { Database } from '../../src/platform/database/database.service';
import { PlatformModule } from '../../src/platform/platform.module';
import { Devices } from '../../src/push/devices.service';
import { BadServiceInfo, type PushAddress } from '../../src/push/push-service';
import { type ListedService, PUSH_SERVICES, PushRegistry } from '../../src/push/registry.service';
import { TokenFeedback } from '../../src/push/token-feedback';
import { ClientApiModule } from '../../src/subscriptions/client-api.module';
import { DelegateKeys } from '../../src/subscriptions/delegate-keys.service';
import { MasterKeys } from '../../src/subscriptions/master-keys';
import { ExpireSubscriptions } from '../../src/subscriptions/storage/expire-subscriptions.task';
import { SubscriptionsModule } from '../../src/subscriptions/subscriptions.module';
import { TokenFeedbackModule } from '../../src/subscriptions/token-feedback.module';
import { WatchPolicy } from '../../src/subscriptions/watch-policy';
import { type Watch, Watches } from '../../src/subscriptions/watches.service';
import { CONNECT_MS } from '../support/patience';

/** A clock that stands still until it is moved. */
export class StandingClock extends Clock {
  constructor(private ms: number) {
    super();
  }

  override now(): number {
    return this.ms;
  }

  set(ms: number): void {
    this.ms = ms;
  }

  advance(ms: number): void {
    this.ms += ms;
  }
}

export interface HouseOptions {
  readonly databaseUrl: string;
  readonly monitorOn?: boolean;
  readonly wakeNamespaces?: readonly number[];
  readonly dataKeys?: DataKeys;
  readonly masterKeys?: MasterKeys;
  readonly onionKey?: Buffer;
  readonly clock?: Clock;
  readonly services?: PushRegistry;
}

/** This house has no pusher. */
export const UNOPENED = {
  section: section('Test', {}, {}),
  open: () => {
    throw new Error('no courier is opened here');
  },
};

/** Takes any text for a token under the name `open`; knows the name `closed`, for which nothing is set up. */
const TEST_SERVICES: readonly ListedService[] = [
  { marker: 'OPEN', ...UNOPENED, service: { names: ['open'], readAddress: readAnyToken } },
  { marker: 'CLOSED', ...UNOPENED, service: { names: ['closed'], readAddress: readAnyToken } },
];

const OFFERED = new Set(['OPEN', 'APNS_KEY_FILE', 'FCM_SERVICE_ACCOUNT_FILE']);

const opened = new Set<House>();

/** For afterEach or afterAll: a test that failed half-way leaves no house open behind it. */
export async function closeHouses(): Promise<void> {
  await Promise.all([...opened].map((house) => house.close()));
}

export class House {
  private constructor(
    readonly app: INestApplication<Server>,
    readonly clock: Clock,
  ) {}

  static async open(options: HouseOptions): Promise<House> {
    const clock = options.clock ?? new Clock();
    const subscriptions = SubscriptionsModule.forRoot({
      masterKeys: options.masterKeys ?? MasterKeys.parse(MasterKeys.newFile(randomBytes(32))),
      policy: new WatchPolicy(options.monitorOn ?? false, options.wakeNamespaces ?? [0, 11]),
    });
    @Module({
      imports: [
        PlatformModule.forRoot({
          databaseUrl: options.databaseUrl,
          databasePoolSize: 8,
          databaseConnectMs: CONNECT_MS,
          clock,
        }),
        AtRestModule.forRoot(options.dataKeys ?? newDataKeys()),
        subscriptions,
        TokenFeedbackModule,
        ClientApiModule.forRoot({
          subscriptions,
          services:
            options.services ??
            new PushRegistry((setting) => OFFERED.has(setting), [...PUSH_SERVICES, ...TEST_SERVICES]),
          onionKey: options.onionKey ?? randomBytes(32),
        }),
      ],
    })
    class HouseModule {}
    const app = await NestFactory.create<INestApplication<Server>>(HouseModule, { logger: false, bodyParser: false });
    app.enableShutdownHooks([]);
    try {
      await app.listen(0, '127.0.0.1');
    } catch (error) {
      await app.close();
      throw error;
    }
    const house = new House(app, clock);
    opened.add(house);
    return house;
  }

  get database(): Database {
    return this.app.get(Database);
  }

  get watches(): Watches {
    return this.app.get(Watches, { strict: false });
  }

  /** Everything that is to be watched and can be, as a watcher reads it: listed, then looked at. */
  async allWatches(): Promise<Watch[]> {
    const ids: string[] = [];
    for await (const listed of this.watches.all(() => false)) ids.push(...listed.map(({ id }) => String(id)));
    return this.watches.byIds(ids);
  }

  get delegateKeys(): DelegateKeys {
    return this.app.get(DelegateKeys, { strict: false });
  }

  get feedback(): TokenFeedback {
    return this.app.get(TokenFeedback, { strict: false });
  }

  get devices(): Devices {
    return this.app.get(Devices, { strict: false });
  }

  get expiry(): ExpireSubscriptions {
    return this.app.get(ExpireSubscriptions, { strict: false });
  }

  /** Posts raw bytes or JSON to a path. */
  post(path: string, body: unknown): supertest.Test {
    const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return supertest(this.app.getHttpServer()).post(path).type('application/octet-stream').send(raw);
  }

  /** How many rows a table has. */
  async count(table: 'accounts' | 'subscriptions' | 'devices'): Promise<number> {
    const [row] = await this.database.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    return Number(row?.count);
  }

  async close(): Promise<void> {
    if (opened.delete(this)) await this.app.close();
  }
}

export function newDataKeys(): DataKeys {
  return DataKeys.parse(DataKeys.newFile(randomBytes(64)));
}

export function readAnyToken(service: string, serviceInfo: unknown): PushAddress {
  const token = (serviceInfo as { token?: unknown } | null)?.token;
  if (typeof token !== 'string' || token === '') throw new BadServiceInfo('service_info.token must be a text');
  return { service, token };
}

/** A pusher with a real database and queue and a vendor under the test's thumb. */
import { randomBytes, randomUUID } from 'node:crypto';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AtRestModule } from '../../src/platform/at-rest/at-rest.module';
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { Clock } from '../../src/platform/clock.service';
import { Database } from '../../src/platform/database/database.service';
import { PlatformModule } from '../../src/platform/platform.module';
import { Devices } from '../../src/push/devices.service';
import { PushModule } from '../../src/push/push.module';
import type { Courier, Delivery, PushAddress } from '../../src/push/push-service';
import { PusherModule } from '../../src/push/pusher.module';
import { RefusedWakeUps } from '../../src/push/refused-wake-ups.service';
import { BoardRepository } from '../../src/push/storage/board.repository';
import { TokenFeedback } from '../../src/push/token-feedback';
import { VendorPauses } from '../../src/push/vendor-pauses.service';
import { WakeUps } from '../../src/push/wake-ups.service';
import { CONNECT_MS } from '../support/patience';

/** A clock that runs with the machine's and can be put forward. */
export class MovableClock extends Clock {
  private aheadMs = 0;

  override now(): number {
    return Date.now() + this.aheadMs;
  }

  advance(ms: number): void {
    this.aheadMs += ms;
  }
}

/** A vendor that answers as it is told, and remembers when each attempt began. */
export class TestVendor implements Courier {
  readonly attempts: { token: string; at: number; kind: Delivery['kind'] }[] = [];
  answer: (address: PushAddress, signal: AbortSignal) => Delivery | Promise<Delivery> = () => ({ kind: 'accepted' });

  async deliver(address: PushAddress, signal: AbortSignal): Promise<Delivery> {
    const attempt = { token: address.token, at: Date.now(), kind: 'accepted' as Delivery['kind'] };
    this.attempts.push(attempt);
    const delivery = await this.answer(address, signal);
    attempt.kind = delivery.kind;
    return delivery;
  }

  credentials(): [] {
    return [];
  }

  async close(): Promise<void> {}

  attemptsFor(token: string) {
    return this.attempts.filter((attempt) => attempt.token === token);
  }
}

/** What the room of subscriptions does with a dead token, without its subscriptions. */
class ForgetDevice extends TokenFeedback {
  constructor(
    private readonly database: Database,
    private readonly devices: Devices,
  ) {
    super();
  }

  async gone(deviceId: string, since: Date): Promise<boolean> {
    const forgotten = await this.database.transaction((sql) => this.devices.forget(sql, [deviceId], 'gone', since));
    return forgotten.length > 0;
  }
}

@Module({
  imports: [PushModule],
  providers: [
    {
      provide: TokenFeedback,
      useFactory: (database: Database, devices: Devices) => new ForgetDevice(database, devices),
      inject: [Database, Devices],
    },
  ],
  exports: [TokenFeedback],
})
class FeedbackModule {}

const NOTE_CLAIMS = [
  'CREATE TABLE noted_claims (id uuid, at timestamptz)',
  `CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN INSERT INTO noted_claims VALUES (NEW.id, NEW.last_begun_at); RETURN NULL; END $$`,
  `CREATE TRIGGER note_claim AFTER UPDATE OF last_begun_at ON devices
     FOR EACH ROW WHEN (NEW.last_begun_at IS DISTINCT FROM OLD.last_begun_at) EXECUTE FUNCTION note_claim()`,
];

export interface HouseOptions {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly windowMs?: number;
  /** Those of the house before, to open what it stored. */
  readonly keys?: DataKeys;
  /** What it says that it is; nothing by default. */
  readonly role?: string;
}

export class House {
  private constructor(
    private readonly app: INestApplicationContext,
    readonly vendor: TestVendor,
    readonly clock: MovableClock,
    readonly keys: DataKeys,
    readonly databaseUrl: string,
  ) {}

  static async open(options: HouseOptions): Promise<House> {
    const vendor = new TestVendor();
    const clock = new MovableClock();
    const keys = options.keys ?? DataKeys.parse(DataKeys.newFile(randomBytes(64)));
    @Module({
      imports: [
        PlatformModule.forRoot({
          databaseUrl: options.databaseUrl,
          databasePoolSize: 8,
          databaseConnectMs: CONNECT_MS,
          redisUrl: options.redisUrl,
          clock,
          role: options.role,
        }),
        AtRestModule.forRoot(keys),
        PusherModule.forRoot({
          imports: [FeedbackModule],
          couriers: new Map([['test', vendor]]),
          pace: { windowMs: options.windowMs ?? 300, concurrency: 20 },
        }),
      ],
    })
    class HouseModule {}
    const app = await NestFactory.createApplicationContext(HouseModule, { logger: false });
    app.enableShutdownHooks([]);
    return new House(app, vendor, clock, keys, options.databaseUrl);
  }

  get database(): Database {
    return this.app.get(Database);
  }

  find<T>(service: new (...args: never[]) => T): T {
    return this.app.get<T>(service as never, { strict: false });
  }

  get wakeUps(): WakeUps {
    return this.find(WakeUps);
  }

  close(): Promise<void> {
    return this.app.close();
  }

  get pauses(): VendorPauses {
    return this.find(VendorPauses);
  }

  get refused(): RefusedWakeUps {
    return this.find(RefusedWakeUps);
  }

  /** A device with a token of its own; answers its id and token. */
  async device(renewedAt = new Date()): Promise<{ id: string; token: string }> {
    const token = randomUUID();
    return { id: await this.renew(token, renewedAt), token };
  }

  /** What a phone does that subscribes again; answers the id of its device. */
  async renew(token: string, renewedAt = new Date()): Promise<string> {
    const devices = this.find(Devices);
    const named = devices.name({ service: 'test', token });
    const ids = await this.database.transaction((sql) => devices.renew(sql, [named], renewedAt));
    return [...ids.values()][0] as string;
  }

  /** What happens when nobody subscribes with the device any more. */
  async forget(deviceId: string): Promise<void> {
    const devices = this.find(Devices);
    await this.database.transaction((sql) => devices.forget(sql, [deviceId], 'expired'));
  }

  /** What the operator does. */
  async pause(): Promise<boolean> {
    const order = { service: 'test', by: 'operator-one', reason: 'the vendor is ill' };
    return this.database.transaction((sql) => this.pauses.pause(sql, order));
  }

  async resume(): Promise<boolean> {
    const order = { service: 'test', by: 'operator-one', reason: 'the vendor is well' };
    return this.database.transaction((sql) => this.pauses.resume(sql, order));
  }

  /** Jobs in the queue, in whatever state. */
  async jobs(): Promise<number> {
    const { waiting, delayed, active } = await this.wakeUps.queued();
    return waiting + delayed + active;
  }

  /**
   * Tells messages for a device, as the watcher does: books them, then queues the device. Answers when this began: the
   * wake-up for them begins later.
   */
  async tell(deviceId: string, fresh = 1, duplicates = 0): Promise<number> {
    const toldAt = Date.now();
    const due = await this.database.transaction((sql) => this.wakeUps.owe(sql, [{ deviceId, fresh, duplicates }]));
    await this.wakeUps.enqueue(due);
    return toldAt;
  }

  /** The ledger by outcome, what is in flight and what of it is kept; what never happened is left out. */
  async totals(): Promise<Record<string, number>> {
    const [standing] = await this.find(BoardRepository).standings(new Date(this.clock.now()));
    const { counted = {}, pairs = 0, kept = 0 } = standing ?? {};
    const totals = Object.entries({ ...counted, pending: pairs + kept, kept });
    return Object.fromEntries(totals.filter(([, value]) => value > 0));
  }

  /** Notes every claim from now on, so that its exact time can be asked for later. */
  async noteClaims(): Promise<void> {
    for (const statement of NOTE_CLAIMS) await this.database.query(statement);
  }

  /** When the wake-ups of a device were begun, in ms, as the ledger has it. */
  async claimsOf(deviceId: string): Promise<number[]> {
    const rows = await this.database.query<{ at: Date }>('SELECT at FROM noted_claims WHERE id = $1 ORDER BY at', [
      deviceId,
    ]);
    return rows.map((row) => row.at.getTime());
  }

  /** Whether nothing is in flight but what was refused. */
  async isIdle(): Promise<boolean> {
    const { pending, kept } = await this.totals();
    return pending === kept;
  }
}

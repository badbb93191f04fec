/** Owes devices a wake-up each and queues them, with the relay's own code: what the watcher does at the end. */
import { randomBytes } from 'node:crypto';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AtRestModule } from '../../src/platform/at-rest/at-rest.module';
import type { DataKeys } from '../../src/platform/at-rest/data-keys';
import { Database } from '../../src/platform/database/database.service';
import { PlatformModule } from '../../src/platform/platform.module';
import type { QueueStore } from '../../src/platform/queue/queue-store.connection';
import { Devices } from '../../src/push/devices.service';
import { PushModule } from '../../src/push/push.module';
import { WakeUps } from '../../src/push/wake-ups.service';

const AT_ONCE = 500;
const POOL = 4;

export class Producer {
  private constructor(private readonly app: INestApplicationContext) {}

  static async open(store: QueueStore, dataKeys: DataKeys): Promise<Producer> {
    @Module({
      imports: [
        PlatformModule.forRoot({ ...store, databasePoolSize: POOL }),
        AtRestModule.forRoot(dataKeys),
        PushModule,
      ],
    })
    class ProducerModule {}
    return new Producer(await NestFactory.createApplicationContext(ProducerModule, { logger: false }));
  }

  /** Fresh devices of Apple's; answers their ids. */
  async addDevices(count: number): Promise<string[]> {
    const devices = this.app.get(Devices, { strict: false });
    const ids: string[] = [];
    for (let done = 0; done < count; done += AT_ONCE) {
      const named = Array.from({ length: Math.min(AT_ONCE, count - done) }, () =>
        devices.name({ service: 'apns', token: randomBytes(32).toString('hex') }),
      );
      const renewed = await this.app.get(Database).transaction((sql) => devices.renew(sql, named, new Date()));
      ids.push(...renewed.values());
    }
    return ids;
  }

  /** Books one message for each and queues them. */
  async wake(deviceIds: readonly string[]): Promise<void> {
    const wakeUps = this.app.get(WakeUps, { strict: false });
    for (let done = 0; done < deviceIds.length; done += AT_ONCE) {
      const debts = deviceIds.slice(done, done + AT_ONCE).map((deviceId) => ({ deviceId, fresh: 1, duplicates: 0 }));
      const due = await this.app.get(Database).transaction((sql) => wakeUps.owe(sql, debts));
      await wakeUps.enqueue(due);
    }
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

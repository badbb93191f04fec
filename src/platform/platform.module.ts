/** The machinery every role needs, as one global module: clock, log, database, queues. */
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock } from './clock.service';
import { DatabaseModule } from './database/database.module';
import type { QueueStore } from './queue/queue-store.connection';
import { Queues } from './queue/queues.service';
import { Health } from './telemetry/health.service';
import { Log } from './telemetry/log.service';
import { Metrics } from './telemetry/metrics.service';
import { PROCESS_ROLE, ProcessReports } from './telemetry/process-reports.repository';

export interface PlatformOptions {
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  /** ms that a connection to the database, or its turn in the pool, may take: tests have more patience than phones. */
  readonly databaseConnectMs?: number;
  readonly redisUrl?: string;
  /** Another clock than the machine's: for tests that move time. */
  readonly clock?: Clock;
  /** What the process says that it is, to whoever looks at all of them; without it, it says nothing. */
  readonly role?: string;
}

@Global()
@Module({})
export class PlatformModule {
  static forRoot(options: PlatformOptions): DynamicModule {
    const { databaseUrl, databasePoolSize, databaseConnectMs, redisUrl } = options;
    const store: QueueStore = { redisUrl, databaseUrl };
    return {
      module: PlatformModule,
      imports: [DatabaseModule.forRoot({ url: databaseUrl, poolSize: databasePoolSize, connectMs: databaseConnectMs })],
      providers: [
        { provide: Clock, useValue: options.clock ?? new Clock() },
        Log,
        Health,
        Metrics,
        Queues,
        ProcessReports,
        { provide: 'QUEUE_STORE', useValue: store },
        { provide: PROCESS_ROLE, useValue: options.role },
      ],
      exports: [Clock, Log, Health, Metrics, Queues, ProcessReports],
    };
  }
}

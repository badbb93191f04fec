/** The one DataSource of a process: entities are registered by their rooms, the schema is changed by migrations only. */
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from './database.service';
import { Notifications } from './notifications.service';

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  /** How long a connection, or its turn in the pool, may take; default 3 s. */
  readonly connectMs?: number;
}

/** A statement that takes longer than this is given up: a stuck database must look away, not hang its callers. */
const STATEMENT_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 3_000;

@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          type: 'postgres',
          url: options.url,
          autoLoadEntities: true,
          synchronize: false,
          poolSize: options.poolSize,
          connectTimeoutMS: options.connectMs ?? CONNECT_TIMEOUT_MS,
          extra: {
            statement_timeout: STATEMENT_TIMEOUT_MS,
            idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
            keepAlive: true,
          },
          retryAttempts: 10,
          retryDelay: 1_000,
          logging: false,
        }),
      ],
      providers: [Database, Notifications, { provide: 'DATABASE_URL', useValue: options.url }],
      exports: [Database, Notifications],
    };
  }
}

/** Applies the migrations under an advisory lock; the only code that changes the schema. */
import { DataSource, type MigrationInterface } from 'typeorm';
import { LOCKS } from './advisory-locks';

export interface Migrated {
  readonly applied: readonly string[];
}

/** Applies what is missing, in order, each in its own transaction. Throws when the database refuses a step. */
export async function migrate(url: string, migrations: (new () => MigrationInterface)[]): Promise<Migrated> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    migrations,
    migrationsTableName: 'schema_migrations',
    connectTimeoutMS: 5_000,
  });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [LOCKS.migration]);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return { applied: applied.map((one) => one.name) };
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [LOCKS.migration]).catch(() => undefined);
    await lock.release();
    await dataSource.destroy();
  }
}

/** Brings a database up to date: our tables, then those of the queues. Safe to run at any time, by several at once. */
import { type Migrated, migrate } from '../src/platform/database/migrate.service';
import { migrateQueues } from '../src/platform/queue/queue-store.connection';
import { migrations } from './all';

/** `url` must be the owner of the schema. Answers what was applied now. */
export async function applyMigrations(url: string): Promise<Migrated> {
  const migrated = await migrate(url, migrations);
  await migrateQueues(url);
  return migrated;
}

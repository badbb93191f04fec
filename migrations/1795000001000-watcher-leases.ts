/** Leases of watchers: any number of them share the swarms. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE watcher_leases (
     id uuid PRIMARY KEY,
     since timestamptz NOT NULL DEFAULT clock_timestamp(),
     expires_at timestamptz NOT NULL,
     taken text NOT NULL,
     is_leaving boolean NOT NULL,
     swarms text[] NOT NULL
   )`,
];

export class WatcherLeases1795000001000 implements MigrationInterface {
  name = 'WatcherLeases1795000001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

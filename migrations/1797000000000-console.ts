/** Staff of the console and their sessions. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE staff (
     id uuid PRIMARY KEY,
     name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
     roles text[] NOT NULL,
     created_at timestamptz NOT NULL,
     disabled_at timestamptz
   )`,
  `CREATE TABLE staff_session (
     id uuid PRIMARY KEY,
     staff_id uuid NOT NULL REFERENCES staff (id),
     token_hash bytea NOT NULL UNIQUE,
     agent_hash bytea NOT NULL,
     created_at timestamptz NOT NULL,
     seen_at timestamptz NOT NULL,
     stepped_up_at timestamptz
   )`,
  'CREATE INDEX staff_session_of ON staff_session (staff_id)',
];

export class Console1797000000000 implements MigrationInterface {
  name = 'Console1797000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

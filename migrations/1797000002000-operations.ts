/** What the operator does and sees: paused services, wake-ups that were refused, figures over time, living processes. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // push: a wake-up that the vendor refused is kept until it is tried again or dropped.
  `ALTER TABLE devices
     ADD COLUMN refused_at timestamptz,
     ADD COLUMN refused_reason text,
     ADD CHECK ((refused_at IS NULL) = (refused_reason IS NULL))`,
  'CREATE INDEX devices_refused ON devices (service, refused_reason, refused_at, id) WHERE refused_at IS NOT NULL',
  // What is owed is walked for each service by itself, oldest first: those of a paused one are not even looked at.
  'CREATE INDEX devices_owed_since ON devices (service, owed_since, id) WHERE owed_since IS NOT NULL',
  'DROP INDEX devices_owed',

  // Services that staff paused; one that was resumed keeps its row, for the time of the pause does not count as age.
  `CREATE TABLE push_pauses (
     service text PRIMARY KEY,
     is_paused boolean NOT NULL,
     changed_at timestamptz NOT NULL,
     changed_by text NOT NULL CHECK (changed_by <> ''),
     reason text NOT NULL CHECK (reason <> '')
   )`,

  // What happened in a minute (kept for two days) or an hour (for thirteen months), of all devices of a service together.
  `CREATE TABLE wake_up_figures (
     grain text NOT NULL CHECK (grain IN ('minute', 'hour')),
     at timestamptz NOT NULL,
     service text NOT NULL,
     kind text NOT NULL,
     value bigint NOT NULL,
     PRIMARY KEY (grain, at, service, kind)
   )`,
  // How much of each counter has been carried into the figures. What was counted before has no time.
  `CREATE TABLE wake_up_figures_carried (
     service text NOT NULL,
     outcome text NOT NULL,
     value bigint NOT NULL,
     PRIMARY KEY (service, outcome)
   )`,
  `INSERT INTO wake_up_figures_carried
     SELECT service, outcome, sum(value) FROM wake_up_counters GROUP BY service, outcome`,

  // What each process says of itself, for a few minutes after it last did.
  `CREATE TABLE process_reports (
     id uuid PRIMARY KEY,
     role text NOT NULL,
     started_at timestamptz NOT NULL,
     reported_at timestamptz NOT NULL,
     report jsonb NOT NULL
   )`,
];

export class Operations1797000002000 implements MigrationInterface {
  name = 'Operations1797000002000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

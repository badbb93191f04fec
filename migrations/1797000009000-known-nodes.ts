/** The list of storage nodes outlives the process: a relay that starts while the seeds are away begins with it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // A row for each choice of seeds, of which seeds is a hash: another one may lead into another network.
  `CREATE TABLE known_nodes (
     seeds bytea PRIMARY KEY,
     nodes_sealed bytea NOT NULL,
     believed_at timestamptz NOT NULL
   )`,
];

export class KnownNodes1797000009000 implements MigrationInterface {
  name = 'KnownNodes1797000009000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

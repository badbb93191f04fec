/** The key that compares a year's identifiers can be destroyed, and then stays so. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // What is left of a destroyed key is its year, so that nobody makes another one in its place.
  `ALTER TABLE hash_key
     ALTER COLUMN key_sealed DROP NOT NULL,
     ADD COLUMN destroyed_at timestamptz,
     ADD CHECK ((key_sealed IS NULL) = (destroyed_at IS NOT NULL))`,
  `CREATE TRIGGER hash_key_stays_destroyed BEFORE UPDATE OR DELETE ON hash_key
     FOR EACH ROW WHEN (OLD.destroyed_at IS NOT NULL) EXECUTE FUNCTION refuse_change()`,
];

export class Reports1797000004000 implements MigrationInterface {
  name = 'Reports1797000004000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

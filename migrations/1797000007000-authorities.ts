/** The directory of authorities, and which of them a case in the list is about. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE authority (
     id uuid PRIMARY KEY,
     name text NOT NULL CHECK (name <> ''),
     level text NOT NULL,
     type text NOT NULL,
     country text CHECK (country ~ '^[A-Z]{2}$'),
     naming text NOT NULL CHECK (naming IN ('name_ok', 'type_only')),
     contacts_sealed bytea,
     version integer NOT NULL CHECK (version > 0)
   )`,
  "CREATE UNIQUE INDEX authority_name ON authority (lower(name), coalesce(country, ''))",
  // Folded from the events, like the rest of the row; cases that were logged before name none.
  'ALTER TABLE case_board ADD COLUMN authority_id uuid',
  'CREATE INDEX case_board_authority ON case_board (authority_id, logged_seq) WHERE authority_id IS NOT NULL',
];

export class Authorities1797000007000 implements MigrationInterface {
  name = 'Authorities1797000007000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

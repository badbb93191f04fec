/** Indexes for filters that let few cases through: without them such a page reads the whole list to find nothing. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  'CREATE INDEX case_board_country ON case_board (country, logged_seq)',
  'CREATE INDEX case_board_logged_by ON case_board (logged_by, logged_seq)',
];

export class CaseFilters1797000006000 implements MigrationInterface {
  name = 'CaseFilters1797000006000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

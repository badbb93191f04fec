/** The acts of staff: a chain like that of the request log, only ever added to. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // entry is what is hashed, together with prev_hash, in its canonical form.
  `CREATE TABLE staff_act (
     seq bigint PRIMARY KEY CHECK (seq > 0),
     entry jsonb NOT NULL,
     prev_hash bytea UNIQUE CHECK (octet_length(prev_hash) = 32),
     hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
     CHECK ((seq = 1) = (prev_hash IS NULL)),
     CHECK ((entry ->> 'seq')::bigint = seq)
   )`,
  // What an auditor searches by; moments are of one form and length, so their order is that of their letters.
  "CREATE INDEX staff_act_by ON staff_act ((entry ->> 'by'), seq)",
  "CREATE INDEX staff_act_kind ON staff_act ((entry ->> 'kind'), seq)",
  "CREATE INDEX staff_act_subject ON staff_act ((entry ->> 'subject'), seq)",
  `CREATE INDEX staff_act_at ON staff_act ((entry ->> 'at') COLLATE "C")`,

  `CREATE TRIGGER staff_act_is_append_only BEFORE UPDATE OR DELETE ON staff_act
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER staff_act_is_never_emptied BEFORE TRUNCATE ON staff_act
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];

export class Audit1797000005000 implements MigrationInterface {
  name = 'Audit1797000005000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

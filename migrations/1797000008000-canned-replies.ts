/** Templates of replies in versions: written by one person, approved by another, and never changed afterwards. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE canned_reply (
     reply_id uuid NOT NULL,
     version integer NOT NULL CHECK (version > 0),
     title text NOT NULL CHECK (title <> ''),
     text_en text NOT NULL CHECK (text_en <> ''),
     text_de text,
     text_fr text,
     text_it text,
     written_by text NOT NULL,
     written_at timestamptz NOT NULL,
     decided_by text,
     decided_at timestamptz,
     decision text CHECK (decision IN ('approved', 'refused')),
     note text,
     PRIMARY KEY (reply_id, version),
     CHECK (lower(written_by) <> lower(decided_by)),
     CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL))
   )`,
  `CREATE FUNCTION refuse_another_reply() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.decision IS NOT NULL OR (OLD.reply_id, OLD.version, OLD.title, OLD.text_en, OLD.text_de, OLD.text_fr,
       OLD.text_it, OLD.written_by, OLD.written_at) IS DISTINCT FROM (NEW.reply_id, NEW.version, NEW.title, NEW.text_en,
       NEW.text_de, NEW.text_fr, NEW.text_it, NEW.written_by, NEW.written_at) THEN
       RAISE EXCEPTION 'a version is decided on once, and what it says does not change'
         USING ERRCODE = 'insufficient_privilege';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER canned_reply_is_decided_once BEFORE UPDATE ON canned_reply
     FOR EACH ROW EXECUTE FUNCTION refuse_another_reply()`,
  `CREATE TRIGGER canned_reply_is_kept BEFORE DELETE ON canned_reply FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER canned_reply_is_never_emptied BEFORE TRUNCATE ON canned_reply
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];

export class CannedReplies1797000008000 implements MigrationInterface {
  name = 'CannedReplies1797000008000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

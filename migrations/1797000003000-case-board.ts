/** The list of cases as staff read it, folded from the events; the papers of cases; filters that people keep. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // One row for each case, made of nothing but its events: it may be thrown away and made anew at any time.
  `CREATE TABLE case_board (
     case_id uuid PRIMARY KEY,
     logged_seq bigint NOT NULL UNIQUE,
     year integer NOT NULL,
     number integer NOT NULL CHECK (number > 0),
     version integer NOT NULL CHECK (version > 0),
     public_id text NOT NULL,
     step text NOT NULL,
     waiting_for text NOT NULL,
     is_open boolean NOT NULL,
     outcome text NOT NULL,
     kind text NOT NULL,
     requester text NOT NULL,
     channel text,
     process text NOT NULL,
     country text,
     received_date date NOT NULL,
     quarter text NOT NULL,
     deadline_at timestamptz,
     emergency boolean NOT NULL,
     real_time boolean NOT NULL,
     bulk boolean NOT NULL,
     is_verified boolean NOT NULL,
     hold_scopes text[] NOT NULL,
     hold_until date,
     merged_into uuid,
     logged_by text NOT NULL,
     logged_at timestamptz NOT NULL,
     last_event text NOT NULL,
     last_actor text NOT NULL,
     last_event_at timestamptz NOT NULL,
     reference_hash bytea,
     target_hashes bytea[] NOT NULL,
     document_hashes bytea[] NOT NULL,
     UNIQUE (year, number)
   )`,
  'CREATE INDEX case_board_received ON case_board (received_date, logged_seq)',
  'CREATE INDEX case_board_last ON case_board (last_event_at, logged_seq)',
  'CREATE INDEX case_board_quarter ON case_board (quarter, logged_seq)',
  `CREATE INDEX case_board_waiting ON case_board (waiting_for, logged_seq) WHERE waiting_for <> 'nobody'`,
  "CREATE INDEX case_board_deadline ON case_board (coalesce(deadline_at, 'infinity'), logged_seq)",
  "CREATE INDEX case_board_due ON case_board (deadline_at) WHERE waiting_for <> 'nobody'",
  `CREATE INDEX case_board_hold ON case_board (coalesce(hold_until, 'infinity'), logged_seq) WHERE hold_scopes <> '{}'`,
  'CREATE INDEX case_board_merged ON case_board (merged_into) WHERE merged_into IS NOT NULL',
  'CREATE INDEX case_board_public_id ON case_board (public_id)',
  'CREATE INDEX case_board_reference ON case_board (reference_hash)',
  'CREATE INDEX case_board_targets ON case_board USING gin (target_hashes)',
  'CREATE INDEX case_board_documents ON case_board USING gin (document_hashes)',

  // Up to which event the board is folded. What is behind, whoever wrote it, is caught up with before anybody adds more.
  `CREATE TABLE case_board_head (
     one boolean PRIMARY KEY DEFAULT true CHECK (one),
     folded_to bigint NOT NULL
   )`,
  'INSERT INTO case_board_head (folded_to) VALUES (0)',

  // Papers, sealed under the key of their case: erasing the case destroys them.
  `CREATE TABLE case_document_body (
     case_id uuid NOT NULL,
     sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
     media_type text NOT NULL,
     size integer NOT NULL CHECK (size >= 0),
     name_sealed bytea NOT NULL,
     body_sealed bytea NOT NULL,
     added_by text NOT NULL,
     added_at timestamptz NOT NULL,
     PRIMARY KEY (case_id, sha256)
   )`,
  // What is sealed does not get smaller: no time is spent on trying.
  'ALTER TABLE case_document_body ALTER COLUMN body_sealed SET STORAGE EXTERNAL',

  // A second person reads what they approve, not only its hash.
  `ALTER TABLE approval ADD COLUMN subject_json text
     CHECK (subject_json IS NULL OR sha256(convert_to(subject_json, 'UTF8')) = subject_hash)`,
  'CREATE INDEX approval_waiting ON approval (requested_at) WHERE decision IS NULL',
  'CREATE INDEX approval_subject_id ON approval (subject_id)',
  `CREATE OR REPLACE FUNCTION refuse_second_decision() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.decision IS NOT NULL OR (OLD.id, OLD.subject, OLD.subject_id, OLD.subject_hash, OLD.subject_json,
       OLD.requested_by, OLD.requested_at) IS DISTINCT FROM (NEW.id, NEW.subject, NEW.subject_id, NEW.subject_hash,
       NEW.subject_json, NEW.requested_by, NEW.requested_at) THEN
       RAISE EXCEPTION 'an approval is decided once, and what it is about does not change'
         USING ERRCODE = 'insufficient_privilege';
     END IF;
     RETURN NEW;
   END $$`,

  `CREATE TABLE case_filter (
     id uuid PRIMARY KEY,
     owner text NOT NULL CHECK (owner <> ''),
     name text NOT NULL CHECK (name <> ''),
     query text NOT NULL,
     UNIQUE (owner, name)
   )`,

  // Files of a form that was sent back with a fault or a question: no browser fills them in again. Gone after a day.
  `CREATE TABLE kept_upload (
     id uuid PRIMARY KEY,
     owner text NOT NULL CHECK (owner <> ''),
     kept_at timestamptz NOT NULL,
     name_sealed bytea NOT NULL,
     body_sealed bytea NOT NULL
   )`,
  'ALTER TABLE kept_upload ALTER COLUMN body_sealed SET STORAGE EXTERNAL',
  'CREATE INDEX kept_upload_owner ON kept_upload (owner, kept_at)',
  'CREATE INDEX kept_upload_age ON kept_upload (kept_at)',
];

export class CaseBoard1797000003000 implements MigrationInterface {
  name = 'CaseBoard1797000003000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

/** The request log: events that are only ever added, approvals by two people, and reports that never change. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const refuseChanges = (table: string) => [
  `CREATE TRIGGER ${table}_is_append_only BEFORE UPDATE OR DELETE ON ${table}
     FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER ${table}_is_never_emptied BEFORE TRUNCATE ON ${table}
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
];

/** R6, of the figures in a report: what was received is the sum of the seven outcomes; legacy ones know no outcomes. */
const ADDS_UP = `(json::jsonb ->> 'legacy')::boolean OR (
  SELECT_VALUE(received) = SELECT_VALUE(pending) + SELECT_VALUE(rejected) + SELECT_VALUE(no_data)
    + SELECT_VALUE(answered_public_info) + SELECT_VALUE(withdrawn)
    + SELECT_VALUE(disclosed_partial) + SELECT_VALUE(disclosed_full)) IS TRUE`.replaceAll(
  /SELECT_VALUE\((\w+)\)/g,
  "(json::jsonb #>> '{figures,$1,value}')::integer",
);

const UP = [
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% only ever grows: its rows are not changed or removed', TG_TABLE_NAME
       USING ERRCODE = 'insufficient_privilege';
   END $$`,

  // The chain. entry is what is hashed, together with prev_hash, in its canonical form; the other columns repeat it.
  `CREATE TABLE case_event (
     seq bigint PRIMARY KEY CHECK (seq > 0),
     case_id uuid,
     entry jsonb NOT NULL,
     prev_hash bytea UNIQUE CHECK (octet_length(prev_hash) = 32),
     hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
     CHECK ((seq = 1) = (prev_hash IS NULL)),
     CHECK ((entry ->> 'seq')::bigint = seq),
     CHECK (entry ->> 'caseId' IS NOT DISTINCT FROM case_id::text)
   )`,
  'CREATE INDEX case_event_case ON case_event (case_id, seq)',
  ...refuseChanges('case_event'),

  // What opens the sealed parts of one case's events; erasure removes the row.
  `CREATE TABLE case_key (
     case_id uuid PRIMARY KEY,
     key_sealed bytea NOT NULL
   )`,
  // What the identifiers of one reporting year are hashed with.
  `CREATE TABLE hash_key (
     year integer PRIMARY KEY,
     key_sealed bytea NOT NULL
   )`,

  // subject_hash is of exactly what is approved.
  `CREATE TABLE approval (
     id uuid PRIMARY KEY,
     subject text NOT NULL CHECK (subject IN ('disclosure', 'rejection', 'lookup', 'publish_report', 'correction',
       'hold_lift', 'redaction', 'erase', 'canary')),
     subject_id text NOT NULL,
     subject_hash bytea NOT NULL CHECK (octet_length(subject_hash) = 32),
     requested_by text NOT NULL CHECK (requested_by <> ''),
     requested_at timestamptz NOT NULL,
     approved_by text,
     decided_at timestamptz,
     decision text CHECK (decision IN ('approved', 'refused')),
     dissent_note text,
     CHECK (lower(requested_by) <> lower(approved_by)),
     CHECK ((decision IS NULL) = (approved_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL))
   )`,
  'CREATE INDEX approval_subject ON approval (subject, subject_id)',
  `CREATE FUNCTION refuse_second_decision() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.decision IS NOT NULL OR (OLD.id, OLD.subject, OLD.subject_id, OLD.subject_hash, OLD.requested_by,
       OLD.requested_at) IS DISTINCT FROM (NEW.id, NEW.subject, NEW.subject_id, NEW.subject_hash, NEW.requested_by,
       NEW.requested_at) THEN
       RAISE EXCEPTION 'an approval is decided once, and what it is about does not change'
         USING ERRCODE = 'insufficient_privilege';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER approval_is_decided_once BEFORE UPDATE ON approval
     FOR EACH ROW EXECUTE FUNCTION refuse_second_decision()`,
  `CREATE TRIGGER approval_is_kept BEFORE DELETE ON approval FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  `CREATE TRIGGER approval_is_never_emptied BEFORE TRUNCATE ON approval
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,

  // What a second person is shown: the report without the moment and the link of its publication.
  `CREATE TABLE report_draft (
     id uuid PRIMARY KEY,
     quarter text NOT NULL,
     version integer NOT NULL CHECK (version > 0),
     json text NOT NULL,
     ledger_ndjson text NOT NULL,
     drafted_by text NOT NULL,
     drafted_at timestamptz NOT NULL
   )`,
  ...refuseChanges('report_draft'),

  `CREATE TABLE report_version (
     position bigint PRIMARY KEY CHECK (position > 0),
     quarter text NOT NULL CHECK (quarter ~ '^[0-9]{4}-Q[1-4]$'),
     version integer NOT NULL CHECK (version > 0),
     json text NOT NULL,
     sha256 bytea NOT NULL UNIQUE CHECK (sha256 = sha256(convert_to(json, 'UTF8'))),
     ledger_ndjson text NOT NULL,
     signature text NOT NULL,
     draft_id uuid NOT NULL UNIQUE REFERENCES report_draft,
     approval_id uuid NOT NULL UNIQUE REFERENCES approval,
     UNIQUE (quarter, version),
     CHECK (${ADDS_UP})
   )`,
  ...refuseChanges('report_version'),
];

export class RequestLog1796000000000 implements MigrationInterface {
  name = 'RequestLog1796000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

/** Staff: who may enter the console, what they prove it with, and where they are signed in. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // A person is never removed and a name never given again: it stands beside what they did.
  `ALTER TABLE staff
     ADD COLUMN created_by text NOT NULL DEFAULT 'operator' CHECK (created_by <> ''),
     ADD COLUMN enrolled_at timestamptz,
     ADD COLUMN password_sealed bytea,
     ADD COLUMN totp_sealed bytea,
     ADD COLUMN totp_new_sealed bytea,
     ADD COLUMN totp_last_step bigint,
     ADD CHECK ((password_sealed IS NULL) = (totp_sealed IS NULL))`,
  `ALTER TABLE staff_session ADD COLUMN browser text NOT NULL DEFAULT ''`,

  // Public keys: nobody can sign in with what stands here.
  `CREATE TABLE staff_passkey (
     credential_id bytea PRIMARY KEY,
     staff_id uuid NOT NULL REFERENCES staff,
     public_key bytea NOT NULL,
     counter bigint NOT NULL CHECK (counter >= 0),
     transports text[] NOT NULL,
     label text NOT NULL,
     created_at timestamptz NOT NULL,
     used_at timestamptz
   )`,
  'CREATE INDEX staff_passkey_of ON staff_passkey (staff_id)',
  `CREATE TABLE staff_recovery_code (
     code_hash bytea PRIMARY KEY CHECK (octet_length(code_hash) = 32),
     staff_id uuid NOT NULL REFERENCES staff
   )`,
  'CREATE INDEX staff_recovery_code_of ON staff_recovery_code (staff_id)',

  `CREATE TABLE staff_invitation (
     id uuid PRIMARY KEY,
     token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
     staff_id uuid NOT NULL REFERENCES staff,
     created_at timestamptz NOT NULL,
     created_by text NOT NULL CHECK (created_by <> ''),
     expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
     used_at timestamptz,
     revoked_at timestamptz,
     CHECK (used_at IS NULL OR revoked_at IS NULL)
   )`,
  // One open invitation for each person: a new one takes the place of the last.
  `CREATE UNIQUE INDEX staff_invitation_open ON staff_invitation (staff_id)
     WHERE used_at IS NULL AND revoked_at IS NULL`,

  // What an authenticator has signed: each counts once.
  `CREATE TABLE staff_challenge (
     challenge_hash bytea PRIMARY KEY CHECK (octet_length(challenge_hash) = 32),
     expires_at timestamptz NOT NULL
   )`,
  'CREATE INDEX staff_challenge_expiry ON staff_challenge (expires_at)',
  // Failures, by a keyed hash of a name or an address.
  `CREATE TABLE staff_tries (
     key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
     failures integer NOT NULL CHECK (failures > 0),
     failed_at timestamptz NOT NULL
   )`,
  'CREATE INDEX staff_tries_age ON staff_tries (failed_at)',
];

export class Staff1797000001000 implements MigrationInterface {
  name = 'Staff1797000001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

/** The first schema: devices, accounts, subscriptions, and what the watcher and the pusher must never forget. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  // One row: which lookup key the hashes below were made with. Its rotation rewrites every hash under a lock.
  `CREATE TABLE lookup_key (
     one boolean PRIMARY KEY DEFAULT true CHECK (one),
     key_id integer NOT NULL,
     check_value bytea NOT NULL
   )`,
  // The data keys under which values below may be sealed, each with something sealed that only the right key opens.
  `CREATE TABLE data_key_checks (
     key_id integer PRIMARY KEY,
     check_value bytea NOT NULL
   )`,

  // push: where a phone is reached, and whether it is owed a wake-up: one that waits, one under way, never how many.
  // owed_since stands in the index; a claim leaves it alone and so touches no index.
  `CREATE TABLE devices (
     id uuid PRIMARY KEY,
     service text NOT NULL,
     token_lookup bytea NOT NULL UNIQUE,
     token_sealed bytea NOT NULL,
     renewed_at timestamptz NOT NULL,
     waits boolean NOT NULL DEFAULT false,
     under_way boolean NOT NULL DEFAULT false,
     owed_since timestamptz,
     last_begun_at timestamptz,
     attempts integer NOT NULL DEFAULT 0,
     not_before timestamptz,
     CHECK ((waits OR under_way) = (owed_since IS NOT NULL))
   )`,
  'CREATE INDEX devices_owed ON devices (id) WHERE owed_since IS NOT NULL',

  // Counters that name nobody. Several shards per name, so that writers do not queue behind one row.
  `CREATE TABLE wake_up_counters (
     service text NOT NULL,
     outcome text NOT NULL
       CHECK (outcome IN ('seen', 'duplicate', 'accepted', 'merged', 'gone', 'refused', 'expired')),
     shard smallint NOT NULL,
     value bigint NOT NULL DEFAULT 0 CHECK (value >= 0),
     PRIMARY KEY (service, outcome, shard)
   )`,

  // subscriptions: who wants to be woken for which account.
  `CREATE TABLE accounts (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     lookup bytea NOT NULL UNIQUE,
     account_sealed bytea NOT NULL,
     delegation_sealed bytea,
     delegation_signed_at timestamptz,
     delegation_revoked_at timestamptz,
     CHECK ((delegation_sealed IS NULL) = (delegation_signed_at IS NULL))
   )`,
  `CREATE TABLE subscriptions (
     account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
     device_id uuid NOT NULL REFERENCES devices ON DELETE CASCADE,
     namespaces smallint[] NOT NULL CHECK (cardinality(namespaces) > 0),
     namespaces_since timestamptz[] NOT NULL CHECK (cardinality(namespaces_since) = cardinality(namespaces)),
     signed_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     monitor_sealed bytea NOT NULL,
     PRIMARY KEY (account_id, device_id)
   )`,
  'CREATE INDEX subscriptions_device ON subscriptions (device_id)',
  'CREATE INDEX subscriptions_expiry ON subscriptions (expires_at)',

  // swarm-watcher: how far each account has been read, and which messages have been told already.
  `CREATE TABLE watch_cursors (
     account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
     cursors_sealed bytea NOT NULL
   )`,
  // Keyed hashes and a day: nothing that joins a mark to an account or a device, or tells when its message came.
  `CREATE TABLE recent_messages (
     mark bytea PRIMARY KEY,
     expires_on date NOT NULL
   )`,
  'CREATE INDEX recent_messages_expiry ON recent_messages (expires_on)',
];

export class WakeUps1795000000000 implements MigrationInterface {
  name = 'WakeUps1795000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  /** Migrations go forward only: a step back is a new migration. */
  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a back-up or write the next migration');
  }
}

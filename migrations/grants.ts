/** What the service's own role may do in a database that belongs to another role. */
import { Client } from 'pg';
import { QUEUE_SCHEMA } from '../src/platform/queue/queue-store.connection';

/** Tables whose rows the service reads and writes; it never changes the schema. */
const TABLES = [
  'lookup_key',
  'data_key_checks',
  'devices',
  'wake_up_counters',
  'push_pauses',
  'wake_up_figures',
  'wake_up_figures_carried',
  'process_reports',
  'accounts',
  'subscriptions',
  'watch_cursors',
  'recent_messages',
  'watcher_leases',
  'known_nodes',
  'case_key',
  'hash_key',
  'staff_session',
  'staff_passkey',
  'staff_recovery_code',
  'staff_challenge',
  'staff_tries',
  'case_board',
  'case_board_head',
  'case_document_body',
  'case_filter',
  'kept_upload',
];

/** Tables of which the service never removes a row. */
const KEPT = ['staff', 'staff_invitation', 'authority'];

/** Tables to which the service adds and of which it never changes or removes a row. */
const APPEND_ONLY = ['case_event', 'staff_act', 'report_draft', 'report_version'];

/** The queues make a sequence for each queue, so their schema is the service's to create in. */
const grantsFor = (role: string) => [
  `GRANT USAGE ON SCHEMA public TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE, DELETE ON ${TABLES.join(', ')} TO ${role}`,
  `GRANT SELECT, INSERT, UPDATE ON ${KEPT.join(', ')} TO ${role}`,
  `GRANT SELECT, INSERT ON ${APPEND_ONLY.join(', ')}, approval, canned_reply TO ${role}`,
  `GRANT UPDATE (approved_by, decided_at, decision, dissent_note) ON approval TO ${role}`,
  `GRANT UPDATE (decided_by, decided_at, decision, note) ON canned_reply TO ${role}`,
  `GRANT USAGE, CREATE ON SCHEMA ${QUEUE_SCHEMA} TO ${role}`,
  `GRANT ALL ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${role}`,
  `GRANT ALL ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${role}`,
];

/** `ownerUrl` owns the schema; `serviceUrl` is what the service connects with. The same role needs no grants. */
export async function grantToService(ownerUrl: string, serviceUrl: string): Promise<void> {
  const role = decodeURIComponent(new URL(serviceUrl).username);
  if (role === '' || role === decodeURIComponent(new URL(ownerUrl).username)) return;
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const grant of grantsFor(client.escapeIdentifier(role))) await client.query(grant);
  } finally {
    await client.end();
  }
}

/** Every column whose content depends on a key, of all rooms: what a rotation has to go through. */
import { ACCOUNT, DELEGATION, MONITOR } from './places';

export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Columns of the primary key, with their types and a value below all others. */
  readonly key: readonly string[];
  readonly types: readonly string[];
  readonly first: readonly string[];
  /** What the values are sealed for. */
  readonly place: string;
}

export interface LookupColumn {
  readonly table: string;
  readonly type: string;
  readonly first: string;
  readonly lookup: string;
  /** The column that holds, sealed, what the lookup is made of. */
  readonly sealed: string;
  /** The other thing it is made of: an expression. */
  readonly service: string;
  readonly place: string;
  /** What is hashed, in order. */
  parts(opened: Buffer, service: string): readonly Buffer[];
}

const NO_UUID = '00000000-0000-0000-0000-000000000000';
const TOKEN = 'devices.token';
const CURSORS = 'watch_cursors.cursors';

const byAccount = { key: ['id'], types: ['bigint'], first: ['0'] };
const byUuid = { key: ['id'], types: ['uuid'], first: [NO_UUID] };

export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'accounts', column: 'account_sealed', place: ACCOUNT, ...byAccount },
  { table: 'accounts', column: 'delegation_sealed', place: DELEGATION, ...byAccount },
  {
    table: 'subscriptions',
    column: 'monitor_sealed',
    place: MONITOR,
    key: ['account_id', 'device_id'],
    types: ['bigint', 'uuid'],
    first: ['0', NO_UUID],
  },
  { table: 'devices', column: 'token_sealed', place: TOKEN, key: ['id'], types: ['uuid'], first: [NO_UUID] },
  {
    table: 'watch_cursors',
    column: 'cursors_sealed',
    place: CURSORS,
    key: ['account_id'],
    types: ['bigint'],
    first: ['0'],
  },
  {
    table: 'known_nodes',
    column: 'nodes_sealed',
    place: 'known_nodes.nodes',
    key: ['seeds'],
    types: ['bytea'],
    first: ['\\x'],
  },
  { table: 'kept_upload', column: 'name_sealed', place: 'kept_upload.name', ...byUuid },
  { table: 'kept_upload', column: 'body_sealed', place: 'kept_upload.body', ...byUuid },
  {
    table: 'case_key',
    column: 'key_sealed',
    place: 'case_key.key',
    key: ['case_id'],
    types: ['uuid'],
    first: [NO_UUID],
  },
  { table: 'hash_key', column: 'key_sealed', place: 'hash_key.key', key: ['year'], types: ['integer'], first: ['0'] },
  { table: 'authority', column: 'contacts_sealed', place: 'authority.contacts', ...byUuid },
  { table: 'staff', column: 'password_sealed', place: 'staff.password', ...byUuid },
  { table: 'staff', column: 'totp_sealed', place: 'staff.totp', ...byUuid },
  { table: 'staff', column: 'totp_new_sealed', place: 'staff.totp', ...byUuid },
];

/**
 * Not here: staff_tries.key_hash, which holds nothing that is sealed elsewhere; after a rotation failures to sign in are
 * counted anew, and the old rows go within a day.
 */
export const LOOKUP_COLUMNS: readonly LookupColumn[] = [
  {
    table: 'accounts',
    type: 'bigint',
    first: '0',
    lookup: 'lookup',
    sealed: 'account_sealed',
    service: "''",
    place: ACCOUNT,
    parts: (account) => [account],
  },
  {
    table: 'devices',
    type: 'uuid',
    first: NO_UUID,
    lookup: 'token_lookup',
    sealed: 'token_sealed',
    service: 'service',
    place: TOKEN,
    parts: (token, service) => [Buffer.from(service), token],
  },
];

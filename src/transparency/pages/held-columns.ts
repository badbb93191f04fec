/** Every column of our tables explained: what it is, why, how long, whether it is about a person, who could demand it. */

export type Category =
  | 'push_registration'
  | 'push_token'
  | 'account'
  | 'delegation'
  | 'last_renewal_time'
  | 'namespace_list'
  | 'delivery_state'
  | 'reading_position'
  | 'statistics'
  | 'operation';

export type Disclosure = 'order' | 'nothing';

export interface HeldColumn {
  readonly category: Category;
  readonly purpose: string;
  readonly lifetime: string;
  readonly personal: boolean;
  readonly disclosable: Disclosure;
}

const WHILE_SUBSCRIBED = 'until unsubscribed, or 14 days after the last renewal';
const WHILE_REACHED = 'as long as the phone has a subscription';
const FOR_GOOD = 'for good';

const column = (
  category: Category,
  purpose: string,
  lifetime: string,
  disclosable: Disclosure = 'order',
): HeldColumn => ({ category, purpose, lifetime, personal: disclosable === 'order', disclosable });
const aboutNobody = (category: Category, purpose: string, lifetime = FOR_GOOD) =>
  column(category, purpose, lifetime, 'nothing');

/** By table and column, in the order of the database; a test compares it with the live schema, both ways. */
export const HELD_COLUMNS: Readonly<Record<string, Readonly<Record<string, HeldColumn>>>> = {
  lookup_key: {
    one: aboutNobody('operation', 'Says that this table has one row'),
    key_id: aboutNobody('operation', 'Number of the key with which look-up hashes are made; the key is not here'),
  },
  devices: {
    id: column('push_registration', 'Random number of a phone, the only thing the queue knows of it', WHILE_REACHED),
    service: column('push_registration', 'Apple, Google, Huawei or UnifiedPush', WHILE_REACHED),
    token_lookup: column('push_token', 'Keyed hash of the push token, to find it again', WHILE_REACHED),
    token_sealed: column('push_token', 'The push token, sealed: where a wake-up is sent', WHILE_REACHED),
    renewed_at: column('last_renewal_time', 'When the phone last gave its token', WHILE_REACHED),
    pending: column('delivery_state', 'How many messages it is still owed a wake-up for', 'until it is woken'),
    pending_since: column('delivery_state', 'Since when a wake-up is owed', 'until it is woken'),
    last_begun_at: column('delivery_state', 'When the last wake-up was begun', 'until the next one'),
    attempts: column('delivery_state', 'How often the wake-up that is owed was tried', 'until it is woken'),
    not_before: column('delivery_state', 'When it may be tried again', 'until it is woken'),
  },
  wake_up_counters: {
    service: aboutNobody('statistics', 'Apple, Google, Huawei or UnifiedPush'),
    outcome: aboutNobody('statistics', 'What became of wake-ups'),
    shard: aboutNobody('statistics', 'Which of several parts of the count, so that writers need not wait'),
    value: aboutNobody('statistics', 'How many, since the beginning'),
  },
  accounts: {
    id: column('account', 'Number of the row', WHILE_SUBSCRIBED),
    lookup: column('account', 'Keyed hash of the Account ID, to find it again', WHILE_SUBSCRIBED),
    account_sealed: column('account', 'The Account ID, sealed: which account to look for', WHILE_SUBSCRIBED),
    delegation_sealed: column(
      'delegation',
      'The right to see that messages arrived, given by the phone, sealed; it opens no message',
      WHILE_SUBSCRIBED,
    ),
    delegation_signed_at: column('delegation', 'When that right was given', WHILE_SUBSCRIBED),
    delegation_revoked_at: column('delegation', 'When it was found to be taken back', WHILE_SUBSCRIBED),
  },
  subscriptions: {
    account_id: column('push_registration', 'Which account', WHILE_SUBSCRIBED),
    device_id: column('push_registration', 'Which phone is woken for it', WHILE_SUBSCRIBED),
    namespaces: column('namespace_list', 'For which kinds of messages', WHILE_SUBSCRIBED),
    namespaces_since: column('namespace_list', 'Since when for each', WHILE_SUBSCRIBED),
    signed_at: column('last_renewal_time', 'When the phone last renewed', WHILE_SUBSCRIBED),
    expires_at: column('last_renewal_time', 'When it ends unless renewed', WHILE_SUBSCRIBED),
    monitor_sealed: column('push_registration', 'The signed request of the phone, sealed', WHILE_SUBSCRIBED),
  },
  watch_cursors: {
    account_id: column('reading_position', 'Which account', WHILE_SUBSCRIBED),
    cursors_sealed: column(
      'reading_position',
      'Up to which message each storage node was read, sealed',
      WHILE_SUBSCRIBED,
    ),
  },
  recent_messages: {
    account_id: column('reading_position', 'Which account', 'until the message expires'),
    mark: column(
      'reading_position',
      'Keyed mark of a message that was told already, so that it wakes once',
      'until the message expires',
    ),
    expires_at: column('reading_position', 'When the mark is deleted', 'until the message expires'),
  },
  schema_migrations: {
    id: aboutNobody('operation', 'Number of a change of this schema'),
    timestamp: aboutNobody('operation', 'Its place in the order of changes'),
    name: aboutNobody('operation', 'Its name'),
  },
};

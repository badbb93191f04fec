/** What the relay holds, in words: categories, how each could be demanded, and what is not there. */
import type { Category, Disclosure } from '../held-columns';

const categories: Readonly<Record<Category, string>> = {
  push_registration: 'Push registration',
  push_token: 'Push token',
  account: 'Account',
  delegation: 'Right to look for new messages',
  last_renewal_time: 'Times of registration',
  namespace_list: 'Kinds of messages to wake for',
  delivery_state: 'State of wake-ups',
  reading_position: 'Position of reading',
  request_log: 'Log of what authorities ask of us',
  publication: 'Published reports',
  statistics: 'Counts that name nobody',
  staff: 'Who works on the request log and the service',
  operation: 'Operation of the relay',
};

const disclosures: Readonly<Record<Disclosure, string>> = {
  order: 'A valid order that names the account or the token',
  procedure: 'A court, in proceedings about the request itself',
  public: 'Everybody: it is published',
  nothing: 'Nothing to disclose: it names nobody',
};

export const enHeldData = {
  title: 'What we hold',
  lead: 'Every column of the live database, as it stands while you read this page. Columns marked “sealed” are encrypted under keys that are not in the database.',
  tableCaption: (table: string) => `Columns of ${table}`,
  columns: {
    column: 'Column',
    purpose: 'What it is and why',
  },
  glanceTitle: 'At a glance',
  glanceCaption: 'Everything below, by what it is',
  glanceWhat: 'What',
  glanceWhere: 'Tables',
  kept: 'Kept',
  personal: 'About a person',
  disclosable: 'Who could get it',
  yes: 'yes',
  no: 'no',
  notExplained: 'Not explained yet',
  schemaHash: 'SHA-256 of this list of tables, columns and types',
  queues: 'Besides these tables the queue of wake-ups holds one random device number per job, until it is done.',
  notHeldTitle: 'What we do not hold',
  notHeld: [
    'Messages, their senders, their number or their size',
    'Names, telephone numbers, e-mail addresses or passwords of users',
    'Contact lists, or who is a member of which group',
    'IP addresses of phones: they are neither stored nor logged',
    'The keys with which messages are read',
  ],
  askedTimes: (category: string, { asked, disclosed }: { asked: number; disclosed: number }) =>
    `${category}: asked for ${asked} times, handed over ${disclosed} times`,
  askedNothing: 'No category of data was asked for.',
  askedTitle: 'How often it was asked for',
  asked: 'The quarterly reports say how many requests came and how many accounts were concerned.',
  categories,
  disclosures,
};

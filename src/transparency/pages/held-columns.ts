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
  | 'request_log'
  | 'publication'
  | 'statistics'
  | 'staff'
  | 'operation';

export type Disclosure = 'order' | 'procedure' | 'public' | 'nothing';

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
const UNTIL_THE_MESSAGE_ENDS = 'until the message expires';
const WHILE_IT_RUNS = 'while the process runs, and a few seconds after one that was cut off';
const A_MONTH = 'until a newer list takes its place, at most a month after it was last used';
const UNTIL_ROTATED = 'until another key takes its place';
const UNTIL_TRIED_AGAIN = 'until the phone is woken or renews, or the wake-up is dropped';
const UNTIL_CHANGED_AGAIN = 'until it is paused or resumed again';
const WHILE_REPORTED = 'while the process runs, and ten minutes after one that was cut off';
const FIGURES_LIVE = 'minutes for two days, hours for thirteen months';
const LOGGED = 'for good; its sealed parts are unreadable once the key of the case is destroyed';
const LISTED = 'as long as the log, of which it is a summary';
const ONE_DAY = 'until the form is sent, at most a day';
const WHILE_KEPT = 'until they delete it';
const UNTIL_ERASED = 'until the case is erased';

const WHILE_STAFF = 'as long as the log names what they did';
const WHILE_SIGNED_IN = 'until sign-out, at most 8 hours';
const UNTIL_CHANGED = 'until they change it';
const UNTIL_REPLACED = 'until somebody replaces or removes it';
const UNTIL_REMOVED = 'until its owner removes it';

const column = (
  category: Category,
  purpose: string,
  lifetime: string,
  disclosable: Disclosure = 'order',
): HeldColumn => ({ category, purpose, lifetime, personal: ['order', 'procedure'].includes(disclosable), disclosable });
const ofTheLog = (purpose: string, lifetime = LOGGED) => column('request_log', purpose, lifetime, 'procedure');
const ofStaff = (purpose: string, lifetime: string) => column('staff', purpose, lifetime, 'procedure');
const onTheBoard = (purpose: string, lifetime = LISTED) => ofTheLog(purpose, lifetime);
const ofReports = (purpose: string) => column('publication', purpose, FOR_GOOD, 'public');
const aboutNobody = (category: Category, purpose: string, lifetime = FOR_GOOD) =>
  column(category, purpose, lifetime, 'nothing');

/** By table and column, in the order of the database; a test compares it with the live schema, both ways. */
export const HELD_COLUMNS: Readonly<Record<string, Readonly<Record<string, HeldColumn>>>> = {
  lookup_key: {
    one: aboutNobody('operation', 'Says that this table has one row'),
    key_id: aboutNobody(
      'operation',
      'Number of the key with which look-up hashes are made; the key is not here',
      UNTIL_ROTATED,
    ),
    check_value: aboutNobody(
      'operation',
      'Keyed hash of a fixed word: the relay refuses to start with a key that gives another one',
      UNTIL_ROTATED,
    ),
  },
  data_key_checks: {
    key_id: aboutNobody(
      'operation',
      'Number of a key under which values may be sealed; the key is not here',
      UNTIL_ROTATED,
    ),
    check_value: aboutNobody(
      'operation',
      'No text at all, sealed: the relay refuses to start with a key that does not open it',
      UNTIL_ROTATED,
    ),
  },
  devices: {
    id: column('push_registration', 'Random number of a phone, the only thing the queue knows of it', WHILE_REACHED),
    service: column('push_registration', 'Apple, Google, Huawei or UnifiedPush', WHILE_REACHED),
    token_lookup: column('push_token', 'Keyed hash of the push token, to find it again', WHILE_REACHED),
    token_sealed: column('push_token', 'The push token, sealed: where a wake-up is sent', WHILE_REACHED),
    renewed_at: column('last_renewal_time', 'When the phone last gave its token', WHILE_REACHED),
    waits: column('delivery_state', 'Whether it is owed a wake-up that waits', 'until it is woken'),
    under_way: column('delivery_state', 'Whether a wake-up is on its way', 'until it is woken'),
    owed_since: column('delivery_state', 'Since when a wake-up is owed', 'until it is woken'),
    last_begun_at: column('delivery_state', 'When the last wake-up was begun', 'until the next one'),
    attempts: column('delivery_state', 'How often the wake-up that is owed was tried', 'until it is woken'),
    not_before: column('delivery_state', 'When it may be tried again', 'until it is woken'),
    refused_at: column('delivery_state', 'When a wake-up was refused that may be tried again', UNTIL_TRIED_AGAIN),
    refused_reason: column('delivery_state', 'Why, in the words of Apple or Google', UNTIL_TRIED_AGAIN),
  },
  wake_up_counters: {
    service: aboutNobody('statistics', 'Apple, Google, Huawei or UnifiedPush'),
    outcome: aboutNobody('statistics', 'What became of wake-ups'),
    shard: aboutNobody('statistics', 'Which of several parts of the count, so that writers need not wait'),
    value: aboutNobody('statistics', 'How many, since the beginning'),
  },
  push_pauses: {
    service: aboutNobody('operation', 'Apple, Google, Huawei or UnifiedPush'),
    is_paused: aboutNobody('operation', 'Whether staff stopped wake-ups through it for a while'),
    changed_at: aboutNobody('operation', 'Since when'),
    changed_by: column('operation', 'Which member of staff paused or resumed it', UNTIL_CHANGED_AGAIN, 'procedure'),
    reason: aboutNobody('operation', 'Why, in a sentence', UNTIL_CHANGED_AGAIN),
  },
  wake_up_figures: {
    grain: aboutNobody('statistics', 'Whether the row is about a minute or an hour', FIGURES_LIVE),
    at: aboutNobody('statistics', 'Which minute or hour', FIGURES_LIVE),
    service: aboutNobody('statistics', 'Apple, Google, Huawei or UnifiedPush', FIGURES_LIVE),
    kind: aboutNobody('statistics', 'What became of wake-ups, or how long they took', FIGURES_LIVE),
    value: aboutNobody('statistics', 'How many, of all phones together', FIGURES_LIVE),
  },
  wake_up_figures_carried: {
    service: aboutNobody('statistics', 'Apple, Google, Huawei or UnifiedPush'),
    outcome: aboutNobody('statistics', 'What became of wake-ups'),
    value: aboutNobody('statistics', 'How much of the count stands in the figures over time already'),
  },
  known_nodes: {
    seeds: aboutNobody('operation', 'Hash of the addresses that are asked for the list first', A_MONTH),
    nodes_sealed: aboutNobody('operation', 'The public list of storage nodes, sealed', A_MONTH),
    believed_at: aboutNobody('operation', 'When it was last found to hold', A_MONTH),
  },
  process_reports: {
    id: aboutNobody('operation', 'Random number of a process', WHILE_REPORTED),
    role: aboutNobody('operation', 'What the process does', WHILE_REPORTED),
    started_at: aboutNobody('operation', 'When it began', WHILE_REPORTED),
    reported_at: aboutNobody('operation', 'When it last said how it is', WHILE_REPORTED),
    report: aboutNobody('operation', 'How it is: counts and times, no name and no address', WHILE_REPORTED),
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
      'Up to which message each storage node was read, and when the newest was stored, sealed',
      WHILE_SUBSCRIBED,
    ),
  },
  recent_messages: {
    mark: column(
      'reading_position',
      'Keyed hash of a message that was told already, so that it wakes once; joined to no account and no phone',
      UNTIL_THE_MESSAGE_ENDS,
    ),
    expires_on: column('reading_position', 'Day on which the mark is deleted', UNTIL_THE_MESSAGE_ENDS),
  },
  watcher_leases: {
    id: aboutNobody('operation', 'Random number of a process that looks for new messages', WHILE_IT_RUNS),
    since: aboutNobody('operation', 'When it began', WHILE_IT_RUNS),
    expires_at: aboutNobody('operation', 'When others take over unless it goes on', WHILE_IT_RUNS),
    taken: aboutNobody(
      'operation',
      'Hash of the watchers and groups of storage nodes among which it has taken its share; empty before its first',
      WHILE_IT_RUNS,
    ),
    is_leaving: aboutNobody('operation', 'Whether it is about to end', WHILE_IT_RUNS),
    swarms: aboutNobody(
      'operation',
      'Every group of storage nodes on its list of the network, its share or not',
      WHILE_IT_RUNS,
    ),
  },
  case_event: {
    seq: ofTheLog('Number of an entry in the log of what authorities asked of us'),
    case_id: ofTheLog('Which request it belongs to'),
    entry: ofTheLog('What happened, when, and which member of staff wrote it; persons and identifiers are sealed'),
    prev_hash: ofTheLog('Hash of the entry before, so that none can be changed in silence'),
    hash: ofTheLog('Hash of this entry'),
  },
  case_key: {
    case_id: ofTheLog('Which request', UNTIL_ERASED),
    key_sealed: ofTheLog('Key, itself sealed, that opens the sealed parts of one request', UNTIL_ERASED),
  },
  hash_key: {
    year: aboutNobody('request_log', 'Reporting year'),
    key_sealed: aboutNobody(
      'request_log',
      'Key, itself sealed, with which identifiers of that year are compared; nothing once it is destroyed',
      'until the year is published and two people destroy it',
    ),
    destroyed_at: aboutNobody('request_log', 'When that key was destroyed'),
  },
  approval: {
    id: ofTheLog('Random number of an approval'),
    subject: ofTheLog('What kind of step was to be approved'),
    subject_id: ofTheLog('Which one'),
    subject_hash: ofTheLog('Hash of exactly what was approved'),
    requested_by: ofTheLog('Which member of staff asked'),
    requested_at: ofTheLog('When'),
    approved_by: ofTheLog('Which other member of staff decided'),
    decided_at: ofTheLog('When'),
    decision: ofTheLog('Approved or refused'),
    subject_json: ofTheLog('What exactly was approved; persons and identifiers are hashes in it'),
    dissent_note: ofTheLog('Why somebody was of another opinion'),
  },
  staff_act: {
    seq: ofTheLog('Number of an entry in the log of what our staff did', FOR_GOOD),
    entry: ofTheLog('What a member of staff did, when, and why; no account, token or address', FOR_GOOD),
    prev_hash: ofTheLog('Hash of the entry before, so that none can be changed in silence', FOR_GOOD),
    hash: ofTheLog('Hash of this entry', FOR_GOOD),
  },
  case_board: {
    case_id: onTheBoard('Which request'),
    logged_seq: onTheBoard('Number of the entry with which it begins'),
    year: onTheBoard('In which year it was written down'),
    number: onTheBoard('Which one of that year'),
    version: onTheBoard('How many entries it has'),
    public_id: onTheBoard('The random name it has in the public ledger'),
    step: onTheBoard('How far we are with it'),
    waiting_for: onTheBoard('What it waits for'),
    is_open: onTheBoard('Whether it is counted as open'),
    outcome: onTheBoard('What became of it'),
    kind: onTheBoard('What was asked of us'),
    requester: onTheBoard('Whether an authority asked'),
    channel: onTheBoard('How it reached us'),
    process: onTheBoard('Under which legal process'),
    country: onTheBoard('Of which country'),
    received_date: onTheBoard('On which day it was received'),
    quarter: onTheBoard('The quarter of that day'),
    deadline_at: onTheBoard('Until when we must answer'),
    emergency: onTheBoard('Whether it is an emergency'),
    real_time: onTheBoard('Whether it asks for data as it arises'),
    bulk: onTheBoard('Whether it names no identifiers'),
    is_verified: onTheBoard('Whether we know who asks'),
    hold_scopes: onTheBoard('What an order obliges us to keep secret'),
    hold_until: onTheBoard('Until when'),
    merged_into: onTheBoard('Of which request it is a duplicate'),
    logged_by: onTheBoard('Which member of staff wrote it down'),
    logged_at: onTheBoard('When'),
    last_event: onTheBoard('What happened last'),
    last_actor: onTheBoard('Which member of staff did it'),
    last_event_at: onTheBoard('When'),
    reference_hash: onTheBoard('Keyed hash of the authority’s reference, to find it again', UNTIL_ERASED),
    target_hashes: onTheBoard('Keyed hashes of the identifiers it names, to find it again', UNTIL_ERASED),
    document_hashes: onTheBoard('Hashes of its papers, to find it again', UNTIL_ERASED),
    authority_id: onTheBoard('Which authority of our directory asks'),
  },
  case_board_head: {
    one: aboutNobody('operation', 'Says that this table has one row'),
    folded_to: aboutNobody('operation', 'Up to which entry of the log the list of requests is made'),
  },
  case_document_body: {
    case_id: ofTheLog('Which request a paper belongs to', UNTIL_ERASED),
    sha256: ofTheLog('Hash of the paper', UNTIL_ERASED),
    media_type: ofTheLog('What kind of file it is', UNTIL_ERASED),
    size: ofTheLog('Its size', UNTIL_ERASED),
    name_sealed: ofTheLog('Its name, sealed', UNTIL_ERASED),
    body_sealed: ofTheLog('The paper, sealed', UNTIL_ERASED),
    added_by: ofTheLog('Which member of staff added it', UNTIL_ERASED),
    added_at: ofTheLog('When', UNTIL_ERASED),
  },
  authority: {
    id: aboutNobody('request_log', 'Random number of an authority in our directory'),
    name: aboutNobody('request_log', 'Its name'),
    level: aboutNobody('request_log', 'Whether it belongs to a federation, a canton, another state'),
    type: aboutNobody('request_log', 'Whether it is police, a prosecutor, a court'),
    country: aboutNobody('request_log', 'Of which country'),
    naming: aboutNobody('request_log', 'Whether its name may be said outside'),
    contacts_sealed: ofTheLog('How it is reached without its letter, sealed', UNTIL_REPLACED),
    version: aboutNobody('request_log', 'How often its entry was written'),
  },
  canned_reply: {
    reply_id: aboutNobody('request_log', 'Random number of a template of our replies'),
    version: aboutNobody('request_log', 'Which version of it'),
    title: aboutNobody('request_log', 'What it answers'),
    text_en: aboutNobody('request_log', 'What it says in English'),
    text_de: aboutNobody('request_log', 'In German'),
    text_fr: aboutNobody('request_log', 'In French'),
    text_it: aboutNobody('request_log', 'In Italian'),
    written_by: ofStaff('Which member of staff wrote a version of a reply', FOR_GOOD),
    written_at: ofStaff('When', FOR_GOOD),
    decided_by: ofStaff('Which member of staff approved or refused it', FOR_GOOD),
    decided_at: ofStaff('When', FOR_GOOD),
    decision: ofStaff('What they decided', FOR_GOOD),
    note: ofStaff('What they wrote to it', FOR_GOOD),
  },
  case_filter: {
    id: aboutNobody('operation', 'Random number of a view of the list of requests that somebody keeps', WHILE_KEPT),
    owner: aboutNobody('operation', 'Which member of staff keeps it', WHILE_KEPT),
    name: aboutNobody('operation', 'How they call it', WHILE_KEPT),
    query: aboutNobody('operation', 'What it shows', WHILE_KEPT),
  },
  kept_upload: {
    id: ofTheLog('Random number of a file in a form that somebody is filling in', ONE_DAY),
    owner: ofTheLog('Which member of staff', ONE_DAY),
    kept_at: ofTheLog('Since when', ONE_DAY),
    name_sealed: ofTheLog('Name of the file, sealed', ONE_DAY),
    body_sealed: ofTheLog('The file, sealed', ONE_DAY),
  },
  report_draft: {
    id: ofTheLog('Random number of a draft of a report', FOR_GOOD),
    quarter: ofTheLog('Its quarter', FOR_GOOD),
    version: ofTheLog('Its version', FOR_GOOD),
    json: ofTheLog('Its figures', FOR_GOOD),
    ledger_ndjson: ofTheLog('Its ledger', FOR_GOOD),
    drafted_by: ofTheLog('Which member of staff made it', FOR_GOOD),
    drafted_at: ofTheLog('When', FOR_GOOD),
  },
  report_version: {
    position: ofReports('Place in the order of publication'),
    quarter: ofReports('Quarter of a published report'),
    version: ofReports('Its version'),
    json: ofReports('The report as it was signed'),
    sha256: ofReports('Its hash'),
    ledger_ndjson: ofReports('Its ledger as it was signed'),
    signature: ofReports('Its signature'),
    draft_id: ofTheLog('Which draft it was made of', FOR_GOOD),
    approval_id: ofTheLog('Which approval it was published with', FOR_GOOD),
  },
  staff: {
    id: ofStaff('Random number of a member of staff, which their authenticators know too', WHILE_STAFF),
    name: ofStaff('The name under which what they did is recorded', WHILE_STAFF),
    roles: ofStaff('What they may do', WHILE_STAFF),
    created_at: ofStaff('Since when', WHILE_STAFF),
    disabled_at: ofStaff('When they were locked out', WHILE_STAFF),
    created_by: ofStaff('Who invited them', WHILE_STAFF),
    enrolled_at: ofStaff('When they last set up how they sign in', WHILE_STAFF),
    password_sealed: ofStaff('Hash of their password (argon2id), sealed', UNTIL_CHANGED),
    totp_sealed: ofStaff('Secret of their authenticator app, sealed', UNTIL_CHANGED),
    totp_new_sealed: ofStaff('Secret of an app that is being set up, sealed', 'until it is set up'),
    totp_last_step: ofStaff('Which half minute their last code was of, so that it counts once', UNTIL_CHANGED),
  },
  staff_session: {
    id: ofStaff('Random number of a session of the console', WHILE_SIGNED_IN),
    staff_id: ofStaff('Whose it is', WHILE_SIGNED_IN),
    token_hash: ofStaff('Hash of what their browser shows', WHILE_SIGNED_IN),
    agent_hash: ofStaff('Hash of the kind of browser, so that another cannot use it', WHILE_SIGNED_IN),
    created_at: ofStaff('When it began', WHILE_SIGNED_IN),
    seen_at: ofStaff('When it was last used, to the minute', WHILE_SIGNED_IN),
    stepped_up_at: ofStaff('When they last proved who they are', WHILE_SIGNED_IN),
    browser: ofStaff('The browser in two words, so that they recognise it', WHILE_SIGNED_IN),
  },
  staff_passkey: {
    credential_id: ofStaff('Number of a passkey of a member of staff', UNTIL_REMOVED),
    staff_id: ofStaff('Whose it is', UNTIL_REMOVED),
    public_key: ofStaff('Its public half, with which answers are checked', UNTIL_REMOVED),
    counter: ofStaff('How often it says it was used, so that a copy is found out', UNTIL_REMOVED),
    transports: ofStaff('How it is reached: USB, NFC, this device', UNTIL_REMOVED),
    label: ofStaff('What its owner calls it', UNTIL_REMOVED),
    created_at: ofStaff('When it was registered', UNTIL_REMOVED),
    used_at: ofStaff('When it was last used', UNTIL_REMOVED),
  },
  staff_recovery_code: {
    code_hash: ofStaff('Hash of a recovery code', 'until it is used or replaced'),
    staff_id: ofStaff('Whose it is', 'until it is used or replaced'),
  },
  staff_invitation: {
    id: ofStaff('Random number of an invitation', WHILE_STAFF),
    token_hash: ofStaff('Hash of what its link holds', WHILE_STAFF),
    staff_id: ofStaff('Whom it is for', WHILE_STAFF),
    created_at: ofStaff('When it was made', WHILE_STAFF),
    created_by: ofStaff('By whom', WHILE_STAFF),
    expires_at: ofStaff('When it ends', WHILE_STAFF),
    used_at: ofStaff('When it was used', WHILE_STAFF),
    revoked_at: ofStaff('When it was taken back', WHILE_STAFF),
  },
  staff_challenge: {
    challenge_hash: aboutNobody('staff', 'Hash of something random that an authenticator has signed', 'five minutes'),
    expires_at: aboutNobody('staff', 'When it would have ended', 'five minutes'),
  },
  staff_tries: {
    key_hash: ofStaff('Keyed hash of a name or an address that failed to sign in to the console', 'a day'),
    failures: ofStaff('How often', 'a day'),
    failed_at: ofStaff('When it last failed', 'a day'),
  },
  schema_migrations: {
    id: aboutNobody('operation', 'Number of a change of this schema'),
    timestamp: aboutNobody('operation', 'Its place in the order of changes'),
    name: aboutNobody('operation', 'Its name'),
  },
};

/** English words for every code of the request log; a new code does not compile without its words. */
import type { ApprovalSubject } from './approval';
import type {
  CHANNELS,
  DOCUMENT_ROLES,
  HOLD_SCOPES,
  ITEM_RESULTS,
  REJECTION_REASONS,
  TARGET_TYPES,
  USER_NOTICES,
} from './enumerations';
import type { STAFF_STEPS } from './next-steps';
import { enCodes } from './pages/texts/en-codes';
import { senderWords } from './sender-words';
import type { WAITING_FOR } from './waiting-for';
import type { STEPS } from './workflow';

type Of<List extends readonly string[]> = Readonly<Record<List[number], string>>;

const channels: Of<typeof CHANNELS> = {
  ptss: 'Through the federal service (PTSS)',
  post: 'By post',
  email: 'By e-mail',
  portal: 'Through a portal',
  fax: 'By fax',
  phone: 'By phone',
  in_person: 'In person',
  via_counsel: 'Through our lawyers',
  via_other_company: 'Through another company',
  social_media: 'On social media',
  press: 'Through the press',
};

const rejections: Of<typeof REJECTION_REASONS> = {
  no_legal_basis: 'No legal basis is named',
  no_jurisdiction_foreign_direct: 'A foreign authority, directly: referred to legal assistance',
  wrong_addressee: 'We are not the addressee',
  not_signed_or_not_served: 'Not signed, or not served',
  overbroad: 'Asks for more than its basis allows',
  unspecific_target: 'Does not say exactly about whom',
  disproportionate: 'Not proportionate',
  human_rights: 'Would violate human rights',
  language: 'In a language we need not read',
  expired: 'Its time is over',
  misdirected: 'Meant for somebody else',
  emergency_not_shown: 'The emergency is not shown',
  authenticity_doubt: 'Who asks is in doubt',
};

const results: Of<typeof ITEM_RESULTS> = {
  pending: 'To be searched',
  rejected: 'Rejected',
  no_data: 'No data',
  disclosed: 'Handed over',
  withdrawn: 'Withdrawn',
};

const scopes: Of<typeof HOLD_SCOPES> = {
  user_notice: 'Its holder may not be told',
  content: 'Its content is secret',
  existence: 'Its existence is secret',
};

const notices: Of<typeof USER_NOTICES> = {
  notified_before: 'Told before',
  notified_after: 'Told after',
  delayed_by_order: 'Not told yet, by order',
  not_possible: 'Could not be told',
};

const documents: Of<typeof DOCUMENT_ROLES> = {
  request: 'Request',
  order: 'Order',
  envelope: 'Envelope or cover',
  translation: 'Translation',
  correspondence_in: 'Letter to us',
  correspondence_out: 'Letter from us',
  disclosure: 'Data handed over',
  receipt: 'Receipt',
  redacted_public: 'Redacted, for the public',
};

const targets: Of<typeof TARGET_TYPES> = {
  account_id: 'Account ID',
  group_id: 'Group',
  blinded_id: 'Blinded ID',
  community: 'Community',
  ons_name: 'ONS name',
  file_id: 'File',
  push_token: 'Push token',
  ip: 'IP address',
  url: 'Address of a page',
  person_name: 'Name of a person',
  other: 'Something else',
};

const steps: Of<typeof STEPS> = {
  received: 'Received',
  triaged: 'Triaged',
  verifying: 'Being verified',
  closed_impostor: 'Closed: impostor',
  legal_review: 'In review',
  clarification: 'Awaiting clarification',
  decision_draft: 'Decision drafted',
  second_approval: 'Decision awaits approval',
  lookup: 'To be searched',
  disclosure_draft: 'Answer drafted',
  second_approval_2: 'Answer awaits approval',
  replying: 'To be answered',
  closed: 'Closed',
  contested: 'Contested',
  merged: 'Merged',
  withdrawn: 'Withdrawn',
  retained: 'Kept',
  erased: 'Erased',
};

const waiting: Of<typeof WAITING_FOR> = {
  triage: 'triage',
  verification: 'verification of who asks',
  review: 'review by a case officer',
  authority: 'an answer of the authority',
  second_person: 'a second person',
  search: 'a search for data',
  reply: 'the reply to go out',
  closing: 'being closed',
  nobody: 'nobody',
};

/** What is done, as a button says it. */
const acts: Of<typeof STAFF_STEPS> = {
  triage: 'Take into triage',
  confirm_receipt: 'Record that receipt was confirmed',
  begin_verification: 'Begin to verify who asks',
  verify: 'Record that who asks is verified',
  attempt_verification: 'Record that nobody was reached',
  authenticity_failed: 'Record that it is an impostor',
  ask_clarification: 'Record that clarification was asked for',
  clarified: 'Record that the authority has answered',
  draft_decision: 'Draft the decision',
  submit_decision: 'Submit the decision to a second person',
  return_draft: 'Give the draft back',
  approve_lookup: 'Ask for the search to be approved',
  lookup_run: 'Search for data',
  draft_disclosure: 'Draft the answer',
  submit_disclosure: 'Submit the answer to a second person',
  approve_reply: 'Ask for the reply to be approved',
  user_notice: 'Record what a holder was told',
  close: 'Close the case',
  contest: 'Record that the answer is contested',
  reopen: 'Reopen the case',
  withdraw_notice: 'Record that the authority withdrew it',
  merge: 'Merge into another case',
  hold: 'Record an order of secrecy',
  extend_hold: 'Extend an order of secrecy',
  hold_lift: 'Ask for an order of secrecy to be lifted',
  redact: 'Ask for the public narrative to be approved',
  retain: 'Keep it for its time',
  erase: 'Ask for the case to be erased',
  reclassify: 'Correct country, process or kind',
  amend: 'Add what was learned',
  document: 'Add papers',
  note: 'Write a note',
};

/** What was done, as a timeline says it. */
const events: Readonly<Record<(typeof STAFF_STEPS)[number] | 'received', string>> = {
  received: 'logged the contact',
  triage: 'took it into triage',
  confirm_receipt: 'confirmed receipt',
  begin_verification: 'began to verify who asks',
  verify: 'verified who asks',
  attempt_verification: 'tried to verify who asks and reached nobody',
  authenticity_failed: 'found it to be an impostor',
  ask_clarification: 'asked the authority for clarification',
  clarified: 'noted the authority’s answer',
  draft_decision: 'drafted the decision',
  submit_decision: 'submitted the decision',
  return_draft: 'gave the draft back',
  approve_lookup: 'approved the search',
  lookup_run: 'searched for data',
  draft_disclosure: 'drafted the answer',
  submit_disclosure: 'submitted the answer',
  approve_reply: 'approved the reply',
  user_notice: 'recorded what a holder was told',
  close: 'closed the case',
  contest: 'noted that it is contested',
  reopen: 'reopened the case',
  withdraw_notice: 'noted that it was withdrawn',
  merge: 'merged it into another case',
  hold: 'recorded an order of secrecy',
  extend_hold: 'extended an order of secrecy',
  hold_lift: 'lifted an order of secrecy',
  redact: 'approved the public narrative',
  retain: 'set it aside to be kept',
  erase: 'erased the case',
  reclassify: 'corrected what it is',
  amend: 'added what was learned',
  document: 'added a paper',
  note: 'wrote a note',
};

const subjects: Readonly<Record<ApprovalSubject, string>> = {
  disclosure: 'Handing over data',
  rejection: 'A reply without data',
  lookup: 'A search for data',
  publish_report: 'Publishing a report',
  correction: 'Correcting a report',
  hold_lift: 'Lifting an order of secrecy',
  redaction: 'A public narrative',
  erase: 'Erasing a case',
  canary: 'A statement',
};

export const CODE_WORDS = {
  ...enCodes,
  ...senderWords,
  channels,
  categories: enCodes.categories,
  rejections,
  results,
  scopes,
  notices,
  documents,
  targets,
  steps,
  waiting,
  acts,
  events,
  subjects,
};

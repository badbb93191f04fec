/** Words for codes: figures, outcomes, kinds, processes, reasons. A new code does not compile without its words. */
import type { DATA_CATEGORIES, KINDS, Outcome, PROCESSES, REQUESTER_CLASSES } from '../../enumerations';
import type { VersionReason } from '../../published-report';

type Of<List extends readonly string[]> = Readonly<Record<List[number], string>>;

const outcomes: Readonly<Record<Outcome, string>> = {
  pending: 'Pending',
  rejected: 'Rejected',
  no_data: 'No data held',
  answered_public_info: 'Answered with public information',
  withdrawn: 'Withdrawn',
  disclosed_partial: 'Disclosed in part',
  disclosed_full: 'Disclosed in full',
};

const kinds: Of<typeof KINDS> = {
  information_demand: 'Demand for information',
  informal_inquiry: 'Informal inquiry',
  preservation: 'Preservation',
  removal: 'Removal',
  technical_assistance_demand: 'Demand for technical assistance',
  other: 'Other',
};

const processes: Of<typeof PROCESSES> = {
  ch_spta_information_request: 'Swiss information request (SPTA)',
  ch_prosecutor_order: 'Order of a Swiss prosecutor',
  ch_surveillance_order: 'Swiss surveillance order',
  ch_court_order: 'Order of a Swiss court',
  ch_mla_execution: 'Swiss execution of legal assistance',
  ch_intelligence: 'Swiss intelligence service',
  ch_administrative: 'Swiss administrative authority',
  foreign_direct: 'Foreign authority, directly',
  preservation_coc29: 'Preservation (Budapest Convention, Art. 29)',
  emergency_voluntary: 'Emergency, without an order',
  eu_dsa_art10: 'Order under DSA Art. 10',
  civil_private: 'Civil or private',
  informal: 'Informal',
  unknown: 'Not known',
};

const categories: Of<typeof DATA_CATEGORIES> = {
  push_registration: 'Push registration',
  push_token: 'Push token',
  last_renewal_time: 'Time of the last renewal',
  namespace_list: 'List of namespaces',
  file_ciphertext: 'Encrypted file',
  file_times: 'Times of a file',
  version_check_log: 'Log of version checks',
  website_log: 'Log of the website',
  newsletter_email: 'E-mail address of the newsletter',
  donation_record: 'Record of a donation',
  store_statistics: 'Statistics of app stores',
  support_correspondence: 'Correspondence with support',
  community_server_content: 'Content of a community server',
  message_content: 'Content of messages',
  ip_address: 'IP addresses',
  identity: 'Identity',
  contacts: 'Contacts',
  other: 'Something else',
};

const requesters: Of<typeof REQUESTER_CLASSES> = {
  government: 'Authority',
  non_government: 'Not an authority',
  impostor: 'Impostor',
};

const reasons: Readonly<Record<VersionReason, string>> = {
  first: 'First publication',
  late_arrival: 'A request was found late',
  hold_lifted: 'A duty of secrecy ended',
  duplicate_merged: 'A duplicate was found',
  misclassified: 'Something stood under a wrong heading',
  reopened: 'A request was reopened',
  matured: 'Pending requests were decided',
  methodology: 'A rule changed',
  typo: 'A slip of the pen',
  withheld: 'A request can no longer be shown',
};

/** Figures by their names in report.json; `flow.` before those of the flow. */
const figures: Readonly<Record<string, string>> = {
  received: 'Received',
  ...outcomes,
  information_demands: 'Demands for information',
  informal_inquiries: 'Informal inquiries',
  emergency: 'Emergencies',
  real_time: 'Demands for real-time data',
  preservation_received: 'Demands to preserve data',
  technical_assistance_received: 'Demands for technical assistance',
  removal_received: 'Demands to remove something',
  other_received: 'Other contacts of authorities',
  non_government_received: 'Demands of others than authorities',
  impostor_excluded: 'Impostors (counted nowhere else)',
  bulk_requests: 'Demands without identifiers (bulk)',
  identifiers_specified: 'Identifiers specified',
  identifiers_distinct: 'Distinct identifiers',
  accounts_disclosed: 'Accounts of which data was handed over',
  notified_before: 'Holders told before',
  notified_after: 'Holders told after',
  delayed_by_order: 'Holders not yet told, by order',
  not_possible: 'Holders who could not be told',
  disclosure_rate: 'Share of decided requests with data handed over',
  lookups_run: 'Searches for data',
  holds_ended: 'Duties of secrecy that ended',
  median_hours_to_confirmation: 'Median hours to the confirmation',
  median_hours_to_decision: 'Median hours to the decision',
  'flow.open_start': 'Open at the start',
  'flow.received': 'Received',
  'flow.reopened': 'Reopened',
  'flow.closed': 'Closed',
  'flow.open_end': 'Open at the end',
};

export const enCodes = {
  outcomes,
  kinds,
  processes,
  categories,
  requesters,
  reasons,
  figures,
  undisclosed: 'Undisclosed',
  unrecorded: 'No category recorded',
};

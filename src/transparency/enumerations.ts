/** The closed lists of the request log. They are proposals for counsel: data, which no code branches on without need. */

export const KINDS = [
  'information_demand',
  'informal_inquiry',
  'preservation',
  'removal',
  'technical_assistance_demand',
  'other',
] as const;

export const REQUESTER_CLASSES = ['government', 'non_government', 'impostor'] as const;

export const CHANNELS = [
  'ptss',
  'post',
  'email',
  'portal',
  'fax',
  'phone',
  'in_person',
  'via_counsel',
  'via_other_company',
  'social_media',
  'press',
] as const;

export const PROCESSES = [
  'ch_spta_information_request',
  'ch_prosecutor_order',
  'ch_surveillance_order',
  'ch_court_order',
  'ch_mla_execution',
  'ch_intelligence',
  'ch_administrative',
  'foreign_direct',
  'preservation_coc29',
  'emergency_voluntary',
  'eu_dsa_art10',
  'civil_private',
  'informal',
  'unknown',
] as const;

export const DATA_CATEGORIES = [
  'push_registration',
  'push_token',
  'last_renewal_time',
  'namespace_list',
  'file_ciphertext',
  'file_times',
  'version_check_log',
  'website_log',
  'newsletter_email',
  'donation_record',
  'store_statistics',
  'support_correspondence',
  'community_server_content',
  'message_content',
  'ip_address',
  'identity',
  'contacts',
  'other',
] as const;

export const REJECTION_REASONS = [
  'no_legal_basis',
  'no_jurisdiction_foreign_direct',
  'wrong_addressee',
  'not_signed_or_not_served',
  'overbroad',
  'unspecific_target',
  'disproportionate',
  'human_rights',
  'language',
  'expired',
  'misdirected',
  'emergency_not_shown',
  'authenticity_doubt',
] as const;

/** What a paper of a case is. */
export const DOCUMENT_ROLES = [
  'request',
  'order',
  'envelope',
  'translation',
  'correspondence_in',
  'correspondence_out',
  'disclosure',
  'receipt',
  'redacted_public',
] as const;

/** Kinds of identifiers that authorities name. */
export const TARGET_TYPES = [
  'account_id',
  'group_id',
  'blinded_id',
  'community',
  'ons_name',
  'file_id',
  'push_token',
  'ip',
  'url',
  'person_name',
  'other',
] as const;

/** In the order in which they are printed; R6 says that they add up to what was received. */
export const OUTCOMES = [
  'pending',
  'rejected',
  'no_data',
  'answered_public_info',
  'withdrawn',
  'disclosed_partial',
  'disclosed_full',
] as const;

/** What became of one target × data category. */
export const ITEM_RESULTS = ['pending', 'rejected', 'no_data', 'disclosed', 'withdrawn'] as const;

export const HOLD_SCOPES = ['user_notice', 'content', 'existence'] as const;

/** What the holder of a disclosed account was told (R18). */
export const USER_NOTICES = ['notified_before', 'notified_after', 'delayed_by_order', 'not_possible'] as const;

/** What may be published only together with others (R13). */
export const COARSENABLE = ['country', 'process'] as const;

export const RECLASSIFIABLE = ['country', 'process', 'kind'] as const;

export const PRECISIONS = ['minute', 'day', 'month'] as const;

export type DataCategory = (typeof DATA_CATEGORIES)[number];
export type DocumentRole = (typeof DOCUMENT_ROLES)[number];
export type Kind = (typeof KINDS)[number];
export type Process = (typeof PROCESSES)[number];
export type Outcome = (typeof OUTCOMES)[number];
export type HoldScope = (typeof HOLD_SCOPES)[number];
export type UserNotice = (typeof USER_NOTICES)[number];
export type Coarsenable = (typeof COARSENABLE)[number];

/** Which categories of data the foundation can hold at all; reports state it beside what was asked for (R5). */
import type { DataCategory } from './enumerations';

/**
 * False: by its design no system of the foundation stores it. Null: that depends on what it is. It is part of the
 * wording of the rules: another answer is another wording.
 */
export const MAY_EXIST: Readonly<Record<DataCategory, boolean | null>> = {
  push_registration: true,
  push_token: true,
  last_renewal_time: true,
  namespace_list: true,
  file_ciphertext: true,
  file_times: true,
  version_check_log: true,
  website_log: true,
  newsletter_email: true,
  donation_record: true,
  store_statistics: true,
  support_correspondence: true,
  community_server_content: true,
  message_content: false,
  ip_address: false,
  identity: false,
  contacts: false,
  other: null,
};

/** The row of requests of which no category is recorded, as in files that are imported. */
export const UNRECORDED = 'unrecorded';

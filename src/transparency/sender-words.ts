/** English words for the codes of who asks: checks of them, and our directory of authorities. */
import type { AUTHORITY_LEVELS, AUTHORITY_TYPES, NAMINGS } from './authority';
import type { CHECK_MARKS, CheckResult, CONTACT_SOURCES, CONTACT_WAYS } from './sender-check';

type Of<List extends readonly string[]> = Readonly<Record<List[number], string>>;

const authorityLevels: Of<typeof AUTHORITY_LEVELS> = {
  federal: 'Federal',
  cantonal: 'Cantonal',
  municipal: 'Municipal',
  foreign_national: 'Of another state',
  foreign_regional: 'Of a part of another state',
  international: 'International',
};

const authorityTypes: Of<typeof AUTHORITY_TYPES> = {
  police: 'Police',
  prosecutor: 'Prosecutor',
  court: 'Court',
  intelligence: 'Intelligence service',
  ptss: 'Federal service for surveillance (PTSS)',
  mla_central: 'Central authority for legal assistance',
  regulator: 'Regulator',
  military: 'Military',
  other: 'Another authority',
};

const namings: Of<typeof NAMINGS> = {
  name_ok: 'By its name',
  type_only: 'Only by what it is',
};

const contactSources: Of<typeof CONTACT_SOURCES> = {
  official_register: 'A public register of authorities',
  authority_website: 'The authority’s own website, which we found ourselves',
  our_directory: 'Our directory of authorities',
  earlier_case: 'An earlier case that was verified',
  federal_service: 'The federal service (PTSS)',
  central_authority: 'A central authority, or an embassy',
};

const contactWays: Of<typeof CONTACT_WAYS> = {
  phone: 'By phone',
  email: 'By e-mail',
  post: 'By post',
  ptss: 'Through the federal service (PTSS)',
  in_person: 'In person',
};

const checkMarks: Of<typeof CHECK_MARKS> = {
  mail_domain: 'Domain of the mail',
  dkim: 'Signature of the mail server (DKIM)',
  ptss: 'Delivery through the federal service (PTSS)',
  stamp_signature: 'Stamp and signature',
};

const checkResults: Readonly<Record<CheckResult, string>> = {
  verified: 'Verified',
  failed: 'Failed: an impostor',
  not_reached: 'Nobody reached',
};

export const senderWords = {
  authorityLevels,
  authorityTypes,
  namings,
  contactSources,
  contactWays,
  checkMarks,
  checkResults,
};

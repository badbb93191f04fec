/** Everything staff can do that is recorded beside the events of the request log, each in words; a closed list. */
export const ACT_KINDS = {
  staff_invited: 'invited somebody',
  invitation_revoked: 'took an invitation back',
  staff_enrolled: 'took an invitation',
  staff_roles_changed: 'changed the roles of somebody',
  staff_locked_out: 'locked somebody out',
  staff_let_in: 'let somebody in again',
  signed_in: 'signed in',
  signed_out: 'signed out',
  stepped_up: 'proved again who they are',
  sessions_ended: 'ended sessions',
  password_added: 'added a password',
  password_changed: 'changed a password',
  password_removed: 'removed a password',
  app_changed: 'changed the app that makes codes',
  passkey_added: 'added a passkey',
  passkey_removed: 'removed a passkey',
  recovery_codes_made: 'made recovery codes',
  recovery_code_used: 'used a recovery code',
  cases_exported: 'exported a list of cases',
  case_revealed: 'read what is sealed in a case',
  paper_downloaded: 'downloaded a paper of a case',
  authority_added: 'added an authority to the directory',
  authority_changed: 'changed an authority of the directory',
  authority_contacts_read: 'read how to reach an authority',
  reply_written: 'wrote a version of a reply',
  reply_decided: 'decided on a version of a reply',
  reply_filled_in: 'filled in a reply for a case',
  search_result_shown: 'looked at what a search found',
  vendor_paused: 'paused a push service',
  vendor_resumed: 'resumed a push service',
  refused_retried: 'had what was refused tried again',
  refused_dropped: 'dropped what was refused',
  report_drafted: 'drafted a report',
  report_published: 'published a report',
  chains_checked: 'had the chains checked',
  acts_exported: 'exported acts of staff',
} as const;

export type ActKind = keyof typeof ACT_KINDS;

/** Also of a kind that this release records no more. */
export function kindInWords(kind: string): string {
  return (ACT_KINDS as Readonly<Record<string, string>>)[kind] ?? kind.replaceAll('_', ' ');
}

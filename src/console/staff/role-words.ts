/** Roles in words: their names, and what somebody who gives one ought to know. */
import type { StaffRole } from '../frame/permissions';

interface RoleWords {
  readonly name: string;
  readonly may: string;
}

export const ROLE_WORDS: Readonly<Record<StaffRole, RoleWords>> = {
  intake: { name: 'intake', may: 'writes down what arrives' },
  case_officer: { name: 'case officer', may: 'takes requests through review, and asks for approvals' },
  legal_approver: { name: 'legal approver', may: 'is the second person: approves or refuses what others ask for' },
  custodian: { name: 'custodian', may: 'runs look-ups that were approved, and never approves one' },
  publisher: { name: 'publisher', may: 'drafts reports and publishes what was approved' },
  operator: { name: 'operator', may: 'sees whether wake-ups flow; pauses and resumes push services' },
  auditor: { name: 'auditor', may: 'reads everything, the log of acts included; changes nothing' },
  board_viewer: { name: 'board viewer', may: 'reads requests, reports and operations' },
  administrator: { name: 'administrator', may: 'invites people and decides what they may do' },
};

export function roleInWords(role: StaffRole): string {
  return ROLE_WORDS[role].name;
}

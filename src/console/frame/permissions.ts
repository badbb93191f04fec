/** Who may do what in the console: roles as data, permissions as what a page or an act asks for. */

export const ROLES = [
  'intake',
  'case_officer',
  'legal_approver',
  'custodian',
  'publisher',
  'operator',
  'auditor',
  'board_viewer',
  'administrator',
] as const;

export type StaffRole = (typeof ROLES)[number];

/** What a role may do; the order is that of a menu, not of power. */
const PERMISSIONS_OF = {
  intake: ['requests.log'],
  case_officer: ['requests.log', 'requests.read', 'requests.work', 'requests.reveal', 'reports.read'],
  legal_approver: [
    'requests.log',
    'requests.read',
    'requests.approve',
    'requests.reveal',
    'reports.read',
    'reports.approve',
  ],
  custodian: ['requests.log', 'requests.read', 'lookups.run'],
  publisher: ['requests.log', 'requests.read', 'reports.read', 'reports.draft', 'reports.publish'],
  operator: ['requests.log', 'operations.read', 'operations.act'],
  auditor: ['requests.read', 'reports.read', 'operations.read', 'audit.read'],
  board_viewer: ['requests.read', 'reports.read', 'operations.read'],
  administrator: ['requests.log', 'staff.manage', 'audit.read', 'operations.read'],
} as const satisfies Readonly<Record<StaffRole, readonly string[]>>;

export type Permission = (typeof PERMISSIONS_OF)[StaffRole][number];

export function permissionsOf(roles: readonly StaffRole[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => PERMISSIONS_OF[role]));
}

export function isStaffRole(text: string): text is StaffRole {
  return (ROLES as readonly string[]).includes(text);
}

/** The main menu: what each visitor may open. */
import type { Permission } from './permissions';
import { may, type Visitor } from './visitor';

export interface MenuEntry {
  readonly path: string;
  readonly name: string;
  /** Undefined for what is everybody's. */
  readonly permission?: Permission;
}

const MENU: readonly MenuEntry[] = [
  { path: '/', name: 'Today' },
  { path: '/contacts/new', name: 'Log a contact', permission: 'requests.log' },
  { path: '/cases', name: 'Cases', permission: 'requests.read' },
  { path: '/authorities', name: 'Authorities', permission: 'requests.read' },
  { path: '/replies', name: 'Replies', permission: 'requests.read' },
  { path: '/approvals', name: 'Approvals', permission: 'requests.approve' },
  { path: '/reports', name: 'Reports', permission: 'reports.read' },
  { path: '/operations', name: 'Operations', permission: 'operations.read' },
  { path: '/audit', name: 'Audit', permission: 'audit.read' },
  { path: '/people', name: 'People', permission: 'staff.manage' },
];

export function menuFor(visitor: Visitor): readonly MenuEntry[] {
  return MENU.filter(({ permission }) => permission === undefined || may(visitor, permission));
}

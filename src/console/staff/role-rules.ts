/** Who may give or take which roles, and whom they may let in or lock out. */
import type { StaffRole } from '../frame/permissions';
import { isActive, type Person } from './person';

/** May give and take every role; all others only what they have themselves. */
export const ADMINISTRATOR: StaffRole = 'administrator';

export interface Grantor {
  readonly name: string;
  readonly roles: readonly StaffRole[];
}

/** Why `by` may not make `before` into `after`; undefined when they may. Both lists are of the same person. */
export function whyNotThese(
  by: Grantor,
  name: string,
  before: readonly StaffRole[],
  after: readonly StaffRole[],
): string | undefined {
  if (by.roles.includes(ADMINISTRATOR)) return undefined;
  if (by.name === name) return 'Nobody changes their own roles; ask an administrator';
  const changed = [
    ...before.filter((role) => !after.includes(role)),
    ...after.filter((role) => !before.includes(role)),
  ];
  const beyond = changed.filter((role) => !by.roles.includes(role));
  if (beyond.length === 0) return undefined;
  return `You can give and take only roles that you have yourself, not: ${beyond.join(', ')}`;
}

/** Why `by` may not lock out, let in or invite anew somebody with these roles; undefined when they may. */
export function whyNotThisPerson(by: Grantor, { name, roles }: Pick<Person, 'name' | 'roles'>): string | undefined {
  if (by.roles.includes(ADMINISTRATOR)) return undefined;
  if (by.name === name) return 'Ask an administrator';
  const beyond = roles.filter((role) => !by.roles.includes(role));
  return beyond.length === 0 ? undefined : `This person has roles that you do not have: ${beyond.join(', ')}`;
}

/** Whether nobody could give roles any more: who is only invited, or locked out, cannot. */
export function leavesNoAdministrator(people: readonly Person[]): boolean {
  return !people.some((person) => isActive(person) && person.roles.includes(ADMINISTRATOR));
}

/** Roles: administrators give all, others what they have, nobody to themselves; one administrator always remains. */
import type { StaffRole } from '../frame/permissions';
import type { Person } from './person';
import { leavesNoAdministrator, whyNotThese, whyNotThisPerson } from './role-rules';

const administrator = { name: 'ada', roles: ['administrator'] as const };
const officer = { name: 'olive', roles: ['case_officer', 'intake'] as const };

it.each<[string, typeof administrator | typeof officer, string, StaffRole[], StaffRole[], boolean]>([
  ['an administrator gives what they do not have', administrator, 'bo', [], ['legal_approver'], true],
  ['an administrator takes their own', administrator, 'ada', ['administrator', 'auditor'], ['administrator'], true],
  ['somebody gives what they have', officer, 'bo', [], ['intake'], true],
  ['somebody takes what they have', officer, 'bo', ['intake', 'auditor'], ['auditor'], true],
  ['somebody gives what they do not have', officer, 'bo', [], ['intake', 'publisher'], false],
  ['somebody takes what they do not have', officer, 'bo', ['administrator'], ['intake'], false],
  ['somebody makes themselves an administrator', officer, 'olive', ['intake'], ['intake', 'administrator'], false],
  ['somebody gives themselves what they have', officer, 'olive', ['case_officer', 'intake'], ['intake'], false],
])('%s', (_what, by, name, before, after, isAllowed) => {
  expect(whyNotThese(by, name, before, after) === undefined).toBe(isAllowed);
});

it('lets nobody lock out, or invite anew, whoever may do more than they', () => {
  expect(whyNotThisPerson(administrator, { name: 'bo', roles: ['publisher'] })).toBeUndefined();
  expect(whyNotThisPerson(officer, { name: 'bo', roles: ['intake'] })).toBeUndefined();
  expect(whyNotThisPerson(officer, { name: 'bo', roles: ['administrator'] })).toContain('administrator');
  expect(whyNotThisPerson(officer, { name: 'olive', roles: ['intake'] })).toBeDefined();
});

it('counts as an administrator only who can sign in', () => {
  const at = new Date(0);
  const person = (changes: Partial<Person>): Person => ({
    id: '',
    name: 'ada',
    roles: ['administrator'],
    createdAt: at,
    createdBy: 'operator',
    enrolledAt: at,
    disabledAt: null,
    hasPassword: true,
    passkeys: 0,
    ...changes,
  });
  expect(leavesNoAdministrator([person({})])).toBe(false);
  expect(leavesNoAdministrator([person({ roles: ['auditor'] })])).toBe(true);
  expect(leavesNoAdministrator([person({ enrolledAt: null }), person({ disabledAt: at })])).toBe(true);
});

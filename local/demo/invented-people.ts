/** Who acts in the demonstration: named after roles, for they are no people. Nobody can sign in as one of them. */
import type { StaffRole } from '../../src/console/frame/permissions';

export const INTAKE = 'demo-intake';
export const OFFICER = 'demo-officer';
export const APPROVER = 'demo-approver';
export const CUSTODIAN = 'demo-custodian';
export const OPERATOR = 'demo-operator';

/** The first of all is an administrator, whatever else. */
export const CAST: readonly (readonly [name: string, roles: readonly StaffRole[]])[] = [
  [OPERATOR, ['administrator', 'operator']],
  [INTAKE, ['intake']],
  [OFFICER, ['case_officer', 'publisher']],
  [APPROVER, ['legal_approver']],
  [CUSTODIAN, ['custodian']],
];

export const INVENTED_PEOPLE: ReadonlySet<string> = new Set(CAST.map(([name]) => name));

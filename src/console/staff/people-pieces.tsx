/** What the pages of people have in common: the state of a person, and the boxes of roles. */
import { ROLES, type StaffRole } from '../frame/permissions';
import { Badge } from '../frame/pieces';
import type { Invitation } from './invitation';
import type { Person } from './person';
import { ROLE_WORDS } from './role-words';

export function State({
  person,
  invitation,
}: {
  readonly person: Person;
  readonly invitation: Invitation | undefined;
}) {
  if (person.disabledAt !== null) return <Badge tone="bad">locked out</Badge>;
  if (person.enrolledAt !== null) return <Badge tone="good">active</Badge>;
  if (invitation === undefined) return <Badge tone="warn">link is over</Badge>;
  return <Badge>invited</Badge>;
}

export function meansInWords({ hasPassword, passkeys }: Person): string {
  const keys = passkeys === 0 ? [] : [passkeys === 1 ? 'a passkey' : `${passkeys} passkeys`];
  const means = [...keys, ...(hasPassword ? ['a password and an app'] : [])];
  return means.length === 0 ? 'nothing yet' : means.join('; ');
}

export function RoleBoxes({
  chosen,
  fault,
}: {
  readonly chosen: readonly StaffRole[];
  readonly fault: string | undefined;
}) {
  return (
    <fieldset id="roles" class={fault === undefined ? undefined : 'faulty'}>
      <legend>Roles</legend>
      {fault !== undefined && <p class="fault">{fault}</p>}
      {ROLES.map((role) => (
        <label key={role} class="check" for={`role-${role}`}>
          <input type="checkbox" id={`role-${role}`} name="roles" value={role} checked={chosen.includes(role)} />
          <span>
            <strong>{ROLE_WORDS[role].name}</strong> <span class="soft">{ROLE_WORDS[role].may}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

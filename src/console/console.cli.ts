/** The verb of the console: the first person comes in by it, and whoever has lost everything. */
import type { DataKeys } from '../platform/at-rest/data-keys';
import { Clock } from '../platform/clock.service';
import type { Section, Settings } from '../platform/config/settings';
import type { Database } from '../platform/database/database.service';
import { Misuse, onlyArgument, type Verbs } from '../platform/verb';
import { Acts } from './audit/acts.service';
import { consoleSettings } from './console-settings';
import { isStaffRole, ROLES, type StaffRole } from './frame/permissions';
import { CredentialRepository } from './staff/credential.repository';
import { InvitationRepository } from './staff/invitation.repository';
import { Invitations } from './staff/invitations.service';
import { linkOf } from './staff/link';
import { NotPossible } from './staff/not-possible';
import { StaffRepository } from './staff/staff.repository';
import { StaffActs } from './staff-acts.repository';

interface Surroundings {
  settings(...sections: Section[]): Settings;
  say(line: string): void;
  open<T>(work: (opened: { readonly database: Database; readonly keys: DataKeys }) => Promise<T>): Promise<T>;
}

export function consoleVerbs({ settings, say, open }: Surroundings): Verbs {
  return {
    'staff invite': {
      usage: `staff invite NAME --roles ROLE,…`,
      purpose:
        'prints a link with which NAME sets up how to sign in to the console, once, within 24 hours; ' +
        `whoever is invited first is an administrator too. Roles: ${ROLES.join(', ')}`,
      options: { roles: { type: 'string' } },
      run: async (args, options) => {
        const name = onlyArgument(args, 'NAME');
        const roles = rolesOf(options.roles);
        const { CONSOLE_URL, CONSOLE_PORT } = settings(consoleSettings).get(consoleSettings);
        const invited = await open(({ database, keys }) => invitationsOf(database, keys).byOperator(name, roles)).catch(
          (error) => {
            throw error instanceof NotPossible ? new Misuse(error.message) : error;
          },
        );
        say(`${name} will be ${invited.roles.join(', ')}. The link works once, until ${instant(invited.expiresAt)}:`);
        say(linkOf(CONSOLE_URL ?? `http://localhost:${CONSOLE_PORT}`, invited.token));
      },
    },
  };
}

function rolesOf(text: unknown): StaffRole[] {
  const words = (typeof text === 'string' ? text : '').split(',').map((word) => word.trim());
  const roles = words.filter((word) => word !== '');
  const unknown = roles.filter((role) => !isStaffRole(role));
  if (unknown.length === 0) return roles.filter(isStaffRole);
  throw new Misuse(`there is no role ${unknown.join(', ')}; the roles are ${ROLES.join(', ')}`);
}

/** The service of invitations without the console around it. */
export function invitationsOf(database: Database, keys: DataKeys): Invitations {
  return new Invitations(
    database,
    new StaffRepository(),
    new InvitationRepository(),
    new CredentialRepository(keys),
    new Acts(database, new StaffActs(), new Clock()),
    new Clock(),
  );
}

function instant(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

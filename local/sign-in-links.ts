/** Links with which the first two people come into a console that nobody has entered yet. */
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { invitationsOf } from '../src/console/console.cli';
import type { StaffRole } from '../src/console/frame/permissions';
import { linkOf } from '../src/console/staff/link';
import { StaffRepository } from '../src/console/staff/staff.repository';
import { Settings } from '../src/platform/config/settings';
import { Database } from '../src/platform/database/database.service';
import { databaseSettings } from '../src/platform/database/database-settings';
import { Health } from '../src/platform/telemetry/health.service';
import { ALL_SECTIONS, atRestSettings } from '../src/roles';

export interface SignInLink {
  readonly name: string;
  readonly roles: readonly StaffRole[];
  readonly url: string;
}

/** What needs two people can be tried by one, in two browsers. */
const FIRST_TWO: readonly (readonly [name: string, roles: readonly StaffRole[]])[] = [
  ['first', ['intake', 'case_officer', 'publisher', 'operator', 'administrator']],
  ['second', ['legal_approver', 'custodian', 'auditor']],
];

/**
 * Invites both, as `staff invite` does; links of an earlier run that nobody used are replaced. Undefined when somebody
 * else than `invented` people is in already: then it is theirs to invite.
 */
export async function signInLinks(
  settings: Readonly<Record<string, string>>,
  consoleUrl: string,
  invented: ReadonlySet<string>,
): Promise<SignInLink[] | undefined> {
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const read = Settings.read(settings, [databaseSettings, atRestSettings], ALL_SECTIONS, readFile);
  const dataSource = new DataSource({ type: 'postgres', url: read.get(databaseSettings).DATABASE_URL });
  await dataSource.initialize();
  try {
    const database = new Database(dataSource, new Health());
    const people = await new StaffRepository().all(database);
    if (people.some((one) => one.enrolledAt !== null && !invented.has(one.name))) return undefined;
    const invitations = invitationsOf(database, read.get(atRestSettings).DATA_KEYS_FILE);
    const links: SignInLink[] = [];
    for (const [name, roles] of FIRST_TWO) {
      const invited = await invitations.byOperator(name, roles);
      links.push({ name, roles: invited.roles, url: linkOf(consoleUrl, invited.token) });
    }
    return links;
  } finally {
    await dataSource.destroy();
  }
}

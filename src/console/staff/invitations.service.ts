/** Invites people by links that work once: new ones, and those who have lost all they sign in with. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Database, type Sql } from '../../platform/database/database.service';
import { Acts } from '../audit/acts.service';
import type { StaffRole } from '../frame/permissions';
import { CredentialRepository } from './credential.repository';
import { type Invitation, LinkOver, type OpenInvitation } from './invitation';
import { InvitationRepository } from './invitation.repository';
import { NotPossible } from './not-possible';
import { isActive, type Person } from './person';
import { ADMINISTRATOR, type Grantor, whyNotThese, whyNotThisPerson } from './role-rules';
import { hashOf, newToken } from './secrets';
import { StaffRepository } from './staff.repository';
import { whyNoName } from './staff-name';
import { SECRET_BYTES } from './totp';

const HOUR_MS = 3_600_000;
/** By the operator, who hands it over at once. */
const BY_OPERATOR_MS = 24 * HOUR_MS;
const BY_STAFF_MS = 72 * HOUR_MS;
/** The name under which the log keeps what was done from the command line. */
export const OPERATOR = 'operator';

export interface Invited {
  /** Goes into the link, and nowhere else. */
  readonly token: string;
  readonly expiresAt: Date;
  readonly roles: readonly StaffRole[];
}

@Injectable()
export class Invitations {
  constructor(
    private readonly database: Database,
    private readonly staff: StaffRepository,
    private readonly repository: InvitationRepository,
    private readonly credentials: CredentialRepository,
    private readonly acts: Acts,
    private readonly clock: Clock,
  ) {}

  /**
   * From the command line: whoever has the database has all. While nobody administers, the person invited will.
   * Throws NotPossible.
   */
  async byOperator(name: string, roles: readonly StaffRole[]): Promise<Invited> {
    return this.database.transaction(async (sql) => {
      await this.staff.lockRoles(sql);
      const people = await this.staff.all(sql);
      const isFirst = await this.isWithoutAdministrator(sql, people);
      const known = people.find((person) => person.name === name);
      const all = [...new Set([...(isFirst ? [ADMINISTRATOR] : []), ...roles, ...(known?.roles ?? [])])];
      if (known?.disabledAt) throw new NotPossible(`${name} is locked out; an administrator can let them in again`);
      if (known !== undefined) await this.staff.setRoles(sql, known.id, all);
      const id = known?.id ?? (await this.addPerson(sql, name, all, OPERATOR));
      return this.invite(sql, { id, name, roles: all }, OPERATOR);
    });
  }

  /** Somebody new. Throws NotPossible. */
  async byStaff(by: Grantor, name: string, roles: readonly StaffRole[]): Promise<Invited> {
    const reason = whyNotThese(by, name, [], roles);
    if (reason !== undefined) throw new NotPossible(reason, 'roles');
    return this.database.transaction(async (sql) => {
      const id = await this.addPerson(sql, name, roles, by.name);
      return this.invite(sql, { id, name, roles }, by.name);
    });
  }

  /**
   * A new link for somebody who is there: it replaces an unused one, and, once used, everything they signed in with.
   * Throws NotPossible.
   */
  async again(by: Grantor, name: string): Promise<Invited> {
    return this.database.transaction(async (sql) => {
      const person = await this.staff.find(sql, name);
      if (person === undefined || person.disabledAt !== null)
        throw new NotPossible('There is nobody of this name to invite');
      const reason = whyNotThisPerson(by, person);
      if (reason !== undefined) throw new NotPossible(reason);
      return this.invite(sql, person, by.name);
    });
  }

  /** Throws NotPossible. */
  async revoke(by: Grantor, name: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      const person = await this.staff.find(sql, name);
      if (person === undefined) throw new NotPossible('There is nobody of this name');
      const reason = whyNotThisPerson(by, person);
      if (reason !== undefined) throw new NotPossible(reason);
      if (!(await this.repository.revoke(sql, person.id, this.now()))) throw new NotPossible('No invitation is open');
      await this.acts.record(sql, { by: by.name, kind: 'invitation_revoked', subject: name });
    });
  }

  /** Locked until the end of a transaction. Throws LinkOver. */
  async opened(sql: Sql, token: string): Promise<OpenInvitation> {
    const invitation = await this.repository.findOpen(sql, hashOf(token), this.now());
    if (invitation === undefined) throw new LinkOver();
    return invitation;
  }

  /** Once: from now on the person it was for can sign in. */
  async use(sql: Sql, { id, staffId }: Invitation): Promise<void> {
    await this.repository.use(sql, id, this.now());
    await this.staff.setEnrolled(sql, staffId, this.now());
  }

  /** Those whose links still work, by the id of the person. */
  async open(): Promise<ReadonlyMap<string, Invitation>> {
    const all = await this.repository.allOpen(this.database, this.now());
    return new Map(all.map((one) => [one.staffId, one]));
  }

  /** Nobody administers, nor has a link with which they soon will. */
  private async isWithoutAdministrator(sql: Sql, people: readonly Person[]): Promise<boolean> {
    const invited = new Set((await this.repository.allOpen(sql, this.now())).map(({ staffId }) => staffId));
    const administrators = people.filter(({ roles }) => roles.includes(ADMINISTRATOR));
    return !administrators.some((one) => isActive(one) || (one.disabledAt === null && invited.has(one.id)));
  }

  private async addPerson(sql: Sql, name: string, roles: readonly StaffRole[], by: string): Promise<string> {
    const reason = whyNoName(name);
    if (reason !== undefined) throw new NotPossible(reason, 'name');
    if (roles.length === 0) throw new NotPossible('Choose at least one role', 'roles');
    const id = randomUUID();
    const isNew = await this.staff.add(sql, { id, name, roles, createdBy: by, createdAt: this.now() });
    if (!isNew) throw new NotPossible(`The name ${name} was given before; names are never used again`, 'name');
    return id;
  }

  private async invite(sql: Sql, person: Pick<Person, 'id' | 'name' | 'roles'>, by: string): Promise<Invited> {
    const { id: staffId, name, roles } = person;
    const token = newToken(randomBytes);
    const createdAt = this.now();
    const expiresAt = new Date(createdAt.getTime() + (by === OPERATOR ? BY_OPERATOR_MS : BY_STAFF_MS));
    const invitation = { id: randomUUID(), staffId, createdBy: by, createdAt, expiresAt };
    await this.repository.add(sql, invitation, hashOf(token));
    await this.credentials.setNewTotp(sql, staffId, randomBytes(SECRET_BYTES));
    await this.acts.record(sql, { by, kind: 'staff_invited', subject: name, details: { roles: roles.join(' ') } });
    return { token, expiresAt, roles };
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

/** Who is there, what they may do, and who is locked out: each change is an act, and counts at the next click. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Database, type Sql } from '../../platform/database/database.service';
import { REASON_LENGTH, whyUnfit } from '../audit/act';
import { Acts } from '../audit/acts.service';
import type { StaffRole } from '../frame/permissions';
import { InvitationRepository } from './invitation.repository';
import { NotPossible } from './not-possible';
import type { Person } from './person';
import { type Grantor, leavesNoAdministrator, whyNotThese, whyNotThisPerson } from './role-rules';
import { SessionRepository } from './session.repository';
import { StaffRepository } from './staff.repository';

@Injectable()
export class People {
  constructor(
    private readonly database: Database,
    private readonly staff: StaffRepository,
    private readonly invitations: InvitationRepository,
    private readonly sessions: SessionRepository,
    private readonly acts: Acts,
    private readonly clock: Clock,
  ) {}

  all(): Promise<Person[]> {
    return this.staff.all(this.database);
  }

  find(name: string): Promise<Person | undefined> {
    return this.staff.find(this.database, name);
  }

  /** Sessions go on with the new roles; a proof given for what they could do before counts no more. Throws NotPossible. */
  async setRoles(by: Grantor, name: string, roles: readonly StaffRole[]): Promise<void> {
    if (roles.length === 0)
      throw new NotPossible('Choose at least one role; to take all, lock the person out', 'roles');
    await this.change(name, async (sql, person) => {
      const reason = whyNotThese(by, name, person.roles, roles);
      if (reason !== undefined) throw new NotPossible(reason, 'roles');
      await this.staff.setRoles(sql, person.id, roles);
      await this.sessions.forgetStepUps(sql, person.id);
      const details = { before: person.roles.join(' '), after: roles.join(' ') };
      await this.acts.record(sql, { by: by.name, kind: 'staff_roles_changed', subject: name, details });
    });
  }

  /** Ends their sessions and their invitation, now. Throws NotPossible. */
  async lockOut(by: Grantor, name: string, reason: string): Promise<void> {
    demandReason(reason);
    await this.change(name, async (sql, person) => {
      if (person.disabledAt !== null) throw new NotPossible(`${name} is locked out already`);
      const why = whyNotThisPerson(by, person);
      if (why !== undefined) throw new NotPossible(why);
      const now = new Date(this.clock.now());
      await this.staff.setDisabled(sql, person.id, now);
      await this.sessions.endAll(sql, person.id);
      await this.invitations.revoke(sql, person.id, now);
      await this.acts.record(sql, { by: by.name, kind: 'staff_locked_out', subject: name, reason: reason.trim() });
    });
  }

  /** With what they signed in with before. Throws NotPossible. */
  async letIn(by: Grantor, name: string, reason: string): Promise<void> {
    demandReason(reason);
    await this.change(name, async (sql, person) => {
      if (person.disabledAt === null) throw new NotPossible(`${name} is not locked out`);
      const why = whyNotThisPerson(by, person);
      if (why !== undefined) throw new NotPossible(why);
      await this.staff.setDisabled(sql, person.id, null);
      await this.acts.record(sql, { by: by.name, kind: 'staff_let_in', subject: name, reason: reason.trim() });
    });
  }

  private async change(name: string, work: (sql: Sql, person: Person) => Promise<void>): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.staff.lockRoles(sql);
      const person = await this.staff.find(sql, name);
      if (person === undefined) throw new NotPossible('There is nobody of this name');
      await work(sql, person);
      if (leavesNoAdministrator(await this.staff.all(sql))) {
        throw new NotPossible('The last administrator stays: nobody could give roles any more', 'roles');
      }
    });
  }
}

/** Throws NotPossible for one that the log of acts would not take. */
function demandReason(reason: string): void {
  const text = reason.trim();
  if (text === '') throw new NotPossible('Say why, for whoever reads the log of acts', 'reason');
  if (text.length > REASON_LENGTH) throw new NotPossible(`A reason has at most ${REASON_LENGTH} characters`, 'reason');
  const why = whyUnfit(text);
  if (why !== undefined) throw new NotPossible(`The reason ${why}`, 'reason');
}

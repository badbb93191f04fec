/** Changes of the directory, each recorded as an act of who made it. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.service';
import { Authorities } from '../../transparency/authorities.service';
import type { Authority } from '../../transparency/authority';
import type { FoundAct } from '../audit/act';
import { Acts } from '../audit/acts.service';
import { StaffActs } from '../staff-acts.repository';
import type { ReadAuthority } from './authority-form';

const MOST_ACTS = 100;

@Injectable()
export class AuthorityDesk {
  constructor(
    private readonly database: Database,
    private readonly authorities: Authorities,
    private readonly acts: Acts,
    private readonly staffActs: StaffActs,
  ) {}

  /** Answers its id. Throws NotAllowed when it is there already. */
  async add({ given, contacts }: ReadAuthority, by: string): Promise<string> {
    return this.database.transaction(async (sql) => {
      const id = await this.authorities.addIn(sql, given, contacts?.to ?? null);
      const details = { ...given, contacts: contacts?.to == null ? 'none' : 'added' };
      await this.acts.record(sql, { by, kind: 'authority_added', subject: id, details });
      return id;
    });
  }

  /** Nothing is recorded where nothing changed. Throws as Authorities.changeIn(). */
  async change(seen: Pick<Authority, 'id' | 'version'>, { given, contacts }: ReadAuthority, by: string): Promise<void> {
    await this.database.transaction(async (sql) => {
      const details = await this.authorities.changeIn(sql, seen, given, contacts);
      if (Object.keys(details).length === 0) return;
      await this.acts.record(sql, { by, kind: 'authority_changed', subject: seen.id, details });
    });
  }

  /** Null when none are kept. Each look is recorded. */
  async contacts(id: string, by: string): Promise<string | null> {
    const contacts = await this.authorities.contacts(id);
    await this.acts.record(this.database, { by, kind: 'authority_contacts_read', subject: id });
    return contacts;
  }

  /** Who wrote and changed it, the newest first. */
  history(id: string): Promise<FoundAct[]> {
    return this.staffActs.find(this.database, { subject: id }, { order: 'newest first', limit: MOST_ACTS });
  }
}

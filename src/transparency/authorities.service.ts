/** The directory of authorities: who asks again and again, and how to reach them without their letter. */
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '../platform/database/database.service';
import { NotAllowed } from './approval';
import { type Authority, authorityChanges, type ContactsChange, type NewAuthority } from './authority';
import { AuthorityRepository } from './storage/authority.repository';
import { BoardRepository } from './storage/board.repository';

@Injectable()
export class Authorities {
  constructor(
    private readonly database: Database,
    private readonly authorities: AuthorityRepository,
    private readonly board: BoardRepository,
  ) {}

  list(): Promise<Authority[]> {
    return this.authorities.list(this.database);
  }

  one(id: string): Promise<Authority | undefined> {
    return this.authorities.one(this.database, id);
  }

  /** How many cases name each, also those whose existence is secret: for nobody but who may read cases. */
  counts(): Promise<ReadonlyMap<string, number>> {
    return this.board.countsByAuthority(this.database);
  }

  /** Null when none are kept. Throws SealError. */
  contacts(id: string): Promise<string | null> {
    return this.authorities.contacts(this.database, id);
  }

  /** Answers its id. Throws NotAllowed when it is there already. */
  async addIn(sql: Sql, given: NewAuthority, contacts: string | null): Promise<string> {
    const id = randomUUID();
    if (!(await this.authorities.add(sql, id, given, contacts))) throw new NotAllowed(TAKEN);
    return id;
  }

  /**
   * Answers what changed, for the record of who changed it; nothing, when all is as it was. Throws NotAllowed when
   * somebody was quicker, or another has that name.
   */
  async changeIn(
    sql: Sql,
    seen: Pick<Authority, 'id' | 'version'>,
    given: NewAuthority,
    contacts: ContactsChange,
  ): Promise<ReturnType<typeof authorityChanges>> {
    const before = await this.authorities.one(sql, seen.id);
    if (before === undefined) throw new NotAllowed('there is no such authority');
    if (await this.authorities.isTaken(sql, given, seen.id)) throw new NotAllowed(TAKEN);
    const changes = authorityChanges(before, given, contacts);
    if (Object.keys(changes).length === 0) return {};
    if (!(await this.authorities.change(sql, seen, given, contacts))) {
      throw new NotAllowed('somebody changed it meanwhile; look at it again');
    }
    return changes;
  }
}

const TAKEN = 'the directory has an authority of that name in that country already';

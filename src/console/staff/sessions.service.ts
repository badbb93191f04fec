/** Sessions of staff: opened after sign-in, found by the cookie, made stronger for five minutes, short, ended at will. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Database, type Sql } from '../../platform/database/database.service';
import { isStaffRole } from '../frame/permissions';
import type { Visitor } from '../frame/visitor';
import type { OwnSession } from './account';
import { browserInWords } from './browser-words';
import { hashOf, newToken, TOKEN_LENGTH } from './secrets';
import { SessionRepository } from './session.repository';
import { NOTED_EVERY_MS } from './session-life';

@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly repository: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /** Answers the token for the cookie, always a new one; the database keeps its hash. */
  async open(
    staffId: string,
    userAgent: string | undefined,
    isSteppedUp = false,
    sql: Sql = this.database,
  ): Promise<string> {
    const token = newToken(randomBytes);
    const now = this.clock.now();
    await this.repository.forgetOver(sql, now);
    await this.repository.add(sql, {
      id: randomUUID(),
      staffId,
      tokenHash: hashOf(token),
      agentHash: hashOf(userAgent ?? ''),
      browser: browserInWords(userAgent ?? ''),
      createdAt: new Date(now),
      steppedUpAt: isSteppedUp ? new Date(now) : null,
    });
    return token;
  }

  /** Undefined for no session, one that is over, another browser's, and a person who is no longer with us. */
  async visitorOf(token: string | undefined, userAgent: string | undefined): Promise<Visitor | undefined> {
    if (token?.length !== TOKEN_LENGTH) return undefined;
    const now = this.clock.now();
    const row = await this.repository.find(this.database, hashOf(token), now);
    if (row === undefined || !row.agent_hash.equals(hashOf(userAgent ?? ''))) return undefined;
    if (now - row.seen_at.getTime() >= NOTED_EVERY_MS) {
      await this.repository.noteUse(this.database, row.id, new Date(now));
    }
    return {
      staffId: row.staff_id,
      name: row.name,
      roles: row.roles.filter(isStaffRole),
      sessionId: row.id,
      steppedUpAt: row.stepped_up_at?.getTime(),
    };
  }

  /**
   * The visitor with the roles of this moment, for what goes on by itself: that is no use of the session. Undefined when
   * the session is over.
   */
  async still(visitor: Visitor): Promise<Visitor | undefined> {
    const rows = await this.repository.of(this.database, visitor.staffId, this.clock.now());
    const row = rows.find(({ id }) => id === visitor.sessionId);
    return row && { ...visitor, roles: row.roles.filter(isStaffRole) };
  }

  /** The living ones of one person, the last used first. */
  async of(staffId: string): Promise<OwnSession[]> {
    const rows = await this.repository.of(this.database, staffId, this.clock.now());
    return rows.map((row) => ({ id: row.id, browser: row.browser, begunAt: row.created_at, usedAt: row.seen_at }));
  }

  /** Answers the token for the cookie from now on; the last one is worth nothing any more. */
  async stepUp(sql: Sql, sessionId: string): Promise<string> {
    const token = newToken(randomBytes);
    await this.repository.stepUp(sql, sessionId, hashOf(token), new Date(this.clock.now()));
    return token;
  }

  /** False when there is no such session of this person. */
  close(staffId: string, sessionId: string, sql: Sql = this.database): Promise<boolean> {
    return this.repository.end(sql, staffId, sessionId);
  }

  closeAll(sql: Sql, staffId: string, but?: string): Promise<void> {
    return this.repository.endAll(sql, staffId, but);
  }
}

/** Sessions of staff: opened after sign-in, found by the cookie, short, and ended at will. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.service';
import { Database } from '../../platform/database/database.service';
import { isStaffRole } from '../frame/permissions';
import type { Visitor } from '../frame/visitor';
import { SessionRepository } from './session.repository';

/** Without a page for this long a session is over. */
export const IDLE_MS = 30 * 60_000;
/** After this long it is over in any case. */
export const LONGEST_MS = 8 * 3_600_000;

@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly repository: SessionRepository,
    private readonly clock: Clock,
  ) {}

  /** Answers the token for the cookie; the database keeps its hash. */
  async open(staffId: string, userAgent: string | undefined, isSteppedUp = false): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const now = new Date(this.clock.now());
    await this.repository.add(this.database, {
      id: randomUUID(),
      staffId,
      tokenHash: hashOf(token),
      agentHash: hashOf(userAgent ?? ''),
      createdAt: now,
      steppedUpAt: isSteppedUp ? now : null,
    });
    return token;
  }

  /** Undefined for no session, one that is over, another browser's, and a person who is no longer with us. */
  async visitorOf(token: string | undefined, userAgent: string | undefined): Promise<Visitor | undefined> {
    if (token === undefined || token.length > 64) return undefined;
    const now = this.clock.now();
    const row = await this.repository.find(this.database, hashOf(token), {
      createdAfter: new Date(now - LONGEST_MS),
      seenAfter: new Date(now - IDLE_MS),
      now: new Date(now),
    });
    if (row === undefined || !row.agent_hash.equals(hashOf(userAgent ?? ''))) return undefined;
    return {
      staffId: row.staff_id,
      name: row.name,
      roles: row.roles.filter(isStaffRole),
      sessionId: row.id,
      steppedUpAt: row.stepped_up_at?.getTime(),
    };
  }

  async close(sessionId: string): Promise<void> {
    await this.repository.remove(this.database, sessionId);
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

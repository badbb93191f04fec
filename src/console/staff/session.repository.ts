/** SQL of sessions. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';

interface SessionRow {
  readonly id: string;
  readonly staff_id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly agent_hash: Buffer;
  readonly stepped_up_at: Date | null;
}

interface NewSession {
  readonly id: string;
  readonly staffId: string;
  readonly tokenHash: Buffer;
  readonly agentHash: Buffer;
  readonly createdAt: Date;
  readonly steppedUpAt: Date | null;
}

interface Alive {
  readonly createdAfter: Date;
  readonly seenAfter: Date;
  readonly now: Date;
}

@Injectable()
export class SessionRepository {
  async add(sql: Sql, session: NewSession): Promise<void> {
    await sql.query(
      `INSERT INTO staff_session (id, staff_id, token_hash, agent_hash, created_at, seen_at, stepped_up_at)
       VALUES ($1, $2, $3, $4, $5, $5, $6)`,
      [session.id, session.staffId, session.tokenHash, session.agentHash, session.createdAt, session.steppedUpAt],
    );
  }

  /** Of those alive; notes that it was seen, at most once a minute. */
  async find(sql: Sql, tokenHash: Buffer, alive: Alive): Promise<SessionRow | undefined> {
    const rows = await sql.query<SessionRow & { readonly seen_at: Date }>(
      `SELECT session.id, staff_id, name, roles, agent_hash, stepped_up_at, seen_at
       FROM staff_session AS session JOIN staff ON staff.id = staff_id
       WHERE token_hash = $1 AND session.created_at > $2 AND seen_at > $3 AND disabled_at IS NULL`,
      [tokenHash, alive.createdAfter, alive.seenAfter],
    );
    const [row] = rows;
    if (row !== undefined && alive.now.getTime() - row.seen_at.getTime() > 60_000) {
      await sql.query('UPDATE staff_session SET seen_at = $2 WHERE id = $1', [row.id, alive.now]);
    }
    return row;
  }

  async remove(sql: Sql, id: string): Promise<void> {
    await sql.query('DELETE FROM staff_session WHERE id = $1', [id]);
  }
}

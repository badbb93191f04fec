/** SQL of sessions: of what a browser carries, only the hash is here. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { IDLE_MS, LONGEST_MS } from './session-life';

interface SessionRow {
  readonly id: string;
  readonly staff_id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly agent_hash: Buffer;
  readonly browser: string;
  readonly created_at: Date;
  readonly seen_at: Date;
  readonly stepped_up_at: Date | null;
}

interface NewSession {
  readonly id: string;
  readonly staffId: string;
  readonly tokenHash: Buffer;
  readonly agentHash: Buffer;
  readonly browser: string;
  readonly createdAt: Date;
  readonly steppedUpAt: Date | null;
}

/** Those that are not over, of people who may enter, with the roles these have at this moment. */
const ALIVE = `
  SELECT session.*, name, roles FROM staff_session AS session JOIN staff ON staff.id = staff_id
   WHERE disabled_at IS NULL AND seen_at > $1 AND session.created_at > $2`;

@Injectable()
export class SessionRepository {
  async add(sql: Sql, session: NewSession): Promise<void> {
    const { id, staffId, tokenHash, agentHash, browser, createdAt, steppedUpAt } = session;
    await sql.query(
      `INSERT INTO staff_session (id, staff_id, token_hash, agent_hash, browser, created_at, seen_at, stepped_up_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
      [id, staffId, tokenHash, agentHash, browser, createdAt, steppedUpAt],
    );
  }

  async find(sql: Sql, tokenHash: Buffer, now: number): Promise<SessionRow | undefined> {
    const [row] = await sql.query<SessionRow>(`${ALIVE} AND token_hash = $3`, [...bounds(now), tokenHash]);
    return row;
  }

  /** Of one person, the last used first. */
  of(sql: Sql, staffId: string, now: number): Promise<SessionRow[]> {
    return sql.query<SessionRow>(`${ALIVE} AND staff_id = $3 ORDER BY seen_at DESC`, [...bounds(now), staffId]);
  }

  async noteUse(sql: Sql, id: string, at: Date): Promise<void> {
    await sql.query('UPDATE staff_session SET seen_at = $2 WHERE id = $1', [id, at]);
  }

  /** The browser carries something else from now on; whoever has the old token has nothing. */
  async stepUp(sql: Sql, id: string, tokenHash: Buffer, at: Date): Promise<void> {
    await sql.query('UPDATE staff_session SET token_hash = $2, stepped_up_at = $3, seen_at = $3 WHERE id = $1', [
      id,
      tokenHash,
      at,
    ]);
  }

  async forgetStepUps(sql: Sql, staffId: string): Promise<void> {
    await sql.query('UPDATE staff_session SET stepped_up_at = NULL WHERE staff_id = $1', [staffId]);
  }

  /** False when it is not this person's. */
  async end(sql: Sql, staffId: string, id: string): Promise<boolean> {
    const ended = await sql.query('DELETE FROM staff_session WHERE staff_id = $1 AND id::text = $2 RETURNING 1', [
      staffId,
      id,
    ]);
    return ended.length === 1;
  }

  /** All of one person but one, if given. */
  async endAll(sql: Sql, staffId: string, but?: string): Promise<void> {
    await sql.query('DELETE FROM staff_session WHERE staff_id = $1 AND id IS DISTINCT FROM $2::uuid', [
      staffId,
      but ?? null,
    ]);
  }

  async forgetOver(sql: Sql, now: number): Promise<void> {
    await sql.query('DELETE FROM staff_session WHERE seen_at <= $1 OR created_at <= $2', bounds(now));
  }
}

/** Seen and begun after these a session is alive. */
function bounds(now: number): [Date, Date] {
  return [new Date(now - IDLE_MS), new Date(now - LONGEST_MS)];
}

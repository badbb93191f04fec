/** SQL of invitations: one-time links, of which only the hash is here. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { isStaffRole } from '../frame/permissions';
import type { Invitation, OpenInvitation } from './invitation';

interface Row {
  readonly id: string;
  readonly staff_id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly created_by: string;
  readonly created_at: Date;
  readonly expires_at: Date;
}

const OPEN = 'used_at IS NULL AND revoked_at IS NULL AND expires_at >';

@Injectable()
export class InvitationRepository {
  /** Takes the place of an earlier one that was not used. */
  async add(sql: Sql, invitation: Invitation, tokenHash: Buffer): Promise<void> {
    const { id, staffId, createdBy, createdAt, expiresAt } = invitation;
    await this.revoke(sql, staffId, createdAt);
    await sql.query(
      `INSERT INTO staff_invitation (id, token_hash, staff_id, created_by, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, tokenHash, staffId, createdBy, createdAt, expiresAt],
    );
  }

  /** Undefined when it was never given, is used, revoked or over. Locked until the end of a transaction. */
  async findOpen(sql: Sql, tokenHash: Buffer, now: Date): Promise<OpenInvitation | undefined> {
    const [row] = await sql.query<Row>(
      `SELECT i.*, s.name, s.roles FROM staff_invitation i JOIN staff s ON s.id = i.staff_id
        WHERE token_hash = $1 AND ${OPEN} $2 AND s.disabled_at IS NULL FOR UPDATE OF i`,
      [tokenHash, now],
    );
    if (row === undefined) return undefined;
    return { ...invitationOf(row), name: row.name, roles: row.roles.filter(isStaffRole) };
  }

  async allOpen(sql: Sql, now: Date): Promise<Invitation[]> {
    return (await sql.query<Row>(`SELECT * FROM staff_invitation WHERE ${OPEN} $1`, [now])).map(invitationOf);
  }

  async use(sql: Sql, id: string, at: Date): Promise<void> {
    await sql.query('UPDATE staff_invitation SET used_at = $2 WHERE id = $1', [id, at]);
  }

  /** Whatever is open for this person; false when nothing was. */
  async revoke(sql: Sql, staffId: string, at: Date): Promise<boolean> {
    const revoked = await sql.query(
      `UPDATE staff_invitation SET revoked_at = $2
        WHERE staff_id = $1 AND used_at IS NULL AND revoked_at IS NULL RETURNING 1`,
      [staffId, at],
    );
    return revoked.length > 0;
  }
}

function invitationOf(row: Row): Invitation {
  return {
    id: row.id,
    staffId: row.staff_id,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

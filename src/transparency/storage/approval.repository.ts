/** SQL of approvals. The database refuses a second person who is the first, and a second decision. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import type { Approval, ApprovalRequest } from '../approval';

interface Row {
  readonly id: string;
  readonly subject: Approval['subject'];
  readonly subject_id: string;
  readonly subject_hash: Buffer;
  readonly subject_json: string | null;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly approved_by: string | null;
  readonly decided_at: Date | null;
  readonly decision: Approval['decision'];
  readonly dissent_note: string | null;
}

@Injectable()
export class ApprovalRepository {
  async add(sql: Sql, id: string, request: ApprovalRequest, at: Date): Promise<void> {
    await sql.query(
      `INSERT INTO approval (id, subject, subject_id, subject_hash, subject_json, requested_by, requested_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        request.subject,
        request.subjectId,
        Buffer.from(request.subjectHash, 'hex'),
        request.subjectJson ?? null,
        request.by,
        at,
      ],
    );
  }

  /** Locked until the end of the transaction. */
  async find(sql: Sql, id: string): Promise<Approval | undefined> {
    const [row] = await sql.query<Row>('SELECT * FROM approval WHERE id = $1 FOR UPDATE', [id]);
    return row === undefined ? undefined : approvalOf(row);
  }

  /** The oldest first: not decided ones, of every subject. */
  async waiting(sql: Sql): Promise<Approval[]> {
    return (await sql.query<Row>('SELECT * FROM approval WHERE decision IS NULL ORDER BY requested_at, id')).map(
      approvalOf,
    );
  }

  /** The newest first. */
  about(sql: Sql, subjectId: string): Promise<Approval[]> {
    return this.aboutAny(sql, [subjectId]);
  }

  /** The newest first, whichever of these they are about. */
  async aboutAny(sql: Sql, subjectIds: readonly string[]): Promise<Approval[]> {
    const rows = await sql.query<Row>(
      'SELECT * FROM approval WHERE subject_id = ANY($1) ORDER BY requested_at DESC, id DESC',
      [subjectIds],
    );
    return rows.map(approvalOf);
  }

  async approvalsOf(sql: Sql, subject: Approval['subject'], subjectId: string, hash: string): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `SELECT id FROM approval WHERE subject = $1 AND subject_id = $2 AND subject_hash = $3 AND decision = 'approved'`,
      [subject, subjectId, Buffer.from(hash, 'hex')],
    );
    return rows.map((row) => row.id);
  }

  async decide(sql: Sql, id: string, decision: Decision): Promise<void> {
    await sql.query(
      'UPDATE approval SET approved_by = $2, decided_at = $3, decision = $4, dissent_note = $5 WHERE id = $1',
      [id, decision.by, decision.at, decision.decision, decision.note ?? null],
    );
  }
}

function approvalOf(row: Row): Approval {
  return {
    id: row.id,
    subject: row.subject,
    subjectId: row.subject_id,
    subjectHash: row.subject_hash.toString('hex'),
    subjectJson: row.subject_json,
    requestedBy: row.requested_by,
    requestedAtMs: row.requested_at.getTime(),
    approvedBy: row.approved_by,
    decidedAtMs: row.decided_at?.getTime() ?? null,
    decision: row.decision,
    note: row.dissent_note,
  };
}

export interface Decision {
  readonly by: string;
  readonly at: Date;
  readonly decision: 'approved' | 'refused';
  readonly note?: string;
}

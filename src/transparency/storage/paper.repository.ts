/** SQL of papers: what staff put into a case, sealed under its key. */
import { Injectable } from '@nestjs/common';
import { openUnder, sealUnder } from '../../platform/at-rest/sealing';
import type { Sql } from '../../platform/database/database.service';
import type { MediaType, StoredPaper } from '../paper';

export interface NewPaperRow {
  readonly sha256: string;
  readonly name: string;
  readonly mediaType: MediaType;
  readonly bytes: Buffer;
  readonly by: string;
  readonly at: Date;
}

const NAME = 'case_document_body.name';
const BODY = 'case_document_body.body';

@Injectable()
export class PaperRepository {
  /** Answers whether it was new to the case. */
  async add(sql: Sql, caseId: string, key: Buffer, paper: NewPaperRow): Promise<boolean> {
    const rows = await sql.query(
      `INSERT INTO case_document_body (case_id, sha256, media_type, size, name_sealed, body_sealed, added_by, added_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING size`,
      [
        caseId,
        Buffer.from(paper.sha256, 'hex'),
        paper.mediaType,
        paper.bytes.length,
        sealUnder(key, NAME, Buffer.from(paper.name)),
        sealUnder(key, BODY, paper.bytes),
        paper.by,
        paper.at,
      ],
    );
    return rows.length > 0;
  }

  async list(sql: Sql, caseId: string, key: Buffer | undefined): Promise<StoredPaper[]> {
    const rows = await sql.query<{
      sha256: Buffer;
      name_sealed: Buffer;
      media_type: MediaType;
      size: number;
      added_by: string;
      added_at: Date;
    }>(
      `SELECT sha256, name_sealed, media_type, size, added_by, added_at FROM case_document_body
        WHERE case_id = $1 ORDER BY added_at, sha256`,
      [caseId],
    );
    return rows.map((row) => ({
      sha256: row.sha256.toString('hex'),
      name: key === undefined ? null : openUnder(key, NAME, row.name_sealed).toString(),
      mediaType: row.media_type,
      size: row.size,
      by: row.added_by,
      atMs: row.added_at.getTime(),
    }));
  }

  /** Undefined when there is none. Throws SealError. */
  async bytes(sql: Sql, caseId: string, key: Buffer, sha256: string): Promise<Buffer | undefined> {
    const [row] = await sql.query<{ body_sealed: Buffer }>(
      'SELECT body_sealed FROM case_document_body WHERE case_id = $1 AND sha256 = $2',
      [caseId, Buffer.from(sha256, 'hex')],
    );
    return row === undefined ? undefined : openUnder(key, BODY, row.body_sealed);
  }
}

/** SQL of the templates of replies: versions are added and decided on once, and stay. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { type NewVersion, type Template, type TemplateVersion, templateOf } from './template';

interface Row {
  readonly reply_id: string;
  readonly version: number;
  readonly title: string;
  readonly text_en: string;
  readonly text_de: string | null;
  readonly text_fr: string | null;
  readonly text_it: string | null;
  readonly written_by: string;
  readonly written_at: Date;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly decision: TemplateVersion['decision'];
  readonly note: string | null;
}

export interface Decided {
  readonly by: string;
  readonly at: Date;
  readonly decision: 'approved' | 'refused';
  readonly note: string | null;
}

@Injectable()
export class TemplateRepository {
  /** By the title of their newest version. */
  async list(sql: Sql): Promise<Template[]> {
    const rows = await sql.query<Row>('SELECT * FROM canned_reply');
    const versions = rows.map(versionOf);
    return [...new Set(versions.map((one) => one.replyId))]
      .flatMap((id) => templateOf(versions.filter((one) => one.replyId === id)) ?? [])
      .sort((a, b) => a.versions[0].title.localeCompare(b.versions[0].title, 'en'));
  }

  async one(sql: Sql, id: string): Promise<Template | undefined> {
    return templateOf((await sql.query<Row>('SELECT * FROM canned_reply WHERE reply_id = $1', [id])).map(versionOf));
  }

  /** Answers whether there was no such version yet. */
  async add(
    sql: Sql,
    { replyId, version, by, at }: { replyId: string; version: number; by: string; at: Date },
    { title, texts }: NewVersion,
  ): Promise<boolean> {
    const rows = await sql.query(
      `INSERT INTO canned_reply (reply_id, version, title, text_en, text_de, text_fr, text_it, written_by, written_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING version`,
      [replyId, version, title, texts.en, texts.de, texts.fr, texts.it, by, at],
    );
    return rows.length === 1;
  }

  /** Answers whether nobody had decided on it. */
  async decide(sql: Sql, id: string, version: number, { by, at, decision, note }: Decided): Promise<boolean> {
    const rows = await sql.query(
      `UPDATE canned_reply SET decided_by = $3, decided_at = $4, decision = $5, note = $6
        WHERE reply_id = $1 AND version = $2 AND decision IS NULL RETURNING version`,
      [id, version, by, at, decision, note],
    );
    return rows.length === 1;
  }
}

function versionOf(row: Row): TemplateVersion {
  return {
    replyId: row.reply_id,
    version: row.version,
    title: row.title,
    texts: { en: row.text_en, de: row.text_de, fr: row.text_fr, it: row.text_it },
    writtenBy: row.written_by,
    writtenAtMs: row.written_at.getTime(),
    decision: row.decision,
    decidedBy: row.decided_by,
    decidedAtMs: row.decided_at?.getTime() ?? null,
    note: row.note,
  };
}

/** SQL of drafts and published versions; both are only ever added. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { type PublishedReport, publishedReport, type ReportVersion } from '../published-report';
import type { DraftName } from '../report-work';

export interface DraftRow {
  readonly id: string;
  readonly quarter: string;
  readonly version: number;
  /** Canonical JSON of the substance. */
  readonly json: string;
  readonly ledgerNdjson: string;
  readonly draftedBy: string;
  readonly draftedAt: Date;
}

export interface NewVersion extends ReportVersion {
  readonly draftId: string;
  readonly approvalId: string;
}

export interface VersionName {
  readonly quarter: string;
  readonly sha256: string;
}

/** A row as it is, for whoever believes none of it. */
export interface StoredVersion {
  readonly quarter: string;
  readonly version: number;
  readonly json: string;
  readonly sha256: string;
  readonly ledgerNdjson: string;
  readonly signature: string;
}

interface VersionRow {
  readonly json: string;
  readonly sha256: Buffer;
  readonly ledger_ndjson: string;
  readonly signature: string;
}

const DRAFT_NAME = `id, quarter, version, encode(sha256(convert_to(json, 'UTF8')), 'hex') AS sha256,
  drafted_by AS "draftedBy", drafted_at AS "draftedAt"`;
const COLUMNS = 'json, sha256, ledger_ndjson, signature';

@Injectable()
export class ReportRepository {
  async addDraft(sql: Sql, draft: DraftRow): Promise<void> {
    await sql.query(
      `INSERT INTO report_draft (id, quarter, version, json, ledger_ndjson, drafted_by, drafted_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [draft.id, draft.quarter, draft.version, draft.json, draft.ledgerNdjson, draft.draftedBy, draft.draftedAt],
    );
  }

  async draft(sql: Sql, id: string): Promise<DraftRow | undefined> {
    const [row] = await sql.query<DraftRow>(
      `SELECT id, quarter, version, json, ledger_ndjson AS "ledgerNdjson", drafted_by AS "draftedBy",
              drafted_at AS "draftedAt" FROM report_draft WHERE id = $1`,
      [id],
    );
    return row;
  }

  /** The newest first. */
  async draftsOf(sql: Sql, quarter: string): Promise<DraftName[]> {
    return sql.query<DraftName>(
      `SELECT ${DRAFT_NAME} FROM report_draft WHERE quarter = $1 ORDER BY drafted_at DESC, id`,
      [quarter],
    );
  }

  /** The newest draft of every quarter that has one. */
  async newestDrafts(sql: Sql): Promise<DraftName[]> {
    return sql.query<DraftName>(
      `SELECT DISTINCT ON (quarter) ${DRAFT_NAME} FROM report_draft ORDER BY quarter, drafted_at DESC, id`,
    );
  }

  async versionsOf(sql: Sql, quarter: string): Promise<ReportVersion[]> {
    const rows = await sql.query<VersionRow>(
      `SELECT ${COLUMNS} FROM report_version WHERE quarter = $1 ORDER BY version`,
      [quarter],
    );
    return rows.map(versionOf);
  }

  /** In the order of publication. */
  async all(sql: Sql): Promise<ReportVersion[]> {
    return (await sql.query<VersionRow>(`SELECT ${COLUMNS} FROM report_version ORDER BY position`)).map(versionOf);
  }

  /** The same, without reading what is in them. */
  async asStored(sql: Sql): Promise<StoredVersion[]> {
    return sql.query<StoredVersion>(
      `SELECT quarter, version, json, encode(sha256, 'hex') AS sha256, ledger_ndjson AS "ledgerNdjson", signature
         FROM report_version ORDER BY position`,
    );
  }

  /** The newest of every quarter, oldest quarter first. */
  async latest(sql: Sql): Promise<ReportVersion[]> {
    const rows = await sql.query<VersionRow>(
      `SELECT DISTINCT ON (quarter) ${COLUMNS} FROM report_version ORDER BY quarter, version DESC`,
    );
    return rows.map(versionOf);
  }

  /** What there is, in the order of publication, without reading any of it. */
  async names(sql: Sql): Promise<VersionName[]> {
    const rows = await sql.query<{ quarter: string; sha256: Buffer }>(
      'SELECT quarter, sha256 FROM report_version ORDER BY position',
    );
    return rows.map(({ quarter, sha256 }) => ({ quarter, sha256: sha256.toString('hex') }));
  }

  /** In whatever order. */
  async ofHashes(sql: Sql, hashes: readonly string[]): Promise<ReportVersion[]> {
    const rows = await sql.query<VersionRow>(`SELECT ${COLUMNS} FROM report_version WHERE sha256 = ANY($1)`, [
      hashes.map((hash) => Buffer.from(hash, 'hex')),
    ]);
    return rows.map(versionOf);
  }

  /** What was published last, of whichever quarter, and how many there are. */
  async last(sql: Sql): Promise<{ count: number; sha256: string } | undefined> {
    const [row] = await sql.query<{ position: string; sha256: Buffer }>(
      'SELECT position, sha256 FROM report_version ORDER BY position DESC LIMIT 1',
    );
    return row === undefined ? undefined : { count: Number(row.position), sha256: row.sha256.toString('hex') };
  }

  /** The caller holds the lock of the chain, so that positions are given once. */
  async add(sql: Sql, version: NewVersion): Promise<void> {
    const { report, json, sha256, ledgerNdjson, signature, draftId, approvalId } = version;
    await sql.query(
      `INSERT INTO report_version
         (position, quarter, version, json, sha256, ledger_ndjson, signature, draft_id, approval_id)
       SELECT coalesce(max(position), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8 FROM report_version`,
      [report.quarter, report.version, json, Buffer.from(sha256, 'hex'), ledgerNdjson, signature, draftId, approvalId],
    );
  }
}

/** A row that no longer has the shape of a report is shown as it is: it is the checks that say so. */
function versionOf(row: VersionRow): ReportVersion {
  const parsed: unknown = JSON.parse(row.json);
  const checked = publishedReport.safeParse(parsed);
  return {
    report: checked.success ? checked.data : (parsed as PublishedReport),
    json: row.json,
    sha256: row.sha256.toString('hex'),
    ledgerNdjson: row.ledger_ndjson,
    signature: row.signature,
  };
}

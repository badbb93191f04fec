/** SQL of drafts and published versions; both are only ever added. */
import { Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.service';
import { type PublishedReport, publishedReport, type ReportVersion, type StatedReport } from '../published-report';
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

/** Null where the ledger was not asked for. */
export interface StoredLinked extends Omit<StoredVersion, 'ledgerNdjson'> {
  readonly ledgerNdjson: string | null;
}

interface VersionRow {
  readonly json: string;
  readonly sha256: Buffer;
  readonly ledger_ndjson: string;
  readonly signature: string;
}

type StatedRow = Pick<VersionRow, 'json' | 'sha256'>;

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

  /**
   * One version as it is, and before it those it names, without their ledgers: what was published before it, and what it
   * supersedes. In the order of publication; empty when there is no such version.
   */
  async storedWithLinks(sql: Sql, quarter: string, version: number): Promise<StoredLinked[]> {
    return sql.query<StoredLinked>(
      `WITH wanted AS (SELECT position FROM report_version WHERE quarter = $1 AND version = $2)
       SELECT quarter, version, json, encode(sha256, 'hex') AS sha256, signature,
              CASE WHEN one.position = wanted.position THEN ledger_ndjson END AS "ledgerNdjson"
         FROM report_version AS one, wanted
        WHERE one.position IN (wanted.position, wanted.position - 1) OR (quarter = $1 AND version = $2 - 1)
        ORDER BY one.position`,
      [quarter, version],
    );
  }

  /** What the newest of every quarter states, oldest quarter first. */
  async newestStated(sql: Sql): Promise<StatedReport[]> {
    const rows = await sql.query<StatedRow>(
      'SELECT DISTINCT ON (quarter) json, sha256 FROM report_version ORDER BY quarter, version DESC',
    );
    return rows.map(statedOf);
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

  /** The same without their ledgers. */
  async statedOfHashes(sql: Sql, hashes: readonly string[]): Promise<StatedReport[]> {
    const rows = await sql.query<StatedRow>('SELECT json, sha256 FROM report_version WHERE sha256 = ANY($1)', [
      hashes.map((hash) => Buffer.from(hash, 'hex')),
    ]);
    return rows.map(statedOf);
  }

  /** Throws an Error when no version has this hash. */
  async ledger(sql: Sql, sha256: string): Promise<string> {
    const [row] = await sql.query<Pick<VersionRow, 'ledger_ndjson'>>(
      'SELECT ledger_ndjson FROM report_version WHERE sha256 = $1',
      [Buffer.from(sha256, 'hex')],
    );
    if (row === undefined) throw new Error('a published version that is named is not there');
    return row.ledger_ndjson;
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
function reportOf(json: string): PublishedReport {
  const parsed: unknown = JSON.parse(json);
  const checked = publishedReport.safeParse(parsed);
  return checked.success ? checked.data : (parsed as PublishedReport);
}

function statedOf({ json, sha256 }: StatedRow): StatedReport {
  return { report: reportOf(json), sha256: sha256.toString('hex') };
}

function versionOf(row: VersionRow): ReportVersion {
  return {
    ...statedOf(row),
    json: row.json,
    ledgerNdjson: row.ledger_ndjson,
    signature: row.signature,
  };
}

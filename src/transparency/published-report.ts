/** The shape of a published report, `report.json`: what is signed, never changes, and can be counted again. */
import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal characters');
const date = z.iso.date();
const instant = z.iso.datetime({ offset: true });

const figure = z.strictObject({
  value: z.number().nullable(),
  status: z.enum(['exact', 'unknown', 'none']),
  unit: z.enum(['requests', 'identifiers', 'accounts', 'searches', 'orders', 'ratio', 'hours']),
  rules: z.array(z.string()),
});

const breakdownRow = z.strictObject({
  dimension: z.enum(['country', 'process', 'kind', 'category']),
  code: z.string(),
  received: z.number().int().min(0),
  outcomes: z.record(z.string(), z.number().int().min(0)),
  /** Only of categories of data, which reports by counting-rules-1 do not have. */
  held: z.boolean().nullable().optional(),
  disclosed: z.number().int().min(0).optional(),
});

/** Why there is a version; `matured` and `reopened` are updates, the others but `first` are corrections (R15). */
export const VERSION_REASONS = [
  'first',
  'late_arrival',
  'hold_lifted',
  'duplicate_merged',
  'misclassified',
  'reopened',
  'matured',
  'methodology',
  'typo',
  /** What two people decided of a published request that an order of existence hides now. */
  'withheld',
] as const;

/** One difference to the version before. `path` is a JSON Pointer (RFC 6901) into report.json, or `ledger/<ref>`. */
const reportChange = z.strictObject({
  path: z.string(),
  from: z.unknown(),
  to: z.unknown(),
});

export const publishedReport = z.strictObject({
  $schema: z.string(),
  publisher: z.string(),
  /** `2026-Q1` */
  quarter: z.string().regex(/^\d{4}-Q[1-4]$/),
  periodStart: date,
  /** The last day that belongs to it. */
  periodEnd: date,
  timeZone: z.literal('Europe/Zurich'),
  version: z.number().int().min(1),
  dataAsOf: instant,
  publishedAt: instant,
  dueAt: date,
  legacy: z.boolean(),
  rules: z.strictObject({ id: z.string(), sha256: hash }),
  figures: z.record(z.string(), figure),
  flow: z.record(z.string(), figure),
  breakdowns: z.array(breakdownRow),
  /** Names of unknown figures; those of the flow with `flow.` before them. */
  unknown: z.array(z.string()),
  notApplicable: z.array(z.string()),
  reason: z.enum(VERSION_REASONS),
  changes: z.array(reportChange),
  /** Of the bytes of ledger.ndjson. */
  ledgerSha256: hash,
  /** Null until padded commitments are adopted. */
  commitmentRoot: hash.nullable(),
  /** Of report.json that was published before this one, of whichever quarter: the public chain. Null for the first. */
  previousReportSha256: hash.nullable(),
  /** Of report.json of the version before this one, of the same quarter. */
  supersedesSha256: hash.nullable(),
  statement: z.strictObject({ secrecy: z.string(), declared: z.string().nullable() }),
});

export type PublishedReport = z.infer<typeof publishedReport>;
export type ReportChange = z.infer<typeof reportChange>;
export type VersionReason = (typeof VERSION_REASONS)[number];

/** In every report, whether or not there is such an order (R12). */
export const SECRECY_STATEMENT =
  'Swiss law can oblige us to keep some orders secret for a time; such orders appear once the duty ends.';

/** What an immutable version states, without the lines of its ledger: these weigh a hundred times as much. */
export interface StatedReport {
  readonly report: PublishedReport;
  /** Of report.json. */
  readonly sha256: string;
}

/** One version with its files, as pages and files are made of it. */
export interface ReportVersion extends StatedReport {
  /** The exact bytes of report.json: canonical JSON (RFC 8785), no line end. */
  readonly json: string;
  /** ledger.ndjson: one canonical line per request, each with a line end. */
  readonly ledgerNdjson: string;
  /** The text of report.json.minisig. */
  readonly signature: string;
}

/** Checks published reports as a reader can: bytes, hashes, links, sums, and every figure counted again. */
import { basename } from 'node:path';
import { canonicalJson, sha256 } from '../../platform/canonical-json';
import { OUTCOMES } from '../enumerations';
import type { Figures } from '../figure';
import type { LedgerLine } from '../ledger';
import { type PublishedReport, publishedReport } from '../published-report';
import { asQuarter } from '../quarter';
import { PRIVATE_FIGURE_NAMES, recount } from '../quarter-count';
import { tableFaults } from './files-beside';
import { hasUsualComment, MinisignError, type VerifyingKey, verify } from './minisign';
import { ledgerOf } from './report-content';

/** One version as it was found, believed in nothing; what is not at hand is undefined. */
export interface FoundReport {
  /** How faults name it: a path, or a quarter and version. */
  readonly name: string;
  readonly json: Buffer;
  readonly ledgerNdjson?: string;
  readonly signature?: string;
  readonly sha256File?: string;
  readonly figuresCsv?: string;
  readonly ledgerCsv?: string;
  readonly changesJson?: string;
  readonly dsaCsv?: string;
  /** Under which name it is kept, where that is written outside of it. */
  readonly keptAs?: Pick<PublishedReport, 'quarter' | 'version'>;
}

export interface ReportFault {
  readonly name: string;
  readonly message: string;
}

/**
 * Every fault of every report; with several, their links to each other are checked too. `isWhole` says that these are
 * all that were published, in the order of publication.
 */
export function verifyReports(
  found: readonly FoundReport[],
  key: VerifyingKey | undefined,
  isWhole = false,
): ReportFault[] {
  const faults: ReportFault[] = [];
  const read = found.map((one) => ({ one, report: readReport(one, faults), hash: sha256(one.json) }));
  for (const { one, report, hash } of read) {
    const fault = (message: string) => faults.push({ name: one.name, message });
    for (const message of outsideFaults(one, hash, key)) fault(message);
    if (report === undefined) continue;
    for (const message of [...nameFaults(one, report), ...sumFaults(report)]) fault(message);
    const ofLedger = ledgerFaults(one, report);
    for (const message of ofLedger) fault(message);
    // Of a ledger that is not the signed one nothing follows.
    const { figuresCsv, changesJson } = one;
    const tables = ofLedger.length === 0 ? one : { figuresCsv, changesJson };
    for (const message of tableFaults(tables, report)) fault(message);
  }
  return [...faults, ...linkFaults(read), ...(isWhole ? wholeChainFaults(read) : chainFaults(read))];
}

function readReport({ name, json }: FoundReport, faults: ReportFault[]): PublishedReport | undefined {
  const text = json.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    faults.push({ name, message: 'report.json is not JSON' });
    return undefined;
  }
  if (canonicalJson(value) !== text) faults.push({ name, message: 'report.json is not in canonical form (RFC 8785)' });
  const read = publishedReport.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  faults.push({ name, message: `report.json is no report: ${issue?.path.join('.')}: ${issue?.message}` });
  return undefined;
}

/** What was written beside the report, and the signature. */
function outsideFaults(found: FoundReport, hash: string, key: VerifyingKey | undefined): string[] {
  const faults: string[] = [];
  if (found.sha256File !== undefined && !isSha256File(found.sha256File, hash, basename(found.name))) {
    faults.push(`report.json has SHA-256 ${hash}, not the one that is written beside it`);
  }
  if (key !== undefined && found.signature === undefined) faults.push('there is no signature');
  if (key !== undefined && found.signature !== undefined) {
    try {
      const comment = verify(key, found.json, found.signature);
      if (!comment.includes(`sha256=${hash}`)) faults.push('its signature speaks of another report');
      if (!hasUsualComment(key, found.signature)) faults.push('the untrusted comment of its signature was changed');
    } catch (error) {
      if (!(error instanceof MinisignError)) throw error;
      faults.push(`signature: ${error.message}`);
    }
  }
  return faults;
}

/** A line as sha256sum writes and checks it, or the hash alone. */
function isSha256File(text: string, hash: string, ownName: string): boolean {
  const [, written, name] = /^([0-9a-f]{64})(?: [ *](.+?))?\r?\n?$/.exec(text) ?? [];
  return written === hash && (name === undefined || name === 'report.json' || name === ownName);
}

function nameFaults({ keptAs }: FoundReport, { quarter, version, supersedesSha256 }: PublishedReport): string[] {
  const faults: string[] = [];
  if (keptAs !== undefined && (keptAs.quarter !== quarter || keptAs.version !== version)) {
    faults.push(`says that it is ${quarter} version ${version}`);
  }
  if ((version === 1) !== (supersedesSha256 === null)) faults.push(`as version ${version} supersedes the wrong thing`);
  return faults;
}

const printed = (figures: PublishedReport['figures'], name: string) => figures[name]?.value ?? Number.NaN;

/** R6 and R8. */
function sumFaults({ figures, flow, legacy }: PublishedReport): string[] {
  if (legacy) return [];
  const faults: string[] = [];
  const outcomes = OUTCOMES.reduce((sum, outcome) => sum + printed(figures, outcome), 0);
  if (outcomes !== printed(figures, 'received')) faults.push('received is not the sum of the outcomes (R6)');
  const end =
    printed(flow, 'open_start') + printed(flow, 'received') + printed(flow, 'reopened') - printed(flow, 'closed');
  if (end !== printed(flow, 'open_end')) faults.push('the flow does not add up (R8)');
  return faults;
}

function ledgerFaults({ ledgerNdjson }: FoundReport, report: PublishedReport): string[] {
  if (ledgerNdjson === undefined) return [];
  if (sha256(ledgerNdjson) !== report.ledgerSha256) return ['ledger.ndjson does not have the hash the report names'];
  if (report.legacy) return [];
  let lines: LedgerLine[];
  try {
    lines = ledgerOf(ledgerNdjson);
  } catch {
    return ['ledger.ndjson holds a line that is none'];
  }
  const again = recount(lines, asQuarter(report.quarter), report.rules.id);
  const faults = [
    ...differing('figures', report.figures, again.figures, PRIVATE_FIGURE_NAMES),
    ...differing('flow', report.flow, again.flow, []),
  ];
  if (canonicalJson(again.breakdowns) !== canonicalJson(report.breakdowns)) {
    faults.push('the breakdowns are not those of its ledger');
  }
  return faults;
}

function differing(what: string, shown: PublishedReport['figures'], again: Figures, except: readonly string[]) {
  const names = new Set([...Object.keys(shown), ...Object.keys(again)].filter((name) => !except.includes(name)));
  return [...names]
    .filter((name) => shown[name]?.value !== again[name]?.value)
    .map((name) => `${what}.${name} is ${shown[name]?.value}; its ledger gives ${again[name]?.value}`);
}

interface ReadReport {
  readonly one: FoundReport;
  readonly report: PublishedReport | undefined;
  readonly hash: string;
}

/** A link that names a hash nobody has is the fault of the report it should lead to, where that one is there. */
function linkFaults(read: readonly ReadReport[]): ReportFault[] {
  const faults: ReportFault[] = [];
  for (const { one, report, hash } of read) {
    if (report === undefined) continue;
    const version = (number: number) =>
      read.find((other) => other.report?.quarter === report.quarter && other.report.version === number);
    const same = version(report.version);
    if (same !== undefined && same.hash !== hash) {
      faults.push({ name: one.name, message: `is not the same as ${same.one.name}, though both are one version` });
    }
    if (report.supersedesSha256 === null) continue;
    const before = version(report.version - 1);
    if (before === undefined || before.hash === report.supersedesSha256) continue;
    faults.push({
      name: before.one.name,
      message: `is not the version that ${one.name} supersedes: it was changed after it was published`,
    });
  }
  return faults;
}

/** The public chain, of which every link is at hand. */
function wholeChainFaults(read: readonly ReadReport[]): ReportFault[] {
  const hashes = new Set(read.map((item) => item.hash));
  return read.flatMap(({ one, report }, index) => {
    const before = read[index - 1];
    const previous = report?.previousReportSha256;
    if (previous === undefined || previous === (before?.hash ?? null)) return [];
    if (before === undefined) return [{ name: one.name, message: 'names a report before it, which is missing' }];
    if (previous === null || hashes.has(previous)) {
      return [{ name: one.name, message: `was not published next after ${before.one.name}` }];
    }
    return [broken(before, one)];
  });
}

function broken(before: ReadReport, after: FoundReport): ReportFault {
  const message = `is not the report that ${after.name} names as published before it (or one between them is not at hand)`;
  return { name: before.one.name, message };
}

/** The public chain over all quarters, as far as the reports at hand reach. */
function chainFaults(read: readonly ReadReport[]): ReportFault[] {
  const readable = read.filter((item) => item.report !== undefined);
  const ordered = [...readable].sort((a, b) =>
    (a.report as PublishedReport).publishedAt < (b.report as PublishedReport).publishedAt ? -1 : 1,
  );
  const hashes = new Set(read.map((item) => item.hash));
  return ordered.flatMap(({ one, report }, index) => {
    const previous = (report as PublishedReport).previousReportSha256;
    const before = ordered[index - 1];
    if (previous === null || before === undefined || hashes.has(previous)) return [];
    return [broken(before, one)];
  });
}

/** JSON files beside the report itself: its differences, its schema, and the index of everything. */
import { z } from 'zod';
import { CURRENT_RULES } from '../../counting-rules';
import { type PublishedReport, publishedReport, type ReportVersion } from '../../published-report';
import { authoritiesPath } from '../authorities.page';
import { AUTHORITY_LANGUAGES } from '../language';
import { quarterPath, versionPath } from '../words';
import { VERSION_FILES } from './version-files';

export const SCHEMA_PATH = '/data/schema/report-1.json';
/** Of a wording of the rules, by its id. */
export const rulesPath = (id: string) => `/data/rules/${id}.json`;

export function changesJson({ quarter, version, reason, supersedesSha256, changes }: PublishedReport): string {
  return jsonText({ quarter, version, reason, supersedesSha256, changes });
}

/** JSON Schema 2020-12 of report.json. */
export function reportSchema(): string {
  return jsonText(z.toJSONSchema(publishedReport, { target: 'draft-2020-12' }));
}

/** What `/.well-known/transparency.json` says: where everything is. `all`: every version, in order of publication. */
export function transparencyIndex(all: readonly ReportVersion[], base: string): string {
  return jsonText({
    format: 'transparency-index/1',
    reports: `${base}/transparency-reports`,
    method: `${base}/method`,
    authorities: `${base}/law-enforcement`,
    authoritiesIn: Object.fromEntries(AUTHORITY_LANGUAGES.map((one) => [one, `${base}${authoritiesPath(one)}`])),
    whatWeHold: `${base}/what-we-hold`,
    verify: `${base}/verify`,
    feeds: { news: `${base}/feed.atom`, corrections: `${base}/corrections.atom` },
    schema: `${base}${SCHEMA_PATH}`,
    rules: `${base}${rulesPath(CURRENT_RULES.id)}`,
    figures: `${base}/data/all-figures.csv`,
    licence: 'CC-BY-4.0',
    versions: all.map(({ report, sha256 }) => ({
      quarter: report.quarter,
      version: report.version,
      publishedAt: report.publishedAt,
      dataAsOf: report.dataAsOf,
      sha256,
      page: `${base}${versionPath(report)}`,
      newest: `${base}${quarterPath(report.quarter)}`,
      files: Object.fromEntries(VERSION_FILES.map((file) => [file, `${base}${versionPath(report)}/${file}`])),
    })),
  });
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

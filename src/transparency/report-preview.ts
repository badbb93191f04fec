/** The public page of a draft, made by the function that makes the public page of what is published. */
import { sha256 } from '../platform/canonical-json';
import { reportPage } from './pages/report.page';
import { iconPath, style, stylePath } from './pages/style';
import { publishedReport, type ReportVersion } from './published-report';
import { publishedJson, type ReportSubstance } from './reports/report-content';

export interface PreviewFacts {
  readonly substance: ReportSubstance;
  readonly ledgerNdjson: string;
  /** Of its quarter, first to last. */
  readonly versions: readonly ReportVersion[];
  /** ISO instant; only what is published has a moment of its own, so it is not shown. */
  readonly now: string;
  /** Where the public pages are, without a slash at the end; undefined where nobody knows. */
  readonly base: string | undefined;
  /** Where PUBLIC_STYLE is served beside the preview. */
  readonly stylePath: string;
}

/** The style sheet of the public pages. */
export const PUBLIC_STYLE = style;

/** Its links lead to the public pages, or nowhere. */
export function reportPreview({ substance, ledgerNdjson, versions, now, base, ...at }: PreviewFacts): string {
  const json = publishedJson(substance, { publishedAt: now, previousReportSha256: null });
  const report = publishedReport.parse(JSON.parse(json));
  const shown: ReportVersion = { report, json, sha256: sha256(json), ledgerNdjson, signature: '' };
  const html = reportPage('en', {
    shown,
    versions: [...versions, shown],
    isNewestAddress: true,
    isPreview: true,
  });
  return html
    .replace(`<link rel="icon" href="${iconPath}" type="image/svg+xml"/>`, '')
    .replaceAll(/<link rel="alternate"[^>]*>/g, '')
    .replace(`href="${stylePath}"`, `href="${at.stylePath}"`)
    .replaceAll(/(<a\b[^>]*?) href="(\/[^"]*)"/g, (_, start: string, path: string) =>
      base === undefined ? start : `${start} href="${base}${path}"`,
    );
}

/** What a version changed: every difference, the old value struck out, then the new one. */
import type { PublishedReport, ReportChange } from '../published-report';
import { codeInWords } from './code-in-words';
import { Table } from './table';
import type { Texts } from './texts';
import { versionPath } from './words';

/** A page must stay small; the file has them all. */
const MOST_SHOWN = 100;

export function ReportChanges({ texts, report }: { texts: Texts; report: PublishedReport }) {
  const text = texts.reports.report;
  if (report.version === 1) return null;
  const more = report.changes.length - MOST_SHOWN;
  return (
    <>
      <h2>{text.changesTitle}</h2>
      <p>{`${texts.codes.reasons[report.reason]}.`}</p>
      <Table
        caption={text.changesCaption}
        columns={text.changesColumns.map((name) => ({ name }))}
        rows={report.changes
          .slice(0, MOST_SHOWN)
          .map((change) => [
            pathInWords(texts, change),
            <del key="from">{valueInWords(texts, change.from, change.to)}</del>,
            <ins key="to">{valueInWords(texts, change.to, change.from)}</ins>,
          ])}
      />
      {more <= 0 ? null : (
        <p>
          {`${text.moreChanges(more)} `}
          <a href={`${versionPath(report)}/changes.json`}>changes.json</a>
        </p>
      )}
    </>
  );
}

/** `/figures/received/value` → `Received`; a place without words stands as it is. */
function pathInWords(texts: Texts, { path }: ReportChange) {
  const [part, name = '', code = ''] = path.replace(/^\//, '').split('/');
  const { codes } = texts;
  if (part === 'figures') return codes.figures[name] ?? path;
  if (part === 'flow') return codes.figures[`flow.${name}`] ?? path;
  if (part === 'ledger') return `${texts.reports.report.changedLine} ${name}`;
  const isDimension = name === 'country' || name === 'process' || name === 'kind';
  return isDimension ? `${texts.reports.report.code[name]}: ${codeInWords(texts, name, code)}` : path;
}

/** Of a line or a row, only what differs from the `other` one; all of it when there is no other. */
function valueInWords({ reports }: Texts, value: unknown, other: unknown): string {
  if (value === null || value === undefined) return reports.report.absent;
  if (typeof value !== 'object') return String(value);
  const before = (other ?? {}) as Record<string, unknown>;
  const differing = Object.entries(value).filter(([key, one]) => JSON.stringify(one) !== JSON.stringify(before[key]));
  return differing.map(([key, one]) => `${key} ${flat(one)}`).join(', ');
}

function flat(value: unknown): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(value)
        .replace(/[{}"[\]]/g, ' ')
        .trim();
}

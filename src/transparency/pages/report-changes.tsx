/** What a version changed: every difference, the old value struck out, then the new one. */
import type { PublishedReport, ReportChange } from '../published-report';
import { Table } from './table';
import type { Texts } from './texts';

export function ReportChanges({ texts, report }: { texts: Texts; report: PublishedReport }) {
  const text = texts.reports.report;
  if (report.version === 1) return null;
  return (
    <>
      <h2>{text.changesTitle}</h2>
      <p>{`${texts.codes.reasons[report.reason]}.`}</p>
      <Table
        caption={text.changesCaption}
        columns={text.changesColumns.map((name) => ({ name }))}
        rows={report.changes.map((change) => [
          pathInWords(texts, change),
          <del key="from">{valueInWords(texts, change.from)}</del>,
          <ins key="to">{valueInWords(texts, change.to)}</ins>,
        ])}
      />
    </>
  );
}

/** `/figures/received/value` → `Received`; a path without words stands as it is. */
function pathInWords({ codes }: Texts, { path }: ReportChange): string {
  const [, part, name] = path.split('/');
  if (part === 'figures') return codes.figures[name ?? ''] ?? path;
  if (part === 'flow') return codes.figures[`flow.${name}`] ?? path;
  return path;
}

function valueInWords(texts: Texts, value: unknown): string {
  if (value === undefined || value === null) return texts.reports.report.absent;
  if (typeof value === 'object' && 'value' in value && value.value !== null) return String(value.value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What a version changed: every difference, the old value struck out, then the new one. */
import type { PublishedReport } from '../published-report';
import { changeInWords } from './changes-in-words';
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
        asCards
        caption={text.changesCaption}
        columns={text.changesColumns.map((name) => ({ name }))}
        rows={report.changes.slice(0, MOST_SHOWN).map((change) => {
          const [what, before, now] = changeInWords(texts, change);
          return [what, <del key="from">{before}</del>, <ins key="to">{now}</ins>];
        })}
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

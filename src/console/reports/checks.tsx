/** The checks before a report, each with what it found and where to look. */
import type { ReportCheck } from '../../transparency/report-checks';
import { codeName, dayInWords, quarterInWords } from '../../transparency/report-words';
import { Badge, Table } from '../frame/pieces';
import { CHECK_WORDS, quarterPath } from './words';

/** More than this are counted, not listed. */
const MOST_LISTED = 20;

export function Checks({ checks }: { readonly checks: readonly ReportCheck[] }) {
  return (
    <>
      <h2 id="checks">Checks</h2>
      <Table
        caption="What must hold, and what somebody should know before they approve"
        columns={['Check', 'Result', 'Found'].map((name) => ({ name }))}
        rows={checks.map((check) => [
          <span key="title" id={check.id}>
            {check.title}
          </span>,
          <Badge key="result" tone={CHECK_WORDS[check.result].tone}>
            {CHECK_WORDS[check.result].text}
          </Badge>,
          <Finding key="finding" check={check} />,
        ])}
        empty="There is nothing to check."
      />
    </>
  );
}

function Finding({ check: { finding, cases, quarters } }: { readonly check: ReportCheck }) {
  const more = cases.length - MOST_LISTED;
  return (
    <>
      {finding}
      {quarters.map((quarter, index) => (
        <>
          {index === 0 ? ' ' : ', '}
          <a href={quarterPath(quarter)}>{quarterInWords(quarter)}</a>
        </>
      ))}
      {cases.length > 0 && (
        <ul>
          {cases.slice(0, MOST_LISTED).map((one) => (
            <li key={one.id}>
              <a href={`/cases/${one.id}`}>
                {`${codeName('process', one.process)}, received ${dayInWords(one.facts.receivedDate)}`}
              </a>
            </li>
          ))}
          {more > 0 && <li>{`and ${more} more`}</li>}
        </ul>
      )}
    </>
  );
}

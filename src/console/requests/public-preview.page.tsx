/** What a case changes in public: its line in the ledger, and every figure of its quarter with it and without it. */

import { caseNumber } from '../../transparency/case-number';
import type { CaseSummary } from '../../transparency/case-summary';
import { type LedgerLine, UNDISCLOSED } from '../../transparency/ledger';
import type { PublicPreview } from '../../transparency/public-preview';
import { quarterInWords } from '../../transparency/report-words';
import type { StaffContext } from '../frame/page-context';
import { Facts, Table } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { countryName } from './countries';
import { W } from './words';

export interface PreviewFacts {
  readonly summary: CaseSummary;
  readonly preview: PublicPreview;
  /** The case it is counted as. */
  readonly counted: CaseSummary | undefined;
}

export function publicPreviewPage(context: StaffContext, { summary, preview, counted }: PreviewFacts): string {
  const number = caseNumber(summary);
  return consolePage(context, { title: `${number} in public`, menu: '/cases' }, () => (
    <>
      <p>
        <a href={`/cases/${summary.id}`}>Back to {number}</a>
      </p>
      {counted !== undefined && counted.id !== summary.id && (
        <p>
          It counts as a part of <a href={`/cases/${counted.id}`}>{caseNumber(counted)}</a>.
        </p>
      )}
      <p class="lead">{leadOf(preview)}</p>
      <Table
        caption={`Figures of ${quarterInWords(preview.quarter)} as they would be counted now`}
        columns={[{ name: 'Figure' }, { name: 'Without', isNumber: true }, { name: 'With', isNumber: true }]}
        rows={preview.changes.map((change) => [
          W.figures[change.name] === undefined ? change.name : nameOf(change.name),
          <del key="without">{figureInWords(change.without)}</del>,
          <ins key="with">{figureInWords(change.with)}</ins>,
        ])}
        empty="No figure changes: the case is secret, or belongs to none of the lines."
      />
      <h2>Its line in the ledger</h2>
      {preview.line === undefined ? <p class="empty">None.</p> : <Line line={preview.line} />}
    </>
  ));
}

function leadOf(preview: PublicPreview): string {
  if (preview.isSecret) return 'Its existence is secret: it is in no figure, list or file.';
  return `It counts in ${quarterInWords(preview.quarter)}. A report that is published already changes only with a new version.`;
}

function nameOf(name: string): string {
  return name.startsWith('flow.') ? `Flow: ${W.figures[name]}` : (W.figures[name] ?? name);
}

function figureInWords(value: number | null): string {
  return value === null ? 'none' : String(Math.round(value * 1_000) / 1_000);
}

const quartersOf = (quarters: readonly string[]) => quarters.map(quarterInWords).join(', ') || 'none';
const countOrNone = (count: number | null) => (count === null ? 'not recorded for each' : String(count));
const yesOrNo = (is: boolean) => (is ? 'Yes' : 'No');

/** Country and process may be told only together with others (R13). */
function toldAs(code: string | null, inWords: (code: string) => string): string {
  if (code === null) return 'Not told';
  return code === UNDISCLOSED ? 'Told only together with others' : inWords(code);
}

/** As lines are made now. */
type CurrentLine = Required<LedgerLine>;

const categoriesOf = (codes: CurrentLine['categories']) =>
  codes.map((one) => W.categories[one]).join(', ') || 'None noted';

/** What stands in the ledger, in its words; every column of it does. */
const LINE_WORDS: { readonly [Name in keyof CurrentLine]: readonly [string, (value: CurrentLine[Name]) => string] } = {
  ref: ['Public name', (ref) => ref],
  quarter: ['Received in', quarterInWords],
  requester: ['From', (requester) => W.requesters[requester]],
  kind: ['Kind', (kind) => W.kinds[kind]],
  country: ['Country', (code) => toldAs(code, countryName)],
  process: ['Process', (code) => toldAs(code, (one) => (W.processes as Readonly<Record<string, string>>)[one] ?? one)],
  emergency: ['Emergency', yesOrNo],
  realTime: ['Real-time data', yesOrNo],
  bulk: ['Without identifiers', yesOrNo],
  outcome: ['Outcome', (outcome) => W.outcomes[outcome]],
  categories: ['Data asked for', categoriesOf],
  categoriesDisclosed: ['Data handed over', categoriesOf],
  identifiers: ['Identifiers specified', String],
  accountsDisclosed: ['Accounts of which data was handed over', String],
  notifiedBefore: ['Holders told before', countOrNone],
  notifiedAfter: ['Holders told after', countOrNone],
  delayedByOrder: ['Holders not told yet, by order', countOrNone],
  notPossible: ['Holders who could not be told', countOrNone],
  closed: ['Closed in', quartersOf],
  reopened: ['Reopened in', quartersOf],
  lookups: ['Searches in', quartersOf],
  holdsEnded: ['Duties of secrecy ended in', quartersOf],
  days: ['Days until closed', (days) => (days === null ? 'Open' : String(days))],
};

function Line({ line }: { line: LedgerLine }) {
  const row = <Name extends keyof CurrentLine>(name: Name) => {
    const [label, inWords] = LINE_WORDS[name];
    return [label, inWords((line as CurrentLine)[name])] as const;
  };
  return <Facts rows={(Object.keys(LINE_WORDS) as (keyof CurrentLine)[]).map(row)} />;
}

/** What a case changes in public: its line in the ledger, and every figure of its quarter with it and without it. */

import { caseNumber } from '../../transparency/case-number';
import type { CaseSummary } from '../../transparency/case-summary';
import type { LedgerLine } from '../../transparency/ledger';
import type { PublicPreview } from '../../transparency/public-preview';
import { quarterInWords } from '../../transparency/report-words';
import type { StaffContext } from '../frame/page-context';
import { Facts, Table } from '../frame/pieces';
import { consolePage } from '../frame/shell';
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

function Line({ line }: { line: LedgerLine }) {
  const shown = (value: LedgerLine[keyof LedgerLine]) => {
    if (value === null) return 'not told';
    if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
    return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  };
  return <Facts rows={Object.entries(line).map(([name, value]) => [name, shown(value)] as const)} />;
}

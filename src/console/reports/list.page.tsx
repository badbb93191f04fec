/** Every quarter with where its report stands, the newest first. */

import { dayInWords, quarterInWords } from '../../transparency/report-words';
import type { QuarterLine } from '../../transparency/report-work';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { DraftBadge, QuarterBadge } from './pieces';
import { ageInWords, countOf, draftPath, quarterPath } from './words';

export interface ListFacts {
  readonly lines: readonly QuarterLine[];
  /** How many approvals about reports nobody has decided yet. */
  readonly waiting: number;
  readonly nowMs: number;
  /** Whether this process can sign. */
  readonly canPublish: boolean;
}

export function reportsPage(context: StaffContext, facts: ListFacts): string {
  const { lines, waiting, nowMs, canPublish } = facts;
  const declared = lines.filter((one) => one.state === 'declared').length;
  return consolePage(context, { title: 'Reports', menu: '/reports' }, () => (
    <>
      <ul class="chips">
        <li>
          <a href="/reports/approvals">{`${countOf(waiting, 'approval')} waiting`}</a>
        </li>
        <li>
          <a href="/reports/declared">
            {declared === 0 ? 'Declared quarters' : `${countOf(declared, 'declared quarter')} to publish`}
          </a>
        </li>
        <li>
          <a href="/reports/keys">Keys of reporting years</a>
        </li>
        {may(context.visitor, 'requests.read') && (
          <li>
            <a href="/reports/gauges">Legal gauges</a>
          </li>
        )}
      </ul>
      {!canPublish && (
        <p class="warn">
          This console has no key to sign with, so it cannot publish: set REPORT_SIGNING_KEY_FILE where it runs.
        </p>
      )}
      <Table
        caption="Quarters, the newest first; a figure is never typed, only counted"
        columns={['Quarter', 'State', 'Drift', 'Next version', 'Published', 'Due'].map((name) => ({ name }))}
        rows={lines.map((line) => rowOf(line, nowMs))}
        empty="No quarter is known yet. The first contact that is logged, or imported, begins the first one."
        hasKeys
      />
    </>
  ));
}

function rowOf({ quarter, state, due, newest, draft, drift }: QuarterLine, nowMs: number) {
  return [
    <a key="quarter" href={quarterPath(quarter)} class="nowrap">
      {quarterInWords(quarter)}
    </a>,
    <QuarterBadge key="state" state={state} />,
    drift === undefined ? (
      '–'
    ) : (
      <span key="drift" class="nowrap">
        <Badge tone={drift.required === 'update' ? 'warn' : 'bad'}>{drift.required}</Badge>{' '}
        {`${countOf(drift.changes.length, 'difference')}, ${ageInWords(drift.since, nowMs)}`}
      </span>
    ),
    draft === undefined ? (
      '–'
    ) : (
      <span key="draft" class="nowrap">
        <a href={draftPath(draft.id)}>{`v${draft.version}`}</a> <DraftBadge state={draft.state} />
      </span>
    ),
    newest === undefined ? (
      '–'
    ) : (
      <span key="published" class="nowrap">
        {`v${newest.report.version}, `}
        <When at={newest.report.publishedAt} />
      </span>
    ),
    state === 'declared' ? (
      '–'
    ) : (
      <time key="due" dateTime={due} class="nowrap">
        {dayInWords(due)}
      </time>
    ),
  ];
}

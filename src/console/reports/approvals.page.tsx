/** What waits for a second person among the reports: drafts, disappearances, keys. */
import type { Approval } from '../../transparency/approval';
import { isSamePerson } from '../../transparency/approval';
import { isQuarter } from '../../transparency/quarter';
import { quarterInWords } from '../../transparency/report-words';
import type { WaitingApproval } from '../../transparency/report-work';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { Hash } from './pieces';
import { draftPath, quarterPath } from './words';

const COLUMNS = ['What', 'Asked by', 'Asked', 'SHA-256 of what is approved'].map((name) => ({ name }));

export function approvalsPage(context: StaffContext, waiting: readonly WaitingApproval[]): string {
  return consolePage(context, { title: 'Approvals of reports', menu: '/reports' }, () => (
    <>
      <p>Each shows exactly what is approved. Whoever asks never decides.</p>
      <Table
        caption="Waiting for a second person, the oldest first"
        columns={COLUMNS}
        rows={waiting.map((one) => [
          <a key="what" href={pathOf(one)}>
            {nameOf(one)}
          </a>,
          <span key="by">
            {`${one.requestedBy} `}
            {isSamePerson(one.requestedBy, context.visitor.name) && <Badge>you</Badge>}
          </span>,
          <When key="at" at={one.requestedAtMs} />,
          <Hash key="hash">{one.subjectHash}</Hash>,
        ])}
        empty="Nothing waits. Drafts appear here when somebody asks for their approval."
        hasKeys
      />
      <p>
        <a href="/reports">Reports</a>
      </p>
    </>
  ));
}

function pathOf({ subject, subjectId }: Approval): string {
  if (subject === 'publish_report') return draftPath(subjectId);
  if (subject === 'correction' && isQuarter(subjectId)) return `${quarterPath(subjectId)}/disappearance`;
  return `/reports/keys#year-${subjectId.slice(-4)}`;
}

function nameOf({ subject, subjectId, draft }: WaitingApproval): string {
  if (subject === 'publish_report') {
    return draft === undefined ? 'A draft' : `Publish ${quarterInWords(draft.quarter)}, version ${draft.version}`;
  }
  if (subject === 'correction') return `Let published requests of ${quarterInWords(subjectId)} disappear`;
  return `Destroy the key of ${subjectId.slice(-4)}`;
}

/** What waits for a second person, and for which. */
import type { Approval } from '../../transparency/approval';
import { caseNumber } from '../../transparency/case-number';
import type { CaseSummary } from '../../transparency/case-summary';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { approvalPath } from '../reports/words';
import { W } from './words';

export interface WaitingApproval {
  readonly approval: Approval;
  /** Undefined for what is not about a case. */
  readonly summary: CaseSummary | undefined;
  /** Why this person may not decide on it. */
  readonly reasons: readonly string[];
}

export function approvalsPage(context: StaffContext, waiting: readonly WaitingApproval[]): string {
  return consolePage(context, { title: 'Approvals', menu: '/approvals' }, () => (
    <Table
      hasKeys
      caption="What waits for a second person, the oldest first"
      columns={[{ name: 'What' }, { name: 'About' }, { name: 'Asked by' }, { name: 'Since' }, { name: 'For you' }]}
      rows={waiting.map(({ approval, summary, reasons }) => [
        <a key="what" href={summary === undefined ? approvalPath(approval) : `/approvals/${approval.id}`}>
          {W.subjects[approval.subject]}
        </a>,
        summary === undefined ? 'Reports' : caseNumber(summary),
        approval.requestedBy,
        <When key="since" at={approval.requestedAtMs} />,
        reasons.length === 0 ? (
          <Badge tone="warn">You may decide</Badge>
        ) : (
          <span class="soft">{reasons.join('; ')}</span>
        ),
      ])}
      empty="Nothing waits for a second person. What somebody submits for approval appears here."
    />
  ));
}

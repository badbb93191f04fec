/** Published requests that are under an order of existence now: what would disappear, and the two people who decide. */

import { quarterInWords } from '../../transparency/report-words';
import type { QuarterWork } from '../../transparency/report-work';
import { ErrorSummary, type Faults, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { ApprovalHistory, Decision, DraftBadge, Hash } from './pieces';
import { countOf, quarterPath } from './words';

export interface DisappearanceFacts {
  readonly work: QuarterWork;
  readonly notice?: string | undefined;
  readonly faults?: Faults;
}

const LEAD =
  'What was public cannot be made secret again: everybody may have kept a copy. A version without these requests can be published all the same, if two people decide so.';

export function disappearancePage(context: StaffContext, { work, notice, faults = {} }: DisappearanceFacts): string {
  const { quarter, disappearance: found, newest } = work;
  const title = `Published, now secret: ${quarterInWords(quarter)}`;
  return consolePage(context, { title, menu: '/reports', ...(notice === undefined ? {} : { notice }) }, () => (
    <>
      <ErrorSummary faults={faults} />
      {found.refs.length === 0 ? (
        <p class="lead">No published request of this quarter is under an order of existence.</p>
      ) : (
        <>
          <p>{LEAD}</p>
          <p>{`${countOf(found.refs.length, 'request')} of version ${newest?.report.version}:`}</p>
          <ul>
            {found.refs.map((ref) => (
              <li key={ref}>
                <Hash>{ref}</Hash>
              </li>
            ))}
          </ul>
          <p>
            {'State: '}
            <DraftBadge state={found.state} />
          </p>
          <Next context={context} work={work} faults={faults} />
          <h2>Approvals</h2>
          <ApprovalHistory approvals={found.approvals} />
        </>
      )}
      <p>
        <a href={quarterPath(quarter)}>{`Report for ${quarterInWords(quarter)}`}</a>
      </p>
    </>
  ));
}

function Next(props: { readonly context: StaffContext; readonly work: QuarterWork; readonly faults: Faults }) {
  const { context, work, faults } = props;
  const { disappearance: found, quarter } = work;
  const path = `${quarterPath(quarter)}/disappearance`;
  const waiting = found.approvals.find((one) => one.decision === null);
  if (found.state === 'approved') {
    return <p>Two people have decided so. Make a draft of the next version.</p>;
  }
  if (waiting !== undefined) {
    const consequence = 'Approved, the next version may be drafted without these requests.';
    const action = `${path}/decision`;
    return <Decision context={context} action={action} approval={waiting} consequence={consequence} faults={faults} />;
  }
  if (!may(context.visitor, 'reports.draft')) return <p>A publisher asks for the decision.</p>;
  return (
    <Form action={`${path}/request`} context={context} class="actions">
      <button type="submit">Ask a second person</button>
    </Form>
  );
}

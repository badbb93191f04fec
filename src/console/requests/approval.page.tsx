/** What a second person decides on: exactly the bytes, their hash, what they mean, and why this person may not. */
import type { Approval } from '../../transparency/approval';
import type { CaseItem } from '../../transparency/case-event';
import { caseNumber } from '../../transparency/case-number';
import type { CaseState } from '../../transparency/case-state';
import type { CaseSummary } from '../../transparency/case-summary';
import type { REJECTION_REASONS } from '../../transparency/enumerations';
import { ErrorSummary, type Faults, Form, TextArea } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Badge, Facts, Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { countryName } from './countries';
import { Deadline, Secret } from './marks';
import { countOf, W } from './words';

type RejectionReason = (typeof REJECTION_REASONS)[number];

export interface ApprovalFacts {
  readonly approval: Approval;
  /** Undefined for what is not about a case. */
  readonly summary: CaseSummary | undefined;
  readonly state: CaseState;
  /** Why things are rejected, as the newest draft says. */
  readonly rejections: readonly RejectionReason[];
  readonly nowMs: number;
  /** Why this person may not decide; empty when they may. */
  readonly reasons: readonly string[];
  /** The case is no longer what was asked about: it can only be refused. */
  readonly isStale: boolean;
  readonly typedNote?: string;
  readonly faults?: Faults;
}

export function approvalPage(context: StaffContext, facts: ApprovalFacts): string {
  const { approval, summary, faults = {} } = facts;
  return consolePage(context, { title: `Approval: ${W.subjects[approval.subject]}`, menu: '/approvals' }, () => (
    <>
      <ErrorSummary faults={faults} />
      <Facts
        rows={[
          ['Case', summary === undefined ? 'None' : <a href={`/cases/${summary.id}`}>{caseNumber(summary)}</a>],
          [
            'Asked',
            <>
              {approval.requestedBy}, <When at={approval.requestedAtMs} />
            </>,
          ],
          ['Decided', <Decided key="decided" approval={approval} />],
          ['SHA-256', <code key="hash">{approval.subjectHash}</code>],
        ]}
      />
      <h2>What is approved</h2>
      <Content facts={facts} />
      {approval.subjectJson !== null && (
        <details>
          <summary>Exactly these bytes, of which it is the hash</summary>
          <pre>{approval.subjectJson}</pre>
        </details>
      )}
      {approval.decision === null && (
        <>
          <Case facts={facts} />
          <Decision context={context} facts={facts} />
        </>
      )}
    </>
  ));
}

function Decided({ approval: { decision, approvedBy, decidedAtMs, note } }: { approval: Approval }) {
  if (decision === null || decidedAtMs === null) return <Badge tone="warn">Not yet</Badge>;
  return (
    <>
      <Badge tone={decision === 'approved' ? 'good' : 'bad'}>{decision === 'approved' ? 'Approved' : 'Refused'}</Badge>{' '}
      by {approvedBy}, <When at={decidedAtMs} />
      {note !== null && <span>: {note}</span>}
    </>
  );
}

function Content({ facts }: { facts: ApprovalFacts }) {
  const { subject, subjectJson } = facts.approval;
  if (subjectJson === null) return <p>What it is stands where it was asked for; here is its hash.</p>;
  const content: unknown = JSON.parse(subjectJson);
  switch (subject) {
    case 'lookup': {
      const { targets, categories } = content as { targets: string[]; categories: (keyof typeof W.categories)[] };
      const asked = categories.map((one) => W.categories[one]).join(', ');
      return (
        <p class="lead">
          A search for {asked === '' ? 'no category of data' : asked}, of {countOf(targets.length, 'identifier')}.
        </p>
      );
    }
    case 'disclosure':
    case 'rejection':
      return <Items items={content as CaseItem[]} facts={facts} />;
    case 'redaction':
      return (
        <blockquote class="lead">{(content as { narrative: string | null }).narrative ?? 'No narrative'}</blockquote>
      );
    case 'hold_lift': {
      const { scope } = content as { scope: keyof typeof W.scopes | null };
      return (
        <p class="lead">
          {scope === null ? 'Every order of secrecy of the case' : `The order: ${W.scopes[scope].toLowerCase()}`} is
          lifted.
          {scope !== 'user_notice' && scope !== 'content' && ' The case may then become public.'}
        </p>
      );
    }
    case 'erase':
      return (
        <p class="lead">
          The key of the case is destroyed: identifiers, persons, notes and papers are unreadable for good. Counts stay.
        </p>
      );
    default:
      return null;
  }
}

function Items({ items, facts: { state, rejections } }: { items: readonly CaseItem[]; facts: ApprovalFacts }) {
  const numberOf = (hash: string) => state.facts.targets.findIndex((one) => one.hash === hash) + 1;
  return (
    <>
      <Table
        asCards
        caption={`The reply on ${countOf(items.length, 'item')}`}
        columns={[{ name: 'Category' }, { name: 'Identifier' }, { name: 'Answer' }]}
        rows={items.map((item) => [
          item.category === undefined ? 'Not said' : W.categories[item.category],
          item.target === undefined ? (
            'None named'
          ) : (
            <span key="target" title={item.target}>
              {numberOf(item.target)}: <code>{item.target.slice(0, 12)}</code>
            </span>
          ),
          W.results[item.result],
        ])}
        empty="Nothing was asked for item by item: the reply hands over no data."
      />
      {rejections.length > 0 && items.some((item) => item.result === 'rejected') && (
        <>
          <h3>Why it is rejected</h3>
          <ul>
            {rejections.map((one) => (
              <li key={one}>{W.rejections[one]}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** What a second person looks at before they say yes; the rest stands on the page of the case. */
function Case({ facts: { summary, state, nowMs } }: { facts: ApprovalFacts }) {
  if (summary === undefined) return null;
  const { targets, categories } = state.facts;
  return (
    <>
      <h2>The case</h2>
      <Facts
        rows={[
          ['Who asks', `${W.requesters[summary.requester]}, ${countryName(state.country)}`],
          [
            'Verified',
            state.verifiedBy.length === 0 ? (
              <Badge key="verified" tone="bad">
                Nobody has verified who asks
              </Badge>
            ) : (
              `by ${state.verifiedBy.join(', ')}`
            ),
          ],
          ['Process', W.processes[state.process]],
          ['Asked for', categories.map((one) => W.categories[one]).join(', ') || 'No category was noted'],
          ['About', countOf(targets.length, 'identifier')],
          ['Deadline (Zurich)', <Deadline key="deadline" of={summary} nowMs={nowMs} />],
          ['Secrecy', <Secret key="secrecy" of={summary} nowMs={nowMs} />],
          [
            'Papers',
            <a key="papers" href={`/cases/${summary.id}#papers`}>
              {countOf(state.documents.length, 'paper')}
            </a>,
          ],
        ]}
      />
    </>
  );
}

function Decision({ context, facts }: { context: StaffContext; facts: ApprovalFacts }) {
  const { approval, reasons, isStale, typedNote, faults = {} } = facts;
  if (!may(context.visitor, 'requests.approve')) return <p class="empty">A legal approver decides on this.</p>;
  if (reasons.length > 0) {
    return (
      <div class="empty">
        <p>You cannot decide on this:</p>
        <ul>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <Form action={`/approvals/${approval.id}`} context={context} class="panel">
      <h2>Decide</h2>
      {isStale && (
        <p class="bad">The case has changed since this was asked for. Refuse it, and let it be asked for again.</p>
      )}
      <TextArea
        name="note"
        label="Note"
        hint="Needed for a refusal; also the place for another opinion. It stays readable: name nobody here."
        rows={3}
        fault={faults.note}
        value={typedNote}
      />
      <div class="actions">
        {!isStale && (
          <button type="submit" name="decision" value="approved">
            Approve, and carry it out
          </button>
        )}
        <button type="submit" name="decision" value="refused" class="danger">
          Refuse
        </button>
      </div>
      <p class="hint">You are asked to prove again who you are when that was more than five minutes ago.</p>
    </Form>
  );
}

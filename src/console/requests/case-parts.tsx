/** Further parts of a case's page: its papers, its secrecy, and the cases it has to do with. */
import type { Approval } from '../../transparency/approval';
import { isInForce, isPastItsDay } from '../../transparency/case-holds';
import { caseNumber } from '../../transparency/case-number';
import type { CaseState } from '../../transparency/case-state';
import type { CaseSummary } from '../../transparency/case-summary';
import type { Lookalike } from '../../transparency/lookalikes';
import type { StoredPaper } from '../../transparency/paper';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table, When } from '../frame/pieces';
import { may } from '../frame/visitor';
import { dayInWords, sizeInWords, W } from './words';

/** A paper with what its event says of it; a search's result has no such event. */
export interface PaperLine extends StoredPaper {
  readonly role: string | undefined;
  readonly direction: 'in' | 'out' | undefined;
}

export function Papers(props: { context: StaffContext; caseId: string; papers: readonly PaperLine[] }) {
  const { context, caseId, papers } = props;
  const mayRead = may(context.visitor, 'requests.reveal');
  const roles: Readonly<Record<string, string>> = W.documents;
  return (
    <section aria-labelledby="papers">
      <h2 id="papers">Papers</h2>
      <Table
        asCards
        caption="Each under the SHA-256 of its bytes; a download is recorded"
        columns={[
          { name: 'Paper' },
          { name: 'What' },
          { name: 'Size', isNumber: true },
          { name: 'Added' },
          { name: 'SHA-256' },
        ]}
        rows={papers.map((one) => [
          mayRead && one.name !== null ? (
            <a key="name" href={`/cases/${caseId}/papers/${one.sha256}`} download>
              {one.name}
            </a>
          ) : (
            <span key="name" class="soft">
              {one.name === null ? 'erased' : 'sealed'}
            </span>
          ),
          one.role === undefined
            ? 'Result of a search'
            : `${roles[one.role] ?? one.role}, ${one.direction === 'in' ? 'came in' : 'went out'}`,
          sizeInWords(one.size),
          <>
            <When at={one.atMs} />, {one.by}
          </>,
          <code key="hash" class="hash">
            {one.sha256}
          </code>,
        ])}
        empty="No paper yet. Add the request itself, later the reply: a case is closed with a paper that went out."
      />
    </section>
  );
}

export function CaseSecrecy({ state, nowMs }: { state: CaseState; nowMs: number }) {
  const holds = [...state.holds.values()];
  return (
    <section aria-labelledby="secrecy">
      <h2 id="secrecy">Secrecy</h2>
      <Table
        caption="Orders of secrecy; a day that is over ends none, two people do"
        columns={[{ name: 'Order' }, { name: 'Last day' }, { name: 'State' }]}
        rows={holds.map((hold) => [
          W.scopes[hold.scope],
          hold.until === null ? 'None named' : dayInWords(hold.until),
          hold.lifted && !isInForce(hold, nowMs) ? (
            <Badge key="state">Lifted</Badge>
          ) : hold.lifted ? (
            <Badge key="state">Lifted at the end of its last day</Badge>
          ) : isPastItsDay(hold, nowMs) ? (
            <Badge key="state" tone="warn">
              Expired: confirm
            </Badge>
          ) : (
            <Badge key="state" tone="bad">
              In force
            </Badge>
          ),
        ])}
        empty="No order of secrecy. Record one under Next steps as soon as it arrives: it hides the case from all that is public."
      />
    </section>
  );
}

/** What a second person was asked, and what they said. */
export function CaseApprovals({ approvals }: { approvals: readonly Approval[] }) {
  return (
    <section aria-labelledby="approvals">
      <h2 id="approvals">Approvals</h2>
      <Table
        asCards
        caption="What a second person was asked, the newest first"
        columns={[{ name: 'What' }, { name: 'Asked' }, { name: 'Decided' }, { name: 'Note' }]}
        rows={approvals.map(({ id, subject, requestedBy, requestedAtMs, ...decided }) => [
          <a key="what" href={`/approvals/${id}`}>
            {W.subjects[subject]}
          </a>,
          <>
            <When at={requestedAtMs} />, {requestedBy}
          </>,
          decided.decidedAtMs === null ? (
            <Badge key="decided" tone="warn">
              Not yet
            </Badge>
          ) : (
            <>
              <Badge tone={decided.decision === 'approved' ? 'good' : 'bad'}>
                {decided.decision === 'approved' ? 'Approved' : 'Refused'}
              </Badge>{' '}
              <When at={decided.decidedAtMs} />, {decided.approvedBy}
            </>
          ),
          decided.note ?? '',
        ])}
        empty="Nobody was asked yet. Searches, replies, lifted secrecy and what the public is told need a second person."
      />
    </section>
  );
}

interface RelativesProps {
  readonly facts: {
    readonly lookalikes: readonly Lookalike[];
    readonly duplicates: readonly CaseSummary[];
    readonly remaining: CaseSummary | undefined;
  };
}

export function Relatives({ facts: { lookalikes, duplicates, remaining } }: RelativesProps) {
  const link = (one: CaseSummary) => <a href={`/cases/${one.id}`}>{caseNumber(one)}</a>;
  return (
    <section aria-labelledby="relatives">
      <h2 id="relatives">Other cases</h2>
      {remaining !== undefined && <p>Merged into {link(remaining)}, where it counts.</p>}
      {duplicates.length > 0 && (
        <p>
          Holds{' '}
          {duplicates.map((one, index) => (
            <span key={one.id}>
              {index > 0 && ', '}
              {link(one)}
            </span>
          ))}{' '}
          as duplicates.
        </p>
      )}
      {lookalikes.length === 0 ? (
        <p class="soft">No other case looks like this one.</p>
      ) : (
        <ul>
          {lookalikes.map(({ summary, reasons }) => (
            <li key={summary.id}>
              {link(summary)} {reasons.join('; ')}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The quarters a publisher before us declared: drafted, approved and published together, one report each. */

import { isSamePerson } from '../../transparency/approval';
import { quarterInWords } from '../../transparency/report-words';
import type { DeclaredLine, DraftLine } from '../../transparency/report-work';
import { ErrorSummary, type Faults, Form, TextArea } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Table } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { DraftBadge, Hash, QuarterBadge } from './pieces';
import { countOf, draftPath, quarterPath } from './words';

export interface DeclaredFacts {
  /** Declared quarters, published or not, the oldest first. */
  readonly lines: readonly DeclaredLine[];
  readonly canPublish: boolean;
  readonly notice?: string | undefined;
  readonly faults?: Faults;
}

const LEAD =
  'Of these quarters only the total is known, so each report states it and calls everything else unknown. They are drafted, approved and published together; each is a report of its own.';

export function declaredPage(context: StaffContext, facts: DeclaredFacts): string {
  const { lines, notice, faults = {} } = facts;
  const facing = { title: 'Declared quarters', menu: '/reports', ...(notice === undefined ? {} : { notice }) };
  return consolePage(context, facing, () => (
    <>
      <ErrorSummary faults={faults} />
      <p>{LEAD}</p>
      <Table
        caption="Quarters as the publisher before us declared them"
        columns={[
          { name: 'Quarter' },
          { name: 'Received', isNumber: true },
          { name: 'State' },
          { name: 'SHA-256 of the draft' },
        ]}
        rows={lines.map(rowOf)}
        empty="No quarter was declared. An import file may declare some."
      />
      <Steps context={context} facts={facts} />
    </>
  ));
}

function rowOf({ quarter, received, state, draft }: DeclaredLine) {
  return [
    <a key="quarter" href={quarterPath(quarter)} class="nowrap">
      {quarterInWords(quarter)}
    </a>,
    String(received),
    draft === undefined ? (
      <QuarterBadge key="state" state={state} />
    ) : (
      <span key="state" class="nowrap">
        <DraftBadge state={draft.state} /> <a href={draftPath(draft.id)}>{`by ${draft.draftedBy}`}</a>
      </span>
    ),
    draft === undefined ? (
      '–'
    ) : (
      <span key="hash" class="nowrap">
        <Hash>{draft.sha256}</Hash>
      </span>
    ),
  ];
}

function Steps({ context, facts }: { readonly context: StaffContext; readonly facts: DeclaredFacts }) {
  const unpublished = facts.lines.filter((one) => one.state === 'declared');
  const drafts = unpublished.flatMap((one) => one.draft ?? []);
  const waiting = drafts.filter((one) => one.state === 'waits');
  const approved = drafts.filter((one) => one.state === 'approved');
  const missing = unpublished.length - waiting.length - approved.length;
  if (unpublished.length === 0) return <p>Every declared quarter is published.</p>;
  return (
    <>
      {missing > 0 && <DraftAll context={context} count={missing} />}
      {waiting.length > 0 && <DecideAll context={context} drafts={waiting} faults={facts.faults ?? {}} />}
      {approved.length > 0 && <PublishAll context={context} drafts={approved} canPublish={facts.canPublish} />}
    </>
  );
}

function DraftAll({ context, count }: { readonly context: StaffContext; readonly count: number }) {
  if (!may(context.visitor, 'reports.draft'))
    return <p>{`${countOf(count, 'quarter')} wait for a publisher to draft.`}</p>;
  return (
    <Form action="/reports/declared/drafts" context={context} class="actions">
      <button type="submit">{`Draft ${countOf(count, 'quarter')} and ask for approval`}</button>
    </Form>
  );
}

interface AllProps {
  readonly context: StaffContext;
  readonly drafts: readonly DraftLine[];
}

/** What stands in each form: which draft, with the bytes that were seen. */
function Seen({ drafts }: { readonly drafts: readonly DraftLine[] }) {
  return drafts.map((one) => <input key={one.id} type="hidden" name="draft" value={`${one.id}:${one.sha256}`} />);
}

function DecideAll({ context, drafts, faults }: AllProps & { readonly faults: Faults }) {
  const { visitor } = context;
  const others = drafts.filter((one) => !isSamePerson(one.draftedBy, visitor.name));
  if (others.length === 0) return <p>You have drafted them: somebody else decides.</p>;
  if (!may(visitor, 'reports.approve')) return <p>A legal approver decides.</p>;
  return (
    <Form action="/reports/declared/decision" context={context} class="panel">
      <h2>Your decision</h2>
      <p>{`It is about ${countOf(others.length, 'draft')}, each with the hash above. Open one to see all of it.`}</p>
      <Seen drafts={others} />
      <TextArea name="note" label="Note" hint="Kept with each decision. Say why when you refuse." fault={faults.note} />
      <div class="actions">
        <button type="submit" name="decision" value="approved">
          {`Approve ${others.length === 1 ? 'it' : `all ${others.length}`}`}
        </button>
        <button type="submit" name="decision" value="refused" class="danger">
          {`Refuse ${others.length === 1 ? 'it' : `all ${others.length}`}`}
        </button>
      </div>
    </Form>
  );
}

function PublishAll({ context, drafts, canPublish }: AllProps & { readonly canPublish: boolean }) {
  if (!may(context.visitor, 'reports.publish')) return <p>A publisher signs and publishes what is approved.</p>;
  if (!canPublish) {
    return <p class="warn">This console has no key to sign with: set REPORT_SIGNING_KEY_FILE where it runs.</p>;
  }
  return (
    <Form action="/reports/declared/publication" context={context} class="panel">
      <h2>Sign and publish</h2>
      <p>{`${countOf(drafts.length, 'report')}, one after the other, the oldest quarter first; for everybody, for good.`}</p>
      <Seen drafts={drafts} />
      <div class="actions">
        <button type="submit">{`Sign and publish ${drafts.length === 1 ? 'it' : `all ${drafts.length}`}`}</button>
      </div>
    </Form>
  );
}

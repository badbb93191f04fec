/** The pieces that several pages of reports are made of. */
import type { Approval } from '../../transparency/approval';
import { isSamePerson } from '../../transparency/approval';
import type { BreakdownRow } from '../../transparency/figure';
import type { PublishedReport, ReportChange } from '../../transparency/published-report';
import type { DraftState, QuarterState } from '../../transparency/report-state';
import { changeInWords, codeName, FIGURE_NAMES, figureName, figureValue } from '../../transparency/report-words';
import { type Faults, Form, TextArea } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table, When } from '../frame/pieces';
import { may } from '../frame/visitor';
import { approvalInWords, DIMENSION_WORDS, DRAFT_WORDS, QUARTER_WORDS } from './words';

export function QuarterBadge({ state }: { readonly state: QuarterState }) {
  const { tone, text } = QUARTER_WORDS[state];
  return <Badge tone={tone}>{text}</Badge>;
}

export function DraftBadge({ state }: { readonly state: DraftState }) {
  const { tone, text } = DRAFT_WORDS[state];
  return <Badge tone={tone}>{text}</Badge>;
}

export function Hash({ children }: { readonly children: string }) {
  return <code class="hash">{children}</code>;
}

/** A page stays readable; the file has them all. */
const MOST_CHANGES = 200;

/** What differs, the old value struck out, then the new one. */
export function Changes({ caption, changes }: { readonly caption: string; readonly changes: readonly ReportChange[] }) {
  const more = changes.length - MOST_CHANGES;
  return (
    <>
      <Table
        caption={caption}
        columns={['What', 'Before', 'Now'].map((name) => ({ name }))}
        rows={changes.slice(0, MOST_CHANGES).map((change) => {
          const [what, before, now] = changeInWords(change);
          return [what, <del key="before">{before}</del>, <ins key="now">{now}</ins>];
        })}
        empty="Nothing differs."
      />
      {more > 0 && <p>{`${more} more differences are in report.json.`}</p>}
    </>
  );
}

type Counted = Pick<PublishedReport, 'figures' | 'flow'>;

interface FiguresProps {
  readonly caption: string;
  /** What each column shows, first to last. */
  readonly columns: readonly { readonly name: string; readonly report: Counted }[];
  /** Where the rules are explained; undefined where nobody knows. */
  readonly publicUrl: string | undefined;
}

/** Every figure with the rules it was counted by. Nothing of it can be typed. */
export function Figures({ caption, columns, publicUrl }: FiguresProps) {
  const names = FIGURE_NAMES.filter((name) => columns.some(({ report }) => figureIn(report, name) !== undefined));
  return (
    <Table
      caption={caption}
      columns={[{ name: 'Figure' }, ...columns.map(({ name }) => ({ name, isNumber: true })), { name: 'Rules' }]}
      rows={names.map((name) => [
        name.startsWith('flow.') ? `Flow: ${figureName(name).toLowerCase()}` : figureName(name),
        ...columns.map(({ report }) => figureValue(name, figureIn(report, name), report)),
        <Rules key="rules" rules={rulesOf(columns, name)} publicUrl={publicUrl} />,
      ])}
      empty="There is no figure."
    />
  );
}

function figureIn({ figures, flow }: Counted, name: string) {
  return name.startsWith('flow.') ? flow[name.slice('flow.'.length)] : figures[name];
}

function rulesOf(columns: FiguresProps['columns'], name: string): readonly string[] {
  return columns
    .flatMap(({ report }) => figureIn(report, name)?.rules ?? [])
    .filter((one, at, all) => all.indexOf(one) === at);
}

function Rules({ rules, publicUrl }: { readonly rules: readonly string[]; readonly publicUrl: string | undefined }) {
  return (
    <span>
      {rules.map((rule, index) => (
        <>
          {index > 0 && ' '}
          {publicUrl === undefined ? rule : <a href={`${publicUrl}/method#${rule}`}>{rule}</a>}
        </>
      ))}
    </span>
  );
}

/** How the requests received divide, with what became of those of each code. */
export function Breakdowns({ rows }: { readonly rows: readonly BreakdownRow[] }) {
  return (
    <Table
      caption="Requests received, by country, legal process and kind"
      columns={[{ name: 'By' }, { name: 'Which' }, { name: 'Received', isNumber: true }, { name: 'Of which' }]}
      rows={rows.map((row) => [
        DIMENSION_WORDS[row.dimension],
        codeName(row.dimension, row.code),
        String(row.received),
        Object.entries(row.outcomes)
          .filter(([, count]) => count > 0)
          .map(([outcome, count]) => `${count} ${figureName(outcome).toLowerCase()}`)
          .join(', '),
      ])}
      empty="No request was received that could be divided."
    />
  );
}

/** Who asked for what when, and what was decided. */
export function ApprovalHistory({ approvals }: { readonly approvals: readonly Approval[] }) {
  if (approvals.length === 0) return <p>Nobody has asked for an approval yet.</p>;
  return (
    <ol class="timeline">
      {approvals.map((one) => (
        <li key={one.id}>
          {`${approvalInWords(one)}. `}
          <span class="soft">
            <When at={one.decidedAtMs ?? one.requestedAtMs} />
          </span>
          {one.note !== null && <blockquote>{one.note}</blockquote>}
        </li>
      ))}
    </ol>
  );
}

interface DecisionProps {
  readonly context: StaffContext;
  readonly action: string;
  /** What is decided on; the first of them that waits. */
  readonly approval: Approval;
  /** One sentence: what happens when it is approved. */
  readonly consequence: string;
  readonly faults?: Faults | undefined;
}

/** For the second person: the very hash, a note, yes or no. Whoever may not decide reads why. */
export function Decision({ context, action, approval, consequence, faults = {} }: DecisionProps) {
  const { visitor } = context;
  if (isSamePerson(approval.requestedBy, visitor.name)) {
    return <p>You have asked for it: somebody else decides.</p>;
  }
  if (!may(visitor, 'reports.approve')) return <p>A legal approver decides.</p>;
  return (
    <Form action={action} context={context} class="panel">
      <h2 id="decide">Your decision</h2>
      <p>{consequence}</p>
      <p>
        {'You decide on exactly these bytes: '}
        <Hash>{approval.subjectHash}</Hash>
      </p>
      <input type="hidden" name="approval" value={approval.id} />
      <input type="hidden" name="sha256" value={approval.subjectHash} />
      <TextArea name="note" label="Note" hint="Kept with the decision. Say why when you refuse." fault={faults.note} />
      <div class="actions">
        <button type="submit" name="decision" value="approved">
          Approve
        </button>
        <button type="submit" name="decision" value="refused" class="danger">
          Refuse
        </button>
      </div>
    </Form>
  );
}

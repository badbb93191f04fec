/** A draft: exactly what would be published, who decided on it, and what may be done next. */

import { isSamePerson } from '../../transparency/approval';
import { DRAFT_FILES } from '../../transparency/draft-files';
import type { StatedReport } from '../../transparency/published-report';
import { asQuarter } from '../../transparency/quarter';
import { quarterInWords, reasonInWords } from '../../transparency/report-words';
import type { DraftWork } from '../../transparency/report-work';
import { ErrorSummary, type Faults, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Facts, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { ApprovalHistory, Breakdowns, Changes, Decision, DraftBadge, Figures, Hash } from './pieces';
import { draftPath, quarterPath } from './words';

export interface DraftFacts {
  readonly work: DraftWork;
  /** Why it could not be published any more, whoever approves it. */
  readonly outdated: string | undefined;
  readonly canPublish: boolean;
  readonly publicUrl: string | undefined;
  readonly notice?: string | undefined;
  readonly faults?: Faults;
}

export function draftPage(context: StaffContext, facts: DraftFacts): string {
  const { work, notice, faults = {} } = facts;
  const { substance } = work;
  const title = `Draft for ${quarterInWords(work.quarter)}, version ${work.version}`;
  const before = work.versions.find((one) => one.report.version === work.version - 1);
  return consolePage(context, { title, menu: '/reports', ...(notice === undefined ? {} : { notice }) }, () => (
    <>
      <ErrorSummary faults={faults} />
      <Summary work={work} />
      {isToDecide(context, facts) ? (
        <p>
          <a href="#decide">Your decision</a> stands below what you decide on.
        </p>
      ) : (
        <Next context={context} facts={facts} />
      )}
      <h2>What is approved</h2>
      <p>
        <a href={`${draftPath(work.id)}/page`}>The public page as it will look</a>
        {' · '}
        {DRAFT_FILES.map((name, index) => (
          <>
            {index > 0 && ' · '}
            <a href={`${draftPath(work.id)}/files/${name}`}>{name}</a>
          </>
        ))}
      </p>
      {before !== undefined && (
        <>
          <h2 id="changes">{`What changes from version ${before.report.version}`}</h2>
          <Changes caption="Every difference, as it will be published" changes={substance.changes} />
        </>
      )}
      <h2 id="figures">Figures</h2>
      <Figures
        caption="Every figure with the rules it was counted by"
        columns={columnsOf(work, before)}
        publicUrl={facts.publicUrl}
      />
      <Breakdowns rows={substance.breakdowns} />
      {isToDecide(context, facts) && <Next context={context} facts={facts} />}
      <h2>Approvals</h2>
      <ApprovalHistory approvals={work.approvals} />
    </>
  ));
}

function columnsOf({ substance, version }: DraftWork, before: StatedReport | undefined) {
  const own = { name: `Version ${version}`, report: substance };
  return before === undefined ? [own] : [{ name: `Version ${before.report.version}`, report: before.report }, own];
}

function Summary({ work }: { readonly work: DraftWork }) {
  const { substance } = work;
  return (
    <Facts
      rows={[
        ['State', <DraftBadge key="state" state={work.state} />],
        [
          'Quarter',
          <a key="quarter" href={quarterPath(asQuarter(work.quarter))}>
            {quarterInWords(work.quarter)}
          </a>,
        ],
        ['Data as of', <When key="as-of" at={substance.dataAsOf} />],
        ['Reason', reasonInWords(substance.reason)],
        [
          'Drafted',
          <span key="drafted">
            {`${work.draftedBy}, `}
            <When at={work.draftedAt} />
          </span>,
        ],
        ['SHA-256', <Hash key="hash">{work.sha256}</Hash>],
      ]}
    />
  );
}

/** Whoever decides reads first. */
function isToDecide({ visitor }: StaffContext, { work, outdated }: DraftFacts): boolean {
  const isOther = !isSamePerson(work.draftedBy, visitor.name);
  return work.state === 'waits' && outdated === undefined && isOther && may(visitor, 'reports.approve');
}

/** The one next step, or who takes it. */
function Next({ context, facts }: { readonly context: StaffContext; readonly facts: DraftFacts }) {
  const { work, outdated } = facts;
  const published = work.versions.find((one) => one.report.version >= work.version);
  if (published !== undefined) {
    return (
      <p class="lead">
        {`Version ${work.version} of this quarter is published. `}
        <a href={`${quarterPath(asQuarter(work.quarter))}/v${work.version}/verify`}>Verify it from outside</a>
      </p>
    );
  }
  if (outdated !== undefined) {
    return (
      <p class="warn">
        {`This draft cannot be published: ${outdated}. `}
        <a href={quarterPath(asQuarter(work.quarter))}>Draft again</a>
      </p>
    );
  }
  const Step = STEPS[work.state];
  return <Step context={context} facts={facts} />;
}

interface StepProps {
  readonly context: StaffContext;
  readonly facts: DraftFacts;
}

const STEPS = { drafted: Ask, waits: Decide, approved: Publish, refused: Refused } as const;

function Ask({ context, facts: { work } }: StepProps) {
  if (!isSamePerson(work.draftedBy, context.visitor.name)) return <p>{`${work.draftedBy} asks for the approval.`}</p>;
  return (
    <Form action={`${draftPath(work.id)}/request`} context={context} class="actions">
      <button type="submit">Ask for approval</button>
      <span class="soft">A second person then sees exactly this page.</span>
    </Form>
  );
}

function Decide({ context, facts: { work, faults } }: StepProps) {
  const approval = work.approvals.find((one) => one.decision === null);
  if (approval === undefined) return null;
  const consequence = `Approved, it may be signed and published as version ${work.version}. It then never changes.`;
  return (
    <Decision
      context={context}
      action={`${draftPath(work.id)}/decision`}
      approval={approval}
      consequence={consequence}
      faults={faults}
    />
  );
}

function Publish({ context, facts: { work, canPublish } }: StepProps) {
  if (!may(context.visitor, 'reports.publish')) return <p>A publisher signs and publishes it.</p>;
  if (!canPublish) {
    return <p class="warn">This console has no key to sign with: set REPORT_SIGNING_KEY_FILE where it runs.</p>;
  }
  return (
    <Form action={`${draftPath(work.id)}/publication`} context={context} class="panel">
      <h2>Sign and publish</h2>
      <p>
        {`It becomes version ${work.version} of ${quarterInWords(work.quarter)}, signed, for everybody, for good. A mistake can only be corrected by a next version.`}
      </p>
      <input type="hidden" name="sha256" value={work.sha256} />
      <div class="actions">
        <button type="submit">Sign and publish</button>
      </div>
    </Form>
  );
}

function Refused({ facts: { work } }: StepProps) {
  return (
    <p>
      {'It was refused; the note is below. '}
      <a href={quarterPath(asQuarter(work.quarter))}>Draft again</a>
    </p>
  );
}

/** One quarter at a data cut-off: what to check, what is counted, what has drifted, and the way to a draft. */
import type { PublishedReport, VersionReason } from '../../transparency/published-report';
import { VERSION_REASONS } from '../../transparency/published-report';
import { dayInWords, quarterInWords, reasonInWords } from '../../transparency/report-words';
import type { QuarterWork } from '../../transparency/report-work';
import { zurichClock } from '../../transparency/zurich-time';
import { ErrorSummary, type Faults, Form, Input, Select } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Facts, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { Checks } from './checks';
import { Drift } from './drift';
import { Breakdowns, DraftBadge, Figures, QuarterBadge } from './pieces';
import { draftPath, publicVersionPath, quarterPath } from './words';

export interface QuarterFacts {
  readonly work: QuarterWork;
  readonly nowMs: number;
  readonly publicUrl: string | undefined;
  readonly notice?: string | undefined;
  readonly faults?: Faults;
  /** What was typed, where it could not be taken. */
  readonly typed?: { readonly asOf?: string; readonly reason?: string };
}

export function quarterPage(context: StaffContext, facts: QuarterFacts): string {
  const { work, notice, faults = {} } = facts;
  const title = `Report for ${quarterInWords(work.quarter)}`;
  return consolePage(context, { title, menu: '/reports', ...(notice === undefined ? {} : { notice }) }, () => (
    <>
      <ErrorSummary faults={faults} />
      <State work={work} publicUrl={facts.publicUrl} />
      {work.drift !== undefined && <Drift work={work} drift={work.drift} nowMs={facts.nowMs} />}
      <CutOff facts={facts} />
      <Checks checks={work.checks} />
      <MakeDraft context={context} facts={facts} />
      <h2 id="figures">Figures at the data cut-off</h2>
      <Figures
        caption="What is counted, with the rules it is counted by"
        columns={columnsOf(work)}
        publicUrl={facts.publicUrl}
      />
      <Breakdowns rows={work.count.breakdowns} />
    </>
  ));
}

function columnsOf({ newest, count }: QuarterWork) {
  const counted = count as unknown as Pick<PublishedReport, 'figures' | 'flow'>;
  const now = { name: 'Counted', report: counted };
  return newest === undefined ? [now] : [{ name: `Published v${newest.report.version}`, report: newest.report }, now];
}

function State({ work, publicUrl }: { readonly work: QuarterWork; readonly publicUrl: string | undefined }) {
  const { state, due, versions, draft } = work;
  return (
    <Facts
      rows={[
        ['State', <QuarterBadge key="state" state={state} />],
        [
          'Due',
          <time key="due" dateTime={due}>
            {dayInWords(due)}
          </time>,
        ],
        [
          'Published',
          versions.length === 0 ? 'nothing yet' : <Versions key="versions" work={work} publicUrl={publicUrl} />,
        ],
        [
          'Next version',
          draft === undefined ? (
            'no draft'
          ) : (
            <span key="draft">
              <a href={draftPath(draft.id)}>{`Draft of version ${draft.version}`}</a> <DraftBadge state={draft.state} />
              {` by ${draft.draftedBy}, `}
              <When at={draft.draftedAt} />
            </span>
          ),
        ],
      ]}
    />
  );
}

function Versions({ work, publicUrl }: { readonly work: QuarterWork; readonly publicUrl: string | undefined }) {
  return (
    <ul>
      {work.versions.map(({ report }) => (
        <li key={report.version}>
          {publicUrl === undefined ? (
            `Version ${report.version}`
          ) : (
            <a
              href={`${publicUrl}${publicVersionPath(report.quarter, report.version)}`}
            >{`Version ${report.version}`}</a>
          )}
          {`: ${reasonInWords(report.reason)}, `}
          <When at={report.publishedAt} />
          {' · '}
          <a href={`${quarterPath(work.quarter)}/v${report.version}/verify`}>verify from outside</a>
        </li>
      ))}
    </ul>
  );
}

function CutOff({ facts }: { readonly facts: QuarterFacts }) {
  const { work, faults = {}, typed = {} } = facts;
  return (
    <>
      <h2>Data cut-off</h2>
      <form method="get" action={quarterPath(work.quarter)} class="row">
        <Input
          name="as-of"
          label="Count what was logged by"
          hint="Time in Zurich. Left empty: now."
          type="datetime-local"
          value={typed.asOf ?? zurichClock(work.asOfMs)}
          fault={faults['as-of']}
        />
        <button type="submit" class="quiet">
          Count again
        </button>
      </form>
      <p>
        {'Shown below: what was logged by '}
        <When at={work.asOfMs} />.
      </p>
    </>
  );
}

function MakeDraft({ context, facts }: { readonly context: StaffContext; readonly facts: QuarterFacts }) {
  const { work } = facts;
  const blocking = work.checks.filter((one) => one.result === 'blocks');
  return (
    <>
      <h2 id="draft">Draft</h2>
      {whyNoDraft(context, facts) ??
        (blocking.length > 0 ? (
          <>
            <p>No draft can be made like this:</p>
            <ul>
              {blocking.map((one) => (
                <li key={one.id}>
                  <a href={`#${one.id}`}>{one.title}</a>
                  {`: ${one.finding}`}
                </li>
              ))}
            </ul>
          </>
        ) : (
          <DraftForm context={context} facts={facts} />
        ))}
    </>
  );
}

function whyNoDraft({ visitor }: StaffContext, { work }: QuarterFacts) {
  if (!may(visitor, 'reports.draft')) return <p>A publisher makes drafts.</p>;
  if (work.newest !== undefined && work.drift === undefined) {
    return <p>What is published is what is counted: there is nothing to publish.</p>;
  }
  return undefined;
}

/** The one thing to choose is the reason; the figures are those below. */
function DraftForm({ context, facts }: { readonly context: StaffContext; readonly facts: QuarterFacts }) {
  const { work, faults = {}, typed = {} } = facts;
  const isFirst = work.newest === undefined;
  const reasons: readonly VersionReason[] = isFirst ? ['first'] : VERSION_REASONS.filter((one) => one !== 'first');
  const options = reasons.map((value) => ({ value, name: reasonInWords(value) }));
  return (
    <Form action={`${quarterPath(work.quarter)}/drafts`} context={context} class="panel">
      <p>
        {`A draft of version ${(work.newest?.report.version ?? 0) + 1} keeps exactly the figures below, as of `}
        <When at={work.asOfMs} />.
      </p>
      <input type="hidden" name="as_of" value={new Date(work.asOfMs).toISOString()} />
      <Select
        name="reason"
        label="Why there is this version"
        hint={
          isFirst
            ? undefined
            : 'It is published with the version. Pending requests decided and requests reopened are updates; the others are corrections.'
        }
        options={isFirst ? options : [{ value: '', name: 'Choose a reason' }, ...options]}
        value={typed.reason ?? (isFirst ? 'first' : (work.drift?.likely ?? ''))}
        fault={faults.reason}
      />
      <div class="actions">
        <button type="submit">Make the draft</button>
      </div>
    </Form>
  );
}

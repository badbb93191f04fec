/** One case: its facts, what happened, what may be done next and why the rest may not, its papers and its secrecy. */

import type { Approval } from '../../transparency/approval';
import type { Authority } from '../../transparency/authority';
import type { CaseLink } from '../../transparency/case-link';
import { caseNumber } from '../../transparency/case-number';
import type { CaseState } from '../../transparency/case-state';
import type { CaseSummary } from '../../transparency/case-summary';
import type { Lookalike } from '../../transparency/lookalikes';
import type { NextStep } from '../../transparency/next-steps';
import type { OpenedCase } from '../../transparency/opened-case';
import { quarterInWords } from '../../transparency/report-words';
import { ErrorSummary, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Badge, Facts, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { CaseApprovals, CaseSecrecy, type PaperLine, Papers, Relatives } from './case-parts';
import { Checks } from './checks';
import { countryName } from './countries';
import { ItemsTable } from './items-grid';
import { Deadline } from './marks';
import { NextSteps, type SentForm } from './next-steps';
import { Timeline } from './timeline';
import { countOf, dayInWords, W } from './words';

export interface CaseFacts {
  readonly summary: CaseSummary;
  readonly state: CaseState;
  readonly links: readonly CaseLink[];
  readonly steps: readonly NextStep[];
  readonly approvals: readonly Approval[];
  /** Those of the directory. */
  readonly authorities: readonly Authority[];
  readonly papers: readonly PaperLine[];
  readonly lookalikes: readonly Lookalike[];
  /** What was merged into this case, and what it was merged into. */
  readonly duplicates: readonly CaseSummary[];
  readonly remaining: CaseSummary | undefined;
  readonly nowMs: number;
  /** A form that was sent and could not be taken. */
  readonly sent?: SentForm;
  /** What is sealed, when somebody asked to read it. */
  readonly opened?: OpenedCase;
}

export function casePage(context: StaffContext, facts: CaseFacts): string {
  const { summary, state, sent } = facts;
  return consolePage(context, { title: caseNumber(summary), menu: '/cases' }, () => (
    <>
      <ErrorSummary faults={sent?.faults ?? {}} />
      <Headline facts={facts} />
      <nav aria-label="Parts of the case">
        <ul class="chips">
          <li>
            <a href="#next">Next steps</a>
          </li>
          <li>
            <a href="#items">Items</a>
          </li>
          <li>
            <a href="#verification">Verification</a>
          </li>
          <li>
            <a href="#papers">Papers</a>
          </li>
          <li>
            <a href="#approvals">Approvals</a>
          </li>
          <li>
            <a href="#secrecy">Secrecy</a>
          </li>
          <li>
            <a href={`/cases/${state.id}/replies`}>Replies</a>
          </li>
          <li>
            <a href={`/cases/${state.id}/public`}>Public preview</a>
          </li>
        </ul>
      </nav>
      <div class="case">
        <div>
          <CaseFactsList facts={facts} />
          <Sealed context={context} facts={facts} />
        </div>
        <NextSteps context={context} state={state} steps={facts.steps} sent={sent} authorities={facts.authorities} />
        <div class="middle">
          <Timeline links={facts.links} />
        </div>
      </div>
      <h2 id="items">Items</h2>
      <ItemsTable state={state} />
      <Checks state={state} />
      <Papers context={context} caseId={state.id} papers={facts.papers} />
      <CaseApprovals approvals={facts.approvals} />
      <CaseSecrecy state={state} nowMs={facts.nowMs} />
      <Relatives facts={facts} />
    </>
  ));
}

function Headline({ facts: { summary, nowMs } }: { facts: CaseFacts }) {
  return (
    <p class="lead headline">
      <Badge tone={summary.waitingFor === 'nobody' ? 'calm' : 'warn'}>{W.steps[summary.step]}</Badge>{' '}
      <Badge>{quarterInWords(summary.quarter)}</Badge> {summary.emergency && <Badge tone="bad">Emergency</Badge>}{' '}
      {summary.waitingFor === 'nobody' ? 'It waits for nobody.' : `It waits for ${W.waiting[summary.waitingFor]}.`}{' '}
      {summary.deadlineMs !== null && (
        <span>
          Deadline (Zurich): <Deadline of={summary} nowMs={nowMs} />
        </span>
      )}
    </p>
  );
}

function CaseFactsList({ facts: { summary, state, authorities } }: { facts: CaseFacts }) {
  const { facts } = state;
  const received =
    facts.precision === 'minute' && facts.receivedAt !== null ? (
      <When at={facts.receivedAt} />
    ) : (
      `${dayInWords(facts.receivedDate)}, as stamped`
    );
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">Facts</h2>
      <Facts
        rows={[
          ['Received', received],
          ['Counts in', `${quarterInWords(summary.quarter)} (Zurich)`],
          ['Who asks', `${W.requesters[summary.requester]}, ${countryName(state.country)}`],
          ['Authority', <AuthorityLink key="authority" of={state} authorities={authorities} />],
          ['Kind', W.kinds[state.kind]],
          ['Process', W.processes[state.process]],
          ['Reached us', facts.channel === null ? 'Not known' : W.channels[facts.channel]],
          ['Verified by', state.verifiedBy.length === 0 ? 'Nobody yet' : state.verifiedBy.join(', ')],
          ['Identifiers', facts.bulk ? 'Bulk: none' : countOf(facts.targets.length || facts.targetCount, 'identifier')],
          ['Real-time data', facts.realTime ? 'Yes' : 'No'],
          ['Outcome', W.outcomes[state.outcome]],
          [
            'Logged',
            <>
              <When at={state.loggedAtMs} />, {state.loggedBy}
            </>,
          ],
          ['Receipt', state.confirmedAtMs === undefined ? 'Not confirmed' : <When at={state.confirmedAtMs} />],
          ['Public name', <code key="public">{facts.publicId}</code>],
        ]}
      />
    </section>
  );
}

function AuthorityLink({ of: { facts }, authorities }: { of: CaseState; authorities: readonly Authority[] }) {
  const authority = authorities.find(({ id }) => id === facts.authorityId);
  if (authority === undefined) return <>Not in the directory</>;
  return <a href={`/authorities/${authority.id}`}>{authority.name}</a>;
}

/** In the clear only for who may, and each look is an act that is recorded. */
function Sealed({ context, facts: { state, opened } }: { context: StaffContext; facts: CaseFacts }) {
  if (opened !== undefined) return <Opened opened={opened} />;
  return (
    <section aria-labelledby="sealed">
      <h2 id="sealed">Sealed</h2>
      <p class="soft">
        Identifiers, persons, their reference and words, and notes are kept sealed
        {state.isErased ? ', and their key is destroyed.' : '.'}
      </p>
      {!state.isErased && may(context.visitor, 'requests.reveal') && (
        <Form action={`/cases/${state.id}/reveal`} context={context}>
          <button type="submit" class="quiet">
            Read what is sealed
          </button>
          <p class="hint">That you read it is recorded.</p>
        </Form>
      )}
    </section>
  );
}

function Opened({ opened }: { opened: OpenedCase }) {
  return (
    <section aria-labelledby="sealed" class="panel">
      <h2 id="sealed">Sealed, opened for you</h2>
      <Facts
        rows={[
          ['Who it is', opened.contact ?? 'Not written down'],
          ['Reference', opened.reference ?? 'Not written down'],
          ['Their words', opened.details ?? 'Not written down'],
          ...opened.identifiers.map(
            ({ identifier, type }, index) =>
              [`Identifier ${index + 1}`, <code key={identifier}>{`${identifier}${typeInWords(type)}`}</code>] as const,
          ),
          ...opened.checks.map(
            ({ at, by, where, person }, index) =>
              [
                `Check ${index + 1} of who asks`,
                <>
                  {where}
                  {person !== undefined && `; answered by: ${person}`}{' '}
                  <span class="soft">
                    ({by}, <When at={at} />)
                  </span>
                </>,
              ] as const,
          ),
        ]}
      />
      <h3>Notes</h3>
      {opened.notes.length === 0 && <p class="soft">Nobody wrote one.</p>}
      <ul class="notes">
        {opened.notes.map((note) => (
          <li key={`${note.at} ${note.text}`}>
            <p class="note">{note.text}</p>
            <p class="soft">
              {note.by}, <When at={note.at} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function typeInWords(type: string | undefined): string {
  const words: Readonly<Record<string, string>> = W.targets;
  return type === undefined || type === 'other' ? '' : ` (${words[type] ?? type})`;
}

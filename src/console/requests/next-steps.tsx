/** What may be done in a case next, each with its form, and why the rest may not. */
import { type ComponentChildren, Fragment } from 'preact';
import type { Authority } from '../../transparency/authority';
import type { CaseState } from '../../transparency/case-state';
import type { NextStep, StaffStep } from '../../transparency/next-steps';
import { OPEN_STEPS, type Step } from '../../transparency/workflow';
import { type Faults, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Badge, When } from '../frame/pieces';
import { may } from '../frame/visitor';
import { Posted } from './posted';
import { STEP_FIELDS } from './step-forms';
import { W } from './words';

/** A form that was sent and could not be taken. */
export interface SentForm {
  readonly type: StaffStep;
  readonly typed: Posted;
  readonly faults: Faults;
}

interface StepsProps {
  readonly context: StaffContext;
  readonly state: CaseState;
  readonly steps: readonly NextStep[];
  readonly sent?: SentForm | undefined;
  /** Those of the directory. */
  readonly authorities: readonly Authority[];
}

export function NextSteps({ context, state, steps, sent, authorities }: StepsProps) {
  // A form that came back is shown also when its step may not be taken: what was typed must not be lost.
  const open = steps.filter((one) => one.reasons.length === 0 || one.type === sent?.type);
  const shut = steps.filter((one) => one.reasons.length > 0);
  const usual = open.filter((one) => isOnTheWay(one, state));
  const blocked = shut.filter((one) => isOnTheWay(one, state) && one.takenAt === undefined);
  const works = may(context.visitor, 'requests.work');
  return (
    <section class="next" aria-labelledby="next">
      <h2 id="next">Next steps</h2>
      {!works && <p class="soft">Your roles let you read this case; a case officer takes its steps.</p>}
      {usual.length === 0 &&
        blocked.map(({ type, reasons }) => (
          <p key={type}>
            <Badge tone="warn">Not yet</Badge> {W.acts[type]}: {reasons.join('; ')}
          </p>
        ))}
      {[true, false].map((isUsual) => (
        <Fragment key={String(isUsual)}>
          {!isUsual && <h3>Besides</h3>}
          <ul class={isUsual ? 'steps usual' : 'steps'}>
            {open
              .filter((one) => usual.includes(one) === isUsual)
              .map((step) => (
                <li key={step.type}>
                  <OneStep
                    context={context}
                    state={state}
                    step={step}
                    sent={sent?.type === step.type ? sent : undefined}
                    authorities={authorities}
                  />
                </li>
              ))}
          </ul>
        </Fragment>
      ))}
      <details>
        <summary>What may not be done now, and why</summary>
        <ul class="reasons">
          {[...byReason(shut)].map(([reason, types]) => (
            <li key={reason}>
              <strong>{types.map((type) => W.acts[type]).join(', ')}</strong>: {reason}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

/** Steps that one reason shuts stand together. */
function byReason(steps: readonly NextStep[]): Map<string, StaffStep[]> {
  const grouped = new Map<string, StaffStep[]>();
  for (const { type, takenAt, reasons } of steps) {
    const reason = takenAt === undefined ? reasons.join('; ') : stagesInWords(takenAt);
    grouped.set(reason, [...(grouped.get(reason) ?? []), type]);
  }
  return grouped;
}

function stagesInWords(takenAt: readonly Step[]): string {
  if (takenAt.length === OPEN_STEPS.length) return 'for a case that is still open';
  return `for a case at ${takenAt.map((step) => `“${W.steps[step]}”`).join(' or ')}`;
}

/** The usual way of a case; everything else may be done besides. */
const WAY: ReadonlySet<StaffStep> = new Set([
  ...(['triage', 'begin_verification', 'verify', 'clarified', 'draft_decision', 'submit_decision'] as const),
  ...(['approve_lookup', 'lookup_run', 'draft_disclosure', 'submit_disclosure', 'approve_reply', 'close'] as const),
]);

/** To be closed, a case that is answered lacks the paper that went out. */
function isOnTheWay({ type, moves }: NextStep, state: CaseState): boolean {
  if (type === 'document') return state.step === 'replying' && !state.documents.some((one) => one.direction === 'out');
  return moves && WAY.has(type);
}

function OneStep({ context, state, step, sent, authorities }: Omit<StepsProps, 'steps'> & { step: NextStep }) {
  const { type, consent } = step;
  const name = W.acts[type];
  if (type === 'lookup_run') {
    if (!may(context.visitor, 'lookups.run')) return <Waits name={name}>a custodian runs it</Waits>;
    return <a href={`/cases/${state.id}/lookup`}>{name}</a>;
  }
  if (consent?.state === 'waiting') {
    const { id, requestedBy, requestedAtMs } = consent.approval;
    return (
      <Waits name={W.subjects[consent.approval.subject]}>
        <a href={`/approvals/${id}`}>a second person is asked</a> by {requestedBy}, <When at={requestedAtMs} />
      </Waits>
    );
  }
  if (!may(context.visitor, 'requests.work')) return <span>{name}</span>;
  const isApproved = consent?.state === 'approved';
  const fields = isApproved ? undefined : STEP_FIELDS[type];
  const faults = sent?.faults ?? {};
  const form = (
    <Form action={actionOf(state.id, type)} context={context} files={type === 'document'}>
      <input type="hidden" name="version" value={String(state.version)} />
      {fields?.({ state, typed: sent?.typed ?? new Posted({}), faults, authorities })}
      <button type="submit" class={isOnTheWay(step, state) ? undefined : 'quiet'}>
        {isApproved ? `Approved: ${W.subjects[consent.approval.subject].toLowerCase()}, carry it out` : name}
      </button>
    </Form>
  );
  if (fields === undefined) return form;
  return (
    <details open={sent !== undefined}>
      <summary>{name}</summary>
      {form}
    </details>
  );
}

function actionOf(caseId: string, type: StaffStep): string {
  return type === 'document' ? `/cases/${caseId}/papers` : `/cases/${caseId}/steps/${type}`;
}

function Waits({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <p>
      <Badge tone="warn">Waits</Badge> {name}: {children}
    </p>
  );
}

/** The keys that compare the identifiers of a year: which are still needed and why, and how one is destroyed. */
import type { Approval } from '../../transparency/approval';
import { draftState } from '../../transparency/report-state';
import { quarterInWords } from '../../transparency/report-words';
import type { YearKey } from '../../transparency/year-key';
import { ErrorSummary, type Faults, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Badge, Empty, Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { ApprovalHistory, Decision } from './pieces';

export interface YearKeyLine extends YearKey {
  /** About this year and these numbers, the newest first. */
  readonly approvals: readonly Approval[];
}

export interface YearKeysFacts {
  readonly years: readonly YearKeyLine[];
  readonly notice?: string | undefined;
  readonly faults?: Faults;
}

const LEAD =
  'Who holds the key of a year can try whether a known identifier was asked for in it. Once the year is published and nothing of it can change, the key is destroyed. No figure changes; a request of that year that is logged later makes the number of distinct identifiers unknown.';

export function yearKeysPage(context: StaffContext, { years, notice, faults = {} }: YearKeysFacts): string {
  const facing = { title: 'Keys of reporting years', menu: '/reports', ...(notice === undefined ? {} : { notice }) };
  return consolePage(context, facing, () => (
    <>
      <ErrorSummary faults={faults} />
      <p>{LEAD}</p>
      {years.length === 0 && <Empty>There is no key yet: the first identifier that is logged makes one.</Empty>}
      {[...years].reverse().map((year) => (
        <Year key={year.year} context={context} year={year} faults={faults} />
      ))}
    </>
  ));
}

interface YearProps {
  readonly context: StaffContext;
  readonly year: YearKeyLine;
  readonly faults: Faults;
}

function Year({ context, year, faults }: YearProps) {
  return (
    <section class="panel" aria-labelledby={`year-${year.year}`}>
      <h2 id={`year-${year.year}`}>
        {`${year.year} `}
        <State year={year} />
      </h2>
      {year.destroyedAt === undefined ? (
        <Kept context={context} year={year} faults={faults} />
      ) : (
        <p>
          {'Destroyed '}
          <When at={year.destroyedAt} />. Back-ups from before still hold it: delete them.
        </p>
      )}
    </section>
  );
}

function State({ year }: { readonly year: YearKeyLine }) {
  if (year.destroyedAt !== undefined) return <Badge>destroyed</Badge>;
  return year.reasons.length > 0 ? (
    <Badge tone="calm">still needed</Badge>
  ) : (
    <Badge tone="warn">may be destroyed</Badge>
  );
}

function Kept({ context, year, faults }: YearProps) {
  if (year.reasons.length > 0) {
    return (
      <>
        <p>It is needed as long as:</p>
        <ul>
          {year.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </>
    );
  }
  return (
    <>
      <Table
        caption={`Distinct identifiers of ${year.year}, as published; these numbers stay`}
        columns={[{ name: 'Quarter' }, { name: 'Version' }, { name: 'Distinct identifiers', isNumber: true }]}
        rows={year.frozen.map(({ quarter, version, identifiersDistinct }) => [
          quarterInWords(quarter),
          `v${version}`,
          identifiersDistinct === null ? 'unknown' : String(identifiersDistinct),
        ])}
        empty="Nothing is published."
      />
      <Next context={context} year={year} faults={faults} />
      <ApprovalHistory approvals={year.approvals} />
    </>
  );
}

function Next({ context, year, faults }: YearProps) {
  const path = `/reports/keys/${year.year}`;
  const state = draftState(year.approvals, year.subjectHash);
  const waiting = year.approvals.find((one) => one.decision === null);
  if (waiting !== undefined) {
    const consequence = `Approved, the key of ${year.year} may be destroyed. It cannot be made again.`;
    const action = `${path}/decision`;
    return <Decision context={context} action={action} approval={waiting} consequence={consequence} faults={faults} />;
  }
  if (!may(context.visitor, 'reports.publish')) return <p>A publisher takes the next step.</p>;
  return (
    <Form action={state === 'approved' ? `${path}/destruction` : `${path}/request`} context={context} class="actions">
      {state === 'approved' ? (
        <button type="submit" class="danger">{`Destroy the key of ${year.year}`}</button>
      ) : (
        <button type="submit">Ask a second person</button>
      )}
    </Form>
  );
}

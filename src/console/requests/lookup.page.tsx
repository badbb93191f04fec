/** A search for data: what is approved, the fixed queries in words, how much was found; the rows are a second step. */
import { caseNumber } from '../../transparency/case-number';
import type { CaseState } from '../../transparency/case-state';
import type { CaseSummary } from '../../transparency/case-summary';
import type { ResponsiveQuery, ResponsiveRow } from '../../transparency/responsive-data';
import { ErrorSummary, type Faults, Form } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Facts, Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { may } from '../frame/visitor';
import { countOf, W } from './words';

export interface LookupFacts {
  readonly summary: CaseSummary;
  readonly state: CaseState;
  readonly queries: readonly ResponsiveQuery[];
  /** Why this person may not search now; empty when they may. */
  readonly reasons: readonly string[];
  readonly approvedBy: string | undefined;
  readonly faults?: Faults;
}

export function lookupPage(context: StaffContext, facts: LookupFacts): string {
  const { summary, state, queries, reasons, approvedBy, faults = {} } = facts;
  const categories = [...new Set(state.items.flatMap((item) => item.category ?? []))];
  return consolePage(context, { title: `Search for ${caseNumber(summary)}`, menu: '/cases' }, () => (
    <>
      <ErrorSummary faults={faults} />
      <p>
        <a href={`/cases/${summary.id}`}>Back to {caseNumber(summary)}</a>
      </p>
      <Facts
        rows={[
          ['Identifiers', countOf(state.facts.targets.length, 'identifier')],
          ['Categories', categories.map((one) => W.categories[one]).join(', ') || 'None'],
          ['Approved by', approvedBy ?? 'Nobody'],
        ]}
      />
      <h2>Queries</h2>
      {reasons.length > 0 && <p class="empty">You cannot search now: {reasons.join('; ')}.</p>}
      <ul class="steps" id="queries">
        {queries.map((query) => (
          <li key={query.id}>
            <p>
              <strong>{queryName(query.id)}</strong>: {query.words}
            </p>
            {reasons.length === 0 && may(context.visitor, 'lookups.run') && (
              <Form action={`/cases/${summary.id}/lookup`} context={context}>
                <input type="hidden" name="version" value={String(state.version)} />
                <button type="submit" name="query" value={query.id}>
                  Run this query
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      <h2>What was found</h2>
      <Table
        caption="Every search that was run, and how much it found"
        columns={[
          { name: 'Query' },
          { name: 'Found', isNumber: true },
          { name: 'Run' },
          { name: 'SHA-256' },
          { name: 'Rows' },
        ]}
        rows={state.lookups.map((one) => [
          queryName(one.query),
          String(one.rows),
          <>
            <When at={one.atMs} />, {one.by}
          </>,
          <code key="hash" class="hash">
            {one.resultHash}
          </code>,
          <Form key="show" action={`/cases/${summary.id}/lookup/${one.resultHash}`} context={context} class="plain">
            <button type="submit" class="link">
              Show the rows
            </button>
          </Form>,
        ])}
        empty="Nothing was searched yet. First comes how much there is; the rows are shown in a second step, which is recorded."
      />
    </>
  ));
}

/** A query is named after the category of data it finds. */
function queryName(id: string): string {
  return (W.categories as Readonly<Record<string, string>>)[id] ?? id;
}

export function lookupRowsPage(
  context: StaffContext,
  { summary, hash, rows }: { summary: CaseSummary; hash: string; rows: readonly ResponsiveRow[] },
): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return consolePage(context, { title: `What was found for ${caseNumber(summary)}`, menu: '/cases' }, () => (
    <>
      <p>
        <a href={`/cases/${summary.id}/lookup`}>Back to the searches</a>
      </p>
      <p>
        SHA-256 of these rows: <code class="hash">{hash}</code>
      </p>
      <Table
        caption={countOf(rows.length, 'row')}
        columns={columns.map((name) => ({ name }))}
        rows={rows.map((row) => columns.map((name) => <code key={name}>{String(row[name] ?? '')}</code>))}
        empty="The search found nothing."
      />
    </>
  ));
}

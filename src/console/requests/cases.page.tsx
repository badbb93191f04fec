/** The list of cases: the table, what is filtered, and views to come back to. */

import { caseNumber } from '../../transparency/case-number';
import type { CasePage } from '../../transparency/case-page';
import { CASE_FLAGS, CASE_ORDERS, SECRECIES } from '../../transparency/case-query';
import type { CaseSummary } from '../../transparency/case-summary';
import { quarterInWords } from '../../transparency/report-words';
import { Checkbox, ErrorSummary, type Faults, Form, Input, Select } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import { type ListView, STANDARD_VIEWS, viewPath, viewQuery, withoutSearch } from './case-view';
import { countryName } from './countries';
import { Deadline, Secret } from './marks';
import type { SavedFilter } from './saved-filter';
import { countOf, dayInWords, FLAG_WORDS, ORDER_WORDS, optionsOf, SECRECY_WORDS, shortTime, W } from './words';

export interface CasesFacts {
  readonly view: ListView;
  readonly page: CasePage;
  readonly saved: readonly SavedFilter[];
  readonly nowMs: number;
  readonly faults?: Faults;
  readonly notice?: string;
}

export function casesPage(context: StaffContext, facts: CasesFacts): string {
  const { view, page, saved, nowMs, faults = {}, notice } = facts;
  return consolePage(context, { title: 'Cases', menu: '/cases', notice }, () => (
    <>
      <ErrorSummary faults={faults} />
      <Views view={view} saved={saved} />
      <Search context={context} view={view} />
      <Filters view={view} />
      <Table
        hasKeys
        caption={`${countOf(page.total, 'case')}; times in Zurich. Q1 to Q4 is the quarter it counts in.`}
        columns={COLUMNS}
        rows={page.cases.map((one) => rowOf(one, nowMs))}
        empty="No case matches. Remove a filter, or log a contact: it becomes a case here at once."
      />
      <Turn view={view} page={page} />
      <Keep context={context} view={view} saved={saved} faults={faults} />
    </>
  ));
}

const COLUMNS = [
  { name: 'Case' },
  { name: 'State' },
  { name: 'Kind' },
  { name: 'From' },
  { name: 'Received' },
  { name: 'Deadline' },
  { name: 'Secrecy' },
  { name: 'Last changed' },
];

function rowOf(one: CaseSummary, nowMs: number) {
  return [
    <a key="case" href={`/cases/${one.id}`} class="nowrap">
      {caseNumber(one)}
    </a>,
    <>
      <Badge tone={one.waitingFor === 'nobody' ? 'calm' : 'warn'}>{W.steps[one.step]}</Badge>{' '}
      {one.emergency && <Badge tone="bad">Emergency</Badge>}
    </>,
    <span key="kind" class="kind">
      {W.kinds[one.kind]}
    </span>,
    <span key="from" title={W.processes[one.process]}>
      {one.requester === 'government' ? countryName(one.country) : W.requesters[one.requester]}
    </span>,
    <span key="received" class="nowrap" title={`Counts in ${quarterInWords(one.quarter)}`}>
      {dayInWords(one.receivedDate)} <span class="soft">{one.quarter.slice(-2)}</span>
    </span>,
    <Deadline key="deadline" of={one} nowMs={nowMs} />,
    <Secret key="secret" of={one} nowMs={nowMs} />,
    <span key="last" class="nowrap" title={one.lastEvent.actor}>
      {shortTime(one.lastEvent.atMs)}
    </span>,
  ];
}

function Views({ view, saved }: { view: ListView; saved: readonly SavedFilter[] }) {
  const now = viewQuery(view);
  const chip = (name: string, query: string) => (
    <li key={name}>
      <a href={query === '' ? '/cases' : `/cases?${query}`} aria-current={query === now ? 'true' : undefined}>
        {name}
      </a>
    </li>
  );
  return (
    <nav aria-label="Views">
      <ul class="chips">
        {STANDARD_VIEWS.map((one) => chip(one.name, viewQuery(one.view)))}
        {saved.map((one) => chip(one.name, one.query))}
      </ul>
    </nav>
  );
}

function Search({ context, view }: { context: StaffContext; view: ListView }) {
  const rest = viewQuery(withoutSearch(view));
  return (
    <Form action="/cases/search" context={context}>
      <input type="hidden" name="view" value={rest} />
      <div class="row">
        <Input
          name="q"
          type="search"
          label="Search"
          hint="Case number, reference, identifier, or SHA-256 of a file: the whole of it"
          value={view.filter.search}
        />
        <div class="field actions">
          <button type="submit">Search</button>
          {view.filter.search !== undefined && <a href={rest === '' ? '/cases' : `/cases?${rest}`}>Clear the search</a>}
        </div>
      </div>
    </Form>
  );
}

const ANY = { value: '', name: 'Any' };

function Filters({ view: { filter, order, sealedSearch } }: { view: ListView }) {
  const select = (name: string, label: string, words: Readonly<Record<string, string>>, value: string | undefined) => (
    <Select name={name} label={label} options={[ANY, ...optionsOf(words)]} value={value ?? ''} />
  );
  const secrecies = Object.fromEntries(SECRECIES.map((one) => [one, SECRECY_WORDS[one]]));
  const more = [filter.step, filter.process, filter.outcome, filter.requester, filter.secrecy, filter.loggedBy];
  return (
    <form method="get" action="/cases" class="filters">
      {filter.authority !== undefined && (
        <p>
          Only cases of <a href={`/authorities/${filter.authority}`}>one authority of the directory</a>.
        </p>
      )}
      <div class="row">
        {sealedSearch !== undefined && <input type="hidden" name="s" value={sealedSearch} />}
        {sealedSearch === undefined && filter.search !== undefined && (
          <input type="hidden" name="q" value={filter.search} />
        )}
        {filter.authority !== undefined && <input type="hidden" name="authority" value={filter.authority} />}
        {select('waiting', 'Waits for', W.waiting, filter.waitingFor)}
        {select('kind', 'Kind', W.kinds, filter.kind)}
        <Input name="quarter" label="Quarter" hint="Such as 2026-Q1" value={filter.quarter} />
        <Input name="country" label="Country" hint="Such as CH" value={filter.country} />
        <Select
          name="order"
          label="Order"
          options={CASE_ORDERS.map((value) => ({ value, name: ORDER_WORDS[value] }))}
          value={order}
        />
        <div class="field">
          <button type="submit">Show</button>
        </div>
      </div>
      <fieldset class="inline">
        <legend>Only</legend>
        {CASE_FLAGS.map((flag) => (
          <Checkbox
            key={flag}
            name="flag"
            value={flag}
            label={FLAG_WORDS[flag]}
            isChecked={filter.flags?.includes(flag)}
          />
        ))}
      </fieldset>
      <details open={more.some((one) => one !== undefined)}>
        <summary>More filters</summary>
        <div class="row">
          {select('step', 'Step', W.steps, filter.step)}
          {select('process', 'Process', W.processes, filter.process)}
          {select('outcome', 'Outcome', W.outcomes, filter.outcome)}
          {select('requester', 'Who asks', W.requesters, filter.requester)}
          {select('secrecy', 'Secrecy', secrecies, filter.secrecy)}
          <Input name="logged_by" label="Logged by" value={filter.loggedBy} />
        </div>
      </details>
    </form>
  );
}

function Turn({ view, page }: { view: ListView; page: CasePage }) {
  const query = viewQuery(view);
  return (
    <nav aria-label="Pages" class="actions">
      {page.previous !== undefined && (
        <a class="button quiet" rel="prev" href={viewPath(view, { before: page.previous })}>
          Earlier rows
        </a>
      )}
      {page.next !== undefined && (
        <a class="button quiet" rel="next" href={viewPath(view, { after: page.next })}>
          More rows
        </a>
      )}
      {page.total > 0 && <a href={`/cases.csv${query === '' ? '' : `?${query}`}`}>Download this view (CSV)</a>}
    </nav>
  );
}

function Keep(props: { context: StaffContext; view: ListView; saved: readonly SavedFilter[]; faults: Faults }) {
  const { context, view, saved, faults } = props;
  const query = viewQuery(withoutSearch(view));
  return (
    <details open={faults.name !== undefined}>
      <summary>Save this view, or remove a saved one</summary>
      <Form action="/cases/filters" context={context}>
        <input type="hidden" name="query" value={query} />
        <div class="row">
          <Input
            name="name"
            label="Name"
            hint="It stands above the table, for you alone. What you searched for is not saved."
            fault={faults.name}
          />
          <div class="field">
            <button type="submit" class="quiet">
              Save this view
            </button>
          </div>
        </div>
      </Form>
      <ul>
        {saved.map((one) => (
          <li key={one.id}>
            {one.name}{' '}
            <Form action={`/cases/filters/${one.id}/forget`} context={context} class="plain">
              <button type="submit" class="link">
                Remove<span class="unseen"> {one.name}</span>
              </button>
            </Form>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The page of the audit: whether the chains hold, and what staff did, newest first. */
import { ErrorSummary, Form, Input, Select } from '../frame/form';
import type { StaffContext } from '../frame/page-context';
import { Badge, Table, When } from '../frame/pieces';
import { consolePage } from '../frame/shell';
import type { FoundAct } from './act';
import { ACT_KINDS, kindInWords } from './act-kinds';
import { type ReadSearch, SEARCH_FIELDS, searchPath } from './act-search';
import { CHAINS, CHAINS_IN_WORDS, type ChainState, type ChainStates } from './chain-state';

export interface AuditFacts {
  readonly read: ReadSearch;
  readonly acts: readonly FoundAct[];
  /** Whether there are acts beyond the page, on either side. */
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly chains: ChainStates;
  readonly isChecking: boolean;
  readonly notice?: string | undefined;
}

export function auditPage(context: StaffContext, facts: AuditFacts): string {
  return consolePage(context, { title: 'Audit', menu: '/audit', notice: facts.notice }, () => (
    <>
      <ErrorSummary faults={facts.read.faults} />
      <Chains context={context} facts={facts} />
      <h2>What staff did</h2>
      <Search read={facts.read} />
      <Acts facts={facts} />
      <Pages facts={facts} />
      <Export context={context} read={facts.read} />
    </>
  ));
}

function Chains({ context, facts }: { context: StaffContext; facts: AuditFacts }) {
  return (
    <section class="panel" aria-labelledby="chains">
      <h2 id="chains">Hash chains</h2>
      <Table
        caption="What the last checks found"
        columns={[{ name: 'Chain' }, { name: 'State' }, { name: 'Found whole up to' }, { name: 'Last check' }]}
        rows={CHAINS.map((name) => {
          const state = facts.chains[name];
          const { name: chain, entry } = CHAINS_IN_WORDS[name];
          return [
            `Chain of ${chain}`,
            <State key="state" state={state} entry={entry} />,
            <Head key="head" state={state} />,
            <Checks key="checks" state={state} />,
          ];
        })}
        empty="There is no chain."
      />
      <Form action="/audit/check" context={context}>
        <div class="actions">
          <button type="submit" class="quiet">
            Check now
          </button>
          {facts.isChecking && <span>A check goes on; open this page again in a moment to see what it found.</span>}
        </div>
      </Form>
    </section>
  );
}

function State({ state, entry }: { state: ChainState; entry: string }) {
  if (state.fault !== undefined) {
    const { seq, reason } = state.fault;
    return (
      <>
        <Badge tone="bad">broken</Badge> {`${entry} ${seq}: ${reason}`}
      </>
    );
  }
  if (state.checkedAt === undefined) return <Badge>not checked yet</Badge>;
  return <Badge tone="good">holds</Badge>;
}

function Head({ state: { head, checkedAt } }: { state: ChainState }) {
  if (head === undefined) return <>{checkedAt === undefined ? '—' : 'it was empty then'}</>;
  const { seq, hash } = head;
  return (
    <>
      {`number ${seq}, `}
      <code class="hash">{hash}</code>
    </>
  );
}

function Checks({ state: { checkedAt, wholeAt } }: { state: ChainState }) {
  if (checkedAt === undefined) return <>—</>;
  return (
    <>
      <When at={checkedAt} />
      {wholeAt !== undefined && wholeAt !== checkedAt && (
        <>
          {'; as a whole '}
          <When at={wholeAt} />
        </>
      )}
    </>
  );
}

function Search({ read: { typed, faults } }: { read: ReadSearch }) {
  const kinds = Object.entries(ACT_KINDS).map(([value, name]) => ({ value, name }));
  return (
    <search>
      <form method="get" action="/audit" class="row" novalidate>
        <Input name="by" label="Person" value={typed.by} type="search" fault={faults.by} />
        <Select name="kind" label="Act" value={typed.kind} options={[{ value: '', name: 'any' }, ...kinds]} />
        <Input name="subject" label="Subject" value={typed.subject} fault={faults.subject} />
        <Input name="from" label="From day" value={typed.from} type="date" fault={faults.from} />
        <Input name="to" label="To day" value={typed.to} type="date" fault={faults.to} />
        <div class="actions">
          <button type="submit">Search</button>
          <a href="/audit">Show all</a>
        </div>
      </form>
    </search>
  );
}

function Acts({ facts: { acts, read } }: { facts: AuditFacts }) {
  const isSearch = Object.keys(read.search).length > 0;
  return (
    <Table
      caption="Acts of staff, newest first; times in Zurich"
      columns={[
        { name: 'When' },
        { name: 'Who' },
        { name: 'Act' },
        { name: 'Subject' },
        { name: 'Reason' },
        { name: 'Proof' },
      ]}
      rows={acts.map((act) => [
        <When key="when" at={act.entry.at} />,
        <a key="who" href={searchPath({ ...EVERYTHING, by: act.entry.by })}>
          {act.entry.by}
        </a>,
        kindInWords(act.entry.kind),
        act.entry.subject ?? '',
        act.entry.reason ?? '',
        <Proof key="proof" act={act} />,
      ])}
      empty={
        isSearch
          ? 'No act is like that. Take a word out, or choose other days.'
          : 'Nothing was done yet. Signing in, inviting, pausing, exporting: each act will stand here, with its hash.'
      }
      hasKeys
    />
  );
}

const EVERYTHING = { by: '', kind: '', subject: '', from: '', to: '' };

function Proof({ act: { entry, hash, prevHash } }: { act: FoundAct }) {
  return (
    <details>
      <summary>{`${entry.seq} · ${hash.slice(0, 12)}`}</summary>
      <p>
        Hash <code class="hash">{hash}</code>
      </p>
      <p>Before it {prevHash === null ? 'nothing' : <code class="hash">{prevHash}</code>}</p>
      {entry.details !== undefined && <pre>{JSON.stringify(entry.details, null, 1)}</pre>}
    </details>
  );
}

function Pages({ facts: { acts, hasOlder, hasNewer, read } }: { facts: AuditFacts }) {
  const [first, last] = [acts[0], acts.at(-1)];
  return (
    <nav class="actions" aria-label="Pages">
      {hasNewer && first !== undefined && (
        <a href={searchPath(read.typed, { after: String(first.entry.seq) })} rel="prev">
          Newer acts
        </a>
      )}
      {hasOlder && last !== undefined && (
        <a href={searchPath(read.typed, { before: String(last.entry.seq) })} rel="next">
          Older acts
        </a>
      )}
    </nav>
  );
}

function Export({ context, read: { typed } }: { context: StaffContext; read: ReadSearch }) {
  return (
    <section aria-labelledby="export">
      <h2 id="export">Export for an auditor</h2>
      <p>Everything this search finds, oldest first, each act with its hash. That you took it is itself recorded.</p>
      <Form action="/audit/export" context={context}>
        {SEARCH_FIELDS.map((name) => (
          <input key={name} type="hidden" name={name} value={typed[name]} />
        ))}
        <div class="actions">
          <button type="submit" name="format" value="ndjson">
            Export as NDJSON
          </button>
          <button type="submit" name="format" value="csv" class="quiet">
            Export as CSV
          </button>
        </div>
      </Form>
    </section>
  );
}

/** The ledger as a table to filter, and one request of it. */
import type { LedgerLine } from '../ledger';
import { codeInWords } from './code-in-words';
import type { Language } from './language';
import { page } from './layout';
import { type LineFact, lineInWords } from './line-in-words';
import { FILTERS, type Filter, type LedgerPage } from './public-ledger';
import { Table } from './table';
import { type Texts, textsOf } from './texts';
import { quarterPath } from './words';

export function ledgerPageText(language: Language, ledger: LedgerPage): string {
  const { title } = textsOf(language).reports.ledger;
  return page({ language, title, menu: '/ledger' }, (texts) => {
    const text = texts.reports.ledger;
    return (
      <>
        <p class="lead">{text.lead}</p>
        {ledger.isUnknown ? <p class="warn">{text.unknownFilter}</p> : null}
        <FilterForm texts={texts} ledger={ledger} />
        {ledger.lines.length === 0 ? (
          <p>{text.nothing}</p>
        ) : (
          <Table
            asCards
            caption={text.caption(ledger.fitting, ledger.all)}
            columns={Object.entries(text.columns).map(([key, name]) => ({ name, isNumber: key === 'days' }))}
            rows={ledger.lines.map((line) => rowOf(texts, line))}
          />
        )}
        <Pages texts={texts} ledger={ledger} />
      </>
    );
  });
}

function FilterForm({ texts, ledger }: { texts: Texts; ledger: LedgerPage }) {
  const text = texts.reports.ledger;
  return (
    <form method="get" action="/ledger">
      {FILTERS.map((filter) => (
        <label key={filter}>
          {text.filters[filter]}
          <select name={filter}>
            <option value="">{text.any}</option>
            {ledger.choices[filter].map((choice) => (
              <option key={choice} value={choice} selected={ledger.wanted[filter] === choice}>
                {choiceInWords(texts, filter, choice)}
              </option>
            ))}
          </select>
        </label>
      ))}
      <button type="submit">{text.filter}</button>
    </form>
  );
}

function choiceInWords(texts: Texts, filter: Filter, choice: string): string {
  if (filter === 'quarter') return texts.quarter(choice);
  if (filter === 'outcome') return texts.codes.outcomes[choice as LedgerLine['outcome']];
  return codeInWords(texts, filter, choice);
}

function rowOf(texts: Texts, line: LedgerLine) {
  const said = lineInWords(texts, line);
  return [
    <a key="ref" href={`/ledger/${line.ref}`}>
      <code>{line.ref}</code>
    </a>,
    <span key="quarter" class="nowrap">
      {texts.quarter(line.quarter)}
    </span>,
    said.country,
    line.requester === 'non_government' ? texts.reports.ledger.nonGovernment(said.kind) : said.kind,
    said.process,
    line.requester === 'impostor' ? texts.reports.ledger.impostorBriefly : said.outcome,
    said.categories,
    said.days,
  ];
}

function Pages({ texts, ledger }: { texts: Texts; ledger: LedgerPage }) {
  if (ledger.pages === 1) return null;
  const text = texts.reports.ledger;
  return (
    <nav aria-label={text.pages}>
      <ul>
        {Array.from({ length: ledger.pages }, (_, index) => index + 1).map((number) => (
          <li key={number}>
            <a
              href={`/ledger?${new URLSearchParams({ ...ledger.wanted, page: String(number) })}`}
              aria-current={number === ledger.number ? 'page' : undefined}
            >
              {text.pageName(number)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function ledgerLinePage(language: Language, line: LedgerLine): string {
  const { reports } = textsOf(language);
  return page({ language, title: reports.ledger.lineTitle(line.ref), menu: '/ledger' }, (texts) => (
    <>
      <dl class="facts">
        {Object.entries(lineInWords(texts, line)).map(([key, value]) => (
          <>
            <dt>{reports.ledger.facts[key as LineFact]}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      <p>
        <a href="/ledger">{texts.reports.ledger.back}</a> ·{' '}
        <a href={quarterPath(line.quarter)}>{texts.reports.report.title(texts.quarter(line.quarter))}</a>
      </p>
    </>
  ));
}

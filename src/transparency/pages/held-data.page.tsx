/** What we hold: every column of the live database with what it is for, and what is not there. */
import type { PublishedReport } from '../published-report';
import { codeInWords } from './code-in-words';
import type { HeldColumn } from './held-columns';
import type { HeldData, HeldTable } from './held-data';
import type { Language } from './language';
import { page } from './layout';
import { askedIn } from './report-categories';
import { Table } from './table';
import { type Texts, textsOf } from './texts';

/** `latest`: the newest version of every quarter. */
export function heldDataPage(language: Language, held: HeldData, latest: readonly PublishedReport[]): string {
  const { held: text } = textsOf(language);
  return page({ language, title: text.title, menu: '/what-we-hold' }, (texts) => (
    <Content texts={texts} held={held} latest={latest} />
  ));
}

function Content(props: { texts: Texts; held: HeldData; latest: readonly PublishedReport[] }) {
  const { texts, held, latest } = props;
  const text = texts.held;
  const columns = Object.values(text.columns).map((name) => ({ name }));
  return (
    <>
      <p class="lead">{text.lead}</p>
      <h2>{text.notHeldTitle}</h2>
      <ul>
        {text.notHeld.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      <AtAGlance texts={texts} held={held} />
      {held.tables.map((table) => (
        <>
          <h2 id={table.table}>{table.table}</h2>
          {alike(table.columns).map((group) => (
            <Table
              key={group[0]?.column}
              caption={inCommon(texts, table.table, group[0]?.held)}
              columns={columns}
              rows={group.map(({ column, held: about }) => [
                <code key={column}>{column}</code>,
                about?.purpose ?? text.notExplained,
              ])}
            />
          ))}
        </>
      ))}
      <p>{text.queues}</p>
      <h2>{text.askedTitle}</h2>
      <p>
        {`${text.asked} `}
        <a href="/transparency-reports">{texts.nav['/transparency-reports']}</a>
      </p>
      <Asked texts={texts} latest={latest} />
      <p class="soft">
        {`${text.schemaHash}: `}
        <span class="hash">{held.schemaSha256}</span>
      </p>
    </>
  );
}

/** How often each category was asked for and handed over, as far as published reports tell; in few bytes. */
function Asked({ texts, latest }: { texts: Texts; latest: readonly PublishedReport[] }) {
  const all = askedIn(latest);
  if (all.length === 0) return null;
  const { askedTimes, askedNothing } = texts.held;
  const some = all.filter(({ asked }) => asked > 0);
  const times = some.map(({ code, ...times }) => askedTimes(codeInWords(texts, 'category', code), times));
  return <p>{times.length === 0 ? askedNothing : `${times.join('; ')}.`}</p>;
}

/** One row for each kind of thing, whichever tables it lies in. */
function AtAGlance({ texts: { held: text }, held }: { texts: Texts; held: HeldData }) {
  const rows = Object.entries(text.categories).flatMap(([category, name]) => {
    const own = held.tables.flatMap(({ table, columns }) =>
      columns.flatMap(({ held: about }) => (about?.category === category ? [{ table, about }] : [])),
    );
    if (own.length === 0) return [];
    const tables = [...new Set(own.map((one) => one.table))];
    const disclosures = [...new Set(own.map((one) => text.disclosures[one.about.disclosable]))];
    return [
      [
        name,
        own.some((one) => one.about.personal) ? text.yes : text.no,
        disclosures.join('; '),
        tables.map((table, index) => (
          <>
            {index === 0 ? '' : ', '}
            <a href={`#${table}`}>{table}</a>
          </>
        )),
      ],
    ];
  });
  const columns = [text.glanceWhat, text.personal, text.disclosable, text.glanceWhere].map((name) => ({ name }));
  return (
    <>
      <h2>{text.glanceTitle}</h2>
      <Table caption={text.glanceCaption} columns={columns} rows={rows} />
    </>
  );
}

type Column = HeldTable['columns'][number];

/** The columns of a table of which everything but their purpose is the same, in the order of their first. */
function alike(columns: readonly Column[]): Column[][] {
  const groups = new Map<string, Column[]>();
  for (const column of columns) {
    const { category, lifetime, disclosable } = column.held ?? {};
    const mark = JSON.stringify([category, lifetime, disclosable]);
    const group = groups.get(mark);
    if (group === undefined) groups.set(mark, [column]);
    else group.push(column);
  }
  return [...groups.values()];
}

function inCommon({ held: text }: Texts, table: string, about: HeldColumn | undefined): string {
  if (about === undefined) return text.tableCaption(table);
  const facts = [
    table,
    text.categories[about.category],
    `${text.kept}: ${about.lifetime}`,
    `${text.personal}: ${about.personal ? text.yes : text.no}`,
    `${text.disclosable}: ${text.disclosures[about.disclosable]}`,
  ];
  return facts.join(' · ');
}

/** What we hold: every column of the live database with what it is for, and what is not there. */
import type { HeldColumn } from './held-columns';
import type { HeldData, HeldTable } from './held-data';
import type { Language } from './language';
import { page } from './layout';
import { Table } from './table';
import { type Texts, textsOf } from './texts';

export function heldDataPage(language: Language, held: HeldData): string {
  const { held: text } = textsOf(language);
  return page({ language, title: text.title, menu: '/what-we-hold' }, (texts) => <Content texts={texts} held={held} />);
}

function Content({ texts, held }: { texts: Texts; held: HeldData }) {
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
      {held.tables.map((table) => (
        <>
          <h2>{table.table}</h2>
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
      <p class="soft">
        {`${text.schemaHash}: `}
        <span class="hash">{held.schemaSha256}</span>
      </p>
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

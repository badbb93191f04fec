/** What we hold: every column of the live database with what it is for, and what is not there. */
import type { HeldColumn } from './held-columns';
import type { HeldData } from './held-data';
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
          <Table
            caption={text.tableCaption(table.table)}
            columns={columns}
            rows={table.columns.map(({ column, held: about }) => [
              <code key={column}>{column}</code>,
              ...explained(texts, about),
            ])}
          />
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

function explained({ held: text }: Texts, about: HeldColumn | undefined): string[] {
  if (about === undefined) return [text.notExplained, '', '', '', ''];
  return [
    text.categories[about.category],
    about.purpose,
    about.lifetime,
    about.personal ? text.yes : text.no,
    text.disclosures[about.disclosable],
  ];
}

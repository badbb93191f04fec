/** Which categories of data were asked for, whether they can be held, and where they were handed over (R5). */
import type { PublishedReport } from '../published-report';
import { codeInWords } from './code-in-words';
import { Table } from './table';
import type { Texts } from './texts';

type Row = PublishedReport['breakdowns'][number];

/** None in reports by the first wording of the rules. */
export function categoryRows(report: PublishedReport): Row[] {
  return report.breakdowns.filter((row) => row.dimension === 'category');
}

export function heldInWords({ reports }: Texts, { held }: Row): string {
  const { yes, no, other } = reports.report.held;
  return held === true ? yes : held === false ? no : other;
}

interface Asked {
  readonly code: string;
  readonly asked: number;
  readonly disclosed: number;
}

/** Over all of the reports that tell it, in the order of the categories. */
export function askedIn(reports: readonly PublishedReport[]): Asked[] {
  const sums = new Map<string, Asked>();
  for (const row of reports.flatMap(categoryRows)) {
    const { asked, disclosed } = sums.get(row.code) ?? { asked: 0, disclosed: 0 };
    const more = { asked: asked + row.received, disclosed: disclosed + (row.disclosed ?? 0) };
    sums.set(row.code, { code: row.code, ...more });
  }
  return [...sums.values()];
}

export function ReportCategories({ texts, report }: { texts: Texts; report: PublishedReport }) {
  const text = texts.reports.report;
  const rows = categoryRows(report);
  if (rows.length === 0) return null;
  const { asked, held, disclosed } = text.categoriesColumns;
  return (
    <>
      <h2>{text.categoriesTitle}</h2>
      <Table
        caption={text.categoriesCaption}
        columns={[
          { name: text.code.category },
          { name: asked, isNumber: true },
          { name: held },
          { name: disclosed, isNumber: true },
        ]}
        rows={rows.map((row) => [
          codeInWords(texts, 'category', row.code),
          row.received,
          heldInWords(texts, row),
          row.disclosed ?? 0,
        ])}
      />
    </>
  );
}

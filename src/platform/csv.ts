/** Comma-separated values as RFC 4180 writes them; a cell that a spreadsheet would take for a formula is defused. */
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | null;

/** The header is there also above no rows; `isMore` leaves it away, for rows that follow others. Null becomes an empty cell. */
export function csv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, Cell>>[],
  isMore = false,
): string {
  return stringify([...rows], {
    columns: [...columns],
    header: !isMore,
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { boolean: String },
  });
}

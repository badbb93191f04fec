/** The ledger of a version, one request per line; lists are separated by blanks. */

import { type Cell, csv } from '../../../platform/csv';
import { type LedgerLine, ledgerLine } from '../../ledger';

const COLUMNS = Object.keys(ledgerLine.shape) as (keyof LedgerLine)[];

export function ledgerCsv(lines: readonly LedgerLine[]): string {
  return csv(COLUMNS, lines.map(rowOf));
}

function rowOf(line: LedgerLine): Record<keyof LedgerLine, Cell> {
  const cells = COLUMNS.map((column): [string, Cell] => {
    const value = line[column];
    return [column, typeof value === 'object' && value !== null ? value.join(' ') : value];
  });
  return Object.fromEntries(cells) as Record<keyof LedgerLine, Cell>;
}

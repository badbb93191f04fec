/** The ledger of a version, one request per line; lists are separated by blanks. */

import { type Cell, csv } from '../../../platform/csv';
import { countsCategories } from '../../counting-rules';
import { type LedgerLine, ledgerLine } from '../../ledger';

const ALL = Object.keys(ledgerLine.shape) as (keyof LedgerLine)[];
const LATER: readonly (keyof LedgerLine)[] = ['categories', 'categoriesDisclosed'];

/** `rulesId`: the wording by which the ledger was made; what is published keeps its columns. */
export function ledgerCsv(lines: readonly LedgerLine[], rulesId: string): string {
  const columns = countsCategories(rulesId) ? ALL : ALL.filter((one) => !LATER.includes(one));
  return csv(columns, lines.map(rowOf));
}

function rowOf(line: LedgerLine): Record<keyof LedgerLine, Cell> {
  const cells = ALL.map((column): [string, Cell] => {
    const value = line[column] ?? null;
    return [column, typeof value === 'object' && value !== null ? value.join(' ') : value];
  });
  return Object.fromEntries(cells) as Record<keyof LedgerLine, Cell>;
}

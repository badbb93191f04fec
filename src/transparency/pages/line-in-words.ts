/** A line of the ledger, and a row of a breakdown, in the words of a language: each thing said by its name. */
import { OUTCOMES } from '../enumerations';
import type { BreakdownRow } from '../figure';
import type { LedgerLine } from '../ledger';
import { codeInWords } from './code-in-words';
import type { Texts } from './texts';

export type LineFact = keyof Texts['reports']['ledger']['facts'];

export function lineInWords(texts: Texts, line: LedgerLine): Readonly<Record<LineFact, string>> {
  const { ledger } = texts.reports;
  const yesNo = (is: boolean) => (is ? ledger.yes : ledger.no);
  const quarters = (labels: readonly string[]) => labels.map(texts.quarter).join(', ') || texts.none;
  const count = (number: number | null) => (number === null ? texts.unknown : String(number));
  const { country, process, days } = line;
  const isImpostor = line.requester === 'impostor';
  return {
    quarter: texts.quarter(line.quarter),
    requester: texts.codes.requesters[line.requester],
    kind: texts.codes.kinds[line.kind],
    country: country === null ? texts.unknown : codeInWords(texts, 'country', country),
    process: process === null ? texts.unknown : codeInWords(texts, 'process', process),
    emergency: yesNo(line.emergency),
    realTime: yesNo(line.realTime),
    bulk: yesNo(line.bulk),
    // Nothing is decided on what no authority asked.
    outcome: isImpostor ? ledger.impostor : texts.codes.outcomes[line.outcome],
    categories: categoriesInWords(texts, line.categories),
    categoriesDisclosed: categoriesInWords(texts, line.categoriesDisclosed),
    identifiers: String(line.identifiers),
    accountsDisclosed: String(line.accountsDisclosed),
    notifiedBefore: count(line.notifiedBefore),
    notifiedAfter: count(line.notifiedAfter),
    delayedByOrder: count(line.delayedByOrder),
    notPossible: count(line.notPossible),
    closed: quarters(line.closed),
    reopened: quarters(line.reopened),
    lookups: quarters(line.lookups),
    holdsEnded: quarters(line.holdsEnded),
    days: days === null ? (isImpostor ? texts.none : ledger.open) : String(days),
  };
}

/** None is known where the line is older than the question. */
function categoriesInWords(texts: Texts, codes: LedgerLine['categories']): string {
  if (codes === undefined) return texts.unknown;
  return codes.map((code) => codeInWords(texts, 'category', code)).join(', ') || texts.reports.ledger.noCategory;
}

/** By the names that a page shows. */
export function placesOfLine(texts: Texts, line: LedgerLine): ReadonlyMap<string, string> {
  const { facts } = texts.reports.ledger;
  return new Map(Object.entries(lineInWords(texts, line)).map(([fact, words]) => [facts[fact as LineFact], words]));
}

/** Only what there is any of. */
export function placesOfRow({ codes, reports }: Texts, row: BreakdownRow): ReadonlyMap<string, string> {
  const outcomes = OUTCOMES.flatMap((outcome): [string, string][] => {
    const count = row.outcomes[outcome] ?? 0;
    return count === 0 ? [] : [[codes.outcomes[outcome], String(count)]];
  });
  const disclosed: [string, string][] =
    row.disclosed === undefined ? [] : [[reports.report.categoriesColumns.disclosed, String(row.disclosed)]];
  return new Map([[codes.figures.received ?? '', String(row.received)], ...outcomes, ...disclosed]);
}

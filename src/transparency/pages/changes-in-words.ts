/** What differs between two versions, in the words of a language. */
import type { BreakdownRow } from '../figure';
import { ledgerLine } from '../ledger';
import type { ReportChange } from '../published-report';
import { codeInWords } from './code-in-words';
import { numberInWords } from './figures';
import { placesOfLine, placesOfRow } from './line-in-words';
import type { Texts } from './texts';

/** What differs, what it was, what it is. */
export function changeInWords(
  texts: Texts,
  change: ReportChange,
): readonly [what: string, before: string, now: string] {
  return [
    pathInWords(texts, change),
    said(texts, change, change.from, change.to),
    said(texts, change, change.to, change.from),
  ];
}

/** `/figures/received/value` → `Received`; a place without words stands as it is. */
function pathInWords(texts: Texts, { path }: ReportChange): string {
  const [part, name = '', code = ''] = partsOf(path);
  const { codes } = texts;
  if (part === 'figures') return codes.figures[name] ?? path;
  if (part === 'flow') return codes.figures[`flow.${name}`] ?? path;
  if (part === 'ledger') return `${texts.reports.report.changedLine} ${name}`;
  const isDimension = name === 'country' || name === 'process' || name === 'kind' || name === 'category';
  return isDimension ? `${texts.reports.report.code[name]}: ${codeInWords(texts, name, code)}` : path;
}

const partsOf = (path: string) => path.replace(/^\//, '').split('/');

/** Of a line or a row, only what differs from the `other` one; all of it when there is no other. */
function said(texts: Texts, { path }: ReportChange, value: unknown, other: unknown): string {
  const { absent } = texts.reports.report;
  const [part, name = ''] = partsOf(path);
  if (value === null || value === undefined) {
    return part === 'figures' || part === 'flow' ? missing(texts, name) : absent;
  }
  if (typeof value === 'number') return numberInWords(value);
  const [own, others] = [placesIn(texts, part, value), placesIn(texts, part, other)];
  const differing = [...own].filter(([place, words]) => others.get(place) !== words);
  const gone = [...others.keys()].filter((place) => !own.has(place));
  return [...differing, ...gone.map((place) => [place, '0'])].map(([place, words]) => `${place}: ${words}`).join('; ');
}

/** A figure without a value: nothing to divide by, or not known. */
function missing(texts: Texts, figure: string): string {
  return figure === 'disclosure_rate' || figure.startsWith('median_') ? texts.none : texts.unknown;
}

/** What nobody has words for stands as it is. */
function placesIn(texts: Texts, part: string | undefined, value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map();
  if (part === 'breakdowns') return placesOfRow(texts, value as BreakdownRow);
  const line = ledgerLine.safeParse(value);
  if (line.success) return placesOfLine(texts, line.data);
  return new Map(Object.entries(value).map(([name, one]) => [name, String(one)]));
}

/** What differs between two versions, in the words of a language. */
import type { ReportChange } from '../published-report';
import { codeInWords } from './code-in-words';
import type { Texts } from './texts';

/** `/figures/received/value` → `Received`; a place without words stands as it is. */
export function pathInWords(texts: Texts, { path }: ReportChange): string {
  const [part, name = '', code = ''] = path.replace(/^\//, '').split('/');
  const { codes } = texts;
  if (part === 'figures') return codes.figures[name] ?? path;
  if (part === 'flow') return codes.figures[`flow.${name}`] ?? path;
  if (part === 'ledger') return `${texts.reports.report.changedLine} ${name}`;
  const isDimension = name === 'country' || name === 'process' || name === 'kind';
  return isDimension ? `${texts.reports.report.code[name]}: ${codeInWords(texts, name, code)}` : path;
}

/** Of a line or a row, only what differs from the `other` one; all of it when there is no other. */
export function valueInWords({ reports }: Texts, value: unknown, other: unknown): string {
  if (value === null || value === undefined) return reports.report.absent;
  if (typeof value !== 'object') return String(value);
  const [own, others] = [placesIn(value), placesIn(other)];
  const differing = [...own].filter(([place, one]) => others.get(place) !== one);
  return differing.map(([place, one]) => `${place} ${one === '' ? reports.report.absent : one}`).join(', ');
}

/** What is in it, by the name of the field; lists in one text, fields of a field beside the others. */
function placesIn(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).flatMap(([name, one]): [string, string][] => {
      if (Array.isArray(one)) return [[name, one.join(' ')]];
      if (typeof one === 'object' && one !== null) return [...placesIn(one)];
      return [[name, one === null ? '' : String(one)]];
    }),
  );
}

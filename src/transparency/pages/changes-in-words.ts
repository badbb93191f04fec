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
  const before = (other ?? {}) as Record<string, unknown>;
  const differing = Object.entries(value).filter(([key, one]) => JSON.stringify(one) !== JSON.stringify(before[key]));
  return differing.map(([key, one]) => `${key} ${flat(one)}`).join(', ');
}

function flat(value: unknown): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(value)
        .replace(/[{}"[\]]/g, ' ')
        .trim();
}

/** Reads figures out of a report and writes them as a page shows them: zero, unknown and "n/a" stay apart (R16). */
import { shareInWords } from '../figure';
import type { PublishedReport } from '../published-report';
import type { Texts } from './texts';

export type ShownFigure = PublishedReport['figures'][string];
export type Counted = Pick<PublishedReport, 'figures'>;

/** Null when the report does not know it, or has no such figure. */
export function numberOf(report: Counted, name: string): number | null {
  return report.figures[name]?.value ?? null;
}

/** Requests in which something was handed over; null when unknown. */
export function disclosedIn(report: Counted): number | null {
  const partial = numberOf(report, 'disclosed_partial');
  const full = numberOf(report, 'disclosed_full');
  return partial === null || full === null ? null : partial + full;
}

/** R7: "x of y", with a percentage from ten on. */
export function disclosureInWords(report: Counted, texts: Texts): string {
  const disclosed = disclosedIn(report);
  const received = numberOf(report, 'received');
  const pending = numberOf(report, 'pending');
  if (disclosed === null || received === null || pending === null) return texts.unknown;
  return shareInWords(disclosed, received - pending);
}

/** The whole report in a sentence or two. */
export function topLine(texts: Texts, report: Counted & Pick<PublishedReport, 'periodStart' | 'periodEnd'>): string {
  const [from, to] = [texts.date(report.periodStart), texts.date(report.periodEnd)];
  const received = numberOf(report, 'received') ?? 0;
  const disclosed = disclosedIn(report);
  return disclosed === null
    ? texts.reports.topLineTotal(from, to, received)
    : texts.reports.topLine(from, to, received, disclosed);
}

export function figureInWords(figure: ShownFigure | undefined, texts: Texts): string {
  if (figure === undefined) return texts.notApplicable;
  if (figure.status === 'unknown') return texts.unknown;
  return figure.value === null ? texts.none : numberInWords(figure.value);
}

export function numberInWords(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Math.round(value * 100) / 100);
}

/** Words of the public pages, for whoever else speaks of the same things: figures, reasons, quarters, differences. */

import type { BreakdownRow } from './figure';
import { changeInWords as saidIn } from './pages/changes-in-words';
import { codeInWords } from './pages/code-in-words';
import { disclosureInWords, figureInWords, type ShownFigure } from './pages/figures';
import { textsOf } from './pages/texts';
import type { PublishedReport, ReportChange, VersionReason } from './published-report';

const texts = textsOf('en');

/** Names of figures in their order on a page; those of the flow with `flow.` before them. */
export const FIGURE_NAMES: readonly string[] = Object.keys(texts.codes.figures);

export function figureName(name: string): string {
  return texts.codes.figures[name] ?? name;
}

/** As the public page writes it: zero, unknown and "n/a" stay apart. */
export function figureValue(
  name: string,
  figure: ShownFigure | undefined,
  of: Pick<PublishedReport, 'figures'>,
): string {
  if (name === 'disclosure_rate') return disclosureInWords(of, texts);
  return figureInWords(figure, texts);
}

export function reasonInWords(reason: VersionReason): string {
  return texts.codes.reasons[reason];
}

/** `2026-Q1` → `Q1 2026` */
export function quarterInWords(quarter: string): string {
  return texts.quarter(quarter);
}

/** `2026-03-31` → `31 March 2026` */
export function dayInWords(day: string): string {
  return texts.date(day);
}

/** Of a breakdown's row. */
export function codeName(dimension: BreakdownRow['dimension'], code: string): string {
  return codeInWords(texts, dimension, code);
}

/** What differs, what it was, what it is. */
export function changeInWords(change: ReportChange): readonly [what: string, before: string, now: string] {
  return saidIn(texts, change);
}

/** Codes of a breakdown in the words of a language. */
import { UNRECORDED } from '../data-categories';
import type { BreakdownRow } from '../figure';
import { UNDISCLOSED } from '../ledger';
import type { Texts } from './texts';

/** A code nobody has words for stands as it is. */
export function codeInWords(texts: Texts, dimension: BreakdownRow['dimension'], code: string): string {
  if (code === UNDISCLOSED) return texts.codes.undisclosed;
  if (code === UNRECORDED) return texts.codes.unrecorded;
  if (dimension === 'country') return texts.country(code);
  const { processes, kinds, categories } = texts.codes;
  const words: Readonly<Record<string, string>> = { process: processes, kind: kinds, category: categories }[dimension];
  return words[code] ?? code;
}

/** Codes of a breakdown in the words of a language. */
import type { Texts } from './texts';

/** A code nobody has words for stands as it is. */
export function codeInWords(texts: Texts, dimension: 'country' | 'process' | 'kind', code: string): string {
  if (code === 'undisclosed') return texts.codes.undisclosed;
  if (dimension === 'country') return texts.country(code);
  const words: Readonly<Record<string, string>> = dimension === 'process' ? texts.codes.processes : texts.codes.kinds;
  return words[code] ?? code;
}

/** Which texts a page is written with. */
import type { Language } from './language';
import { en, type Texts } from './texts/en';

export type { Texts };

const TEXTS: Readonly<Record<Language, Texts>> = { en };

export function textsOf(language: Language): Texts {
  return TEXTS[language];
}

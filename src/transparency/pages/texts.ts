/** Which texts a page is written with. */
import type { AuthoritiesText, AuthorityLanguage, FrameText, Language } from './language';
import { de } from './texts/de';
import { en, type Texts } from './texts/en';
import { fr } from './texts/fr';
import { it } from './texts/it';

export type { Texts };

const TEXTS: Readonly<Record<Language, Texts>> = { en };

export function textsOf(language: Language): Texts {
  return TEXTS[language];
}

export interface AuthorityTexts {
  readonly frame: FrameText;
  readonly authorities: AuthoritiesText;
}

const FOR_AUTHORITIES: Readonly<Record<AuthorityLanguage, AuthorityTexts>> = {
  en: { frame: en, authorities: en.authorities },
  de,
  fr,
  it,
};

export function authorityTextsOf(language: AuthorityLanguage): AuthorityTexts {
  return FOR_AUTHORITIES[language];
}

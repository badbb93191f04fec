/** From the form of a template to its next version, or to every fault with what to write instead. */
import type { Faults } from '../frame/form';
import type { Posted } from '../requests/posted';
import { PLACEHOLDERS, unknownPlaceholders } from './placeholders';
import { LANGUAGES, type Language, type NewVersion } from './template';

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 10_000;

/** Line breaks and tabs belong to a letter; nothing else that no key writes. */
const CONTROL = /[^\P{Cc}\n\t]/u;

export function readVersion(posted: Posted): { readonly given: NewVersion } | { readonly faults: Faults } {
  const faults: Record<string, string> = {};
  const title = posted.text('title');
  if (title === '' || title.length > LONGEST_TITLE) {
    faults.title = `Write in at most ${LONGEST_TITLE} letters what it answers`;
  } else if (/\p{Cc}/u.test(title)) faults.title = 'Write plain text in one line';
  const texts = Object.fromEntries(LANGUAGES.map((one) => [one, readText(one, posted, faults)]));
  const { en = null, de = null, fr = null, it = null } = texts as Partial<Record<Language, string | null>>;
  if (en === null) faults.en = 'Write it in English; the other languages may follow';
  if (en === null || Object.keys(faults).length > 0) return { faults };
  return { given: { title, texts: { en, de, fr, it } } };
}

/** Browsers send line breaks as two characters; a text has one. Null when it was left empty. */
function readText(name: Language, posted: Posted, faults: Record<string, string>): string | null {
  const text = posted.text(name).replaceAll('\r\n', '\n');
  const [unknown] = unknownPlaceholders(text);
  if (text.length > LONGEST_TEXT) faults[name] = `Shorten this to ${LONGEST_TEXT} letters`;
  else if (CONTROL.test(text)) faults[name] = 'It holds a control character: write plain text';
  else if (unknown !== undefined) {
    const known = Object.keys(PLACEHOLDERS).map((one) => `{{${one}}}`);
    faults[name] = `It holds ${unknown}: use only ${known.join(', ')}`;
  }
  return text === '' ? null : text;
}

/** The check list for authorities as plain text, with room for the answers. */
import { EXAMPLE_ACCOUNT_ID } from '../authorities.page';
import { type AuthorityLanguage, CHECKLIST, type ChecklistItem } from '../language';
import { authorityTextsOf } from '../texts';

const WIDTH = 76;
const LINE = '_'.repeat(WIDTH);

/** Lines to write on; more where more is to be said. */
const ROOM: Readonly<Partial<Record<ChecklistItem, number>>> = {
  authority: 3,
  basis: 5,
  identifiers: 4,
  categories: 3,
};

/** `contact`: as on the page. Lines of at most 76 characters, but for words that are longer. */
export function authoritiesForm(language: AuthorityLanguage, contact: string | undefined): string {
  const { authorities: text } = authorityTextsOf(language);
  const items = CHECKLIST.flatMap((item, index) => [
    ...wrapped(`${index + 1}. ${text.checklist[item]}`),
    ...(item === 'identifiers' ? [...wrapped(text.example), EXAMPLE_ACCOUNT_ID] : []),
    ...Array.from({ length: ROOM[item] ?? 2 }, () => ['', LINE]).flat(),
    '',
  ]);
  return [
    ...[text.title, '='.repeat(text.title.length), ''],
    ...[...wrapped(text.form), '', ...wrapped(text.binding), ''],
    ...[text.contactTitle, ...(contact ?? text.contactMissing).split('\n').flatMap(wrapped), ''],
    ...[text.checklistTitle, '-'.repeat(text.checklistTitle.length), ''],
    ...items,
    ...wrapped(text.counted),
    '',
  ].join('\n');
}

function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

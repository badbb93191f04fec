/** What a template may leave open, as a closed list, and how it is filled in with the facts of a case. */
import { LANGUAGES, type Language } from './template';

export const PLACEHOLDERS = {
  authority: 'The name of the authority, as our directory has it',
  their_reference: 'Their reference; it is sealed, so that it was read is recorded',
  our_reference: 'The random public name of the case; never its number, which would tell how many there are',
  received_on: 'The day on which the request was received, in Zurich',
  identifiers: 'The identifiers they named, one on each line; sealed as well',
  identifier_count: 'How many identifiers they named',
  answer_by: 'The last day for our answer',
  today: 'The day on which the reply is made',
} as const;

export type Placeholder = keyof typeof PLACEHOLDERS;

/** What is known of a case; undefined of what nobody knows. */
export interface ReplyFacts {
  readonly authority: string | undefined;
  readonly theirReference: string | undefined;
  readonly ourReference: string;
  /** Days of the calendar, `YYYY-MM-DD`. */
  readonly receivedOn: string;
  readonly answerBy: string | undefined;
  readonly today: string;
  readonly identifiers: readonly string[];
  readonly identifierCount: number;
}

export interface FilledReply {
  readonly text: string;
  /** What is not known: it stands in brackets in the text, to be written by hand. */
  readonly missing: readonly Placeholder[];
}

const MARK = /\{\{([^{}]*)\}\}/g;

const NAMES = Object.keys(PLACEHOLDERS) as Placeholder[];

/** What stands in double braces and is in no list, as it was written. */
export function unknownPlaceholders(text: string): string[] {
  const known = new Set<string>(NAMES);
  const unknown = [...text.matchAll(MARK)].flatMap(([mark, name = '']) => (known.has(name.trim()) ? [] : [mark]));
  const rest = text.replaceAll(MARK, '');
  return [...new Set([...unknown, ...(/\{\{|\}\}/.test(rest) ? ['a brace without its other half'] : [])])];
}

/** Pure: the same facts make the same letters. What is filled in is not searched for placeholders again. */
export function filledReply(text: string, language: Language, facts: ReplyFacts): FilledReply {
  const missing = new Set<Placeholder>();
  const filled = text.replaceAll(MARK, (_mark, inner: string) => {
    const name = NAMES.find((one) => one === inner.trim());
    const value = name === undefined ? undefined : wordsFor(name, language, facts);
    if (value !== undefined) return value;
    if (name !== undefined) missing.add(name);
    return `[${inner.trim().replaceAll('_', ' ')}]`;
  });
  return { text: filled, missing: [...missing] };
}

function wordsFor(name: Placeholder, language: Language, facts: ReplyFacts): string | undefined {
  switch (name) {
    case 'authority':
      return facts.authority;
    case 'their_reference':
      return facts.theirReference;
    case 'our_reference':
      return facts.ourReference;
    case 'received_on':
      return dayIn(language, facts.receivedOn);
    case 'answer_by':
      return facts.answerBy === undefined ? undefined : dayIn(language, facts.answerBy);
    case 'today':
      return dayIn(language, facts.today);
    case 'identifier_count':
      return String(facts.identifierCount);
    case 'identifiers':
      return facts.identifiers.length === 0 ? undefined : facts.identifiers.join('\n');
  }
}

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-CH', fr: 'fr-CH', it: 'it-CH' };
const FORMATS = Object.fromEntries(
  LANGUAGES.map((one) => [one, new Intl.DateTimeFormat(LOCALES[one], { timeZone: 'UTC', dateStyle: 'long' })]),
) as Readonly<Record<Language, Intl.DateTimeFormat>>;

function dayIn(language: Language, day: string): string {
  return FORMATS[language].format(Date.parse(`${day}T00:00:00Z`));
}

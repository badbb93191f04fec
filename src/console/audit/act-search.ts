/** What an auditor asks for, as it stands in the address of the page and in the form of an export. */
import { z } from 'zod';
import { calendarDate, laterDate, startOfZurichDay } from '../../transparency/zurich-time';
import { type ActSearch, whyUnfit } from './act';

const word = z.string().trim().catch('');
const day = z.union([z.literal(''), calendarDate]);
const LONGEST = 200;
const place = z.coerce.number().int().min(1).optional().catch(undefined);

/** As they were typed; a word that nobody typed is empty. */
export interface TypedSearch {
  readonly by: string;
  readonly kind: string;
  readonly subject: string;
  readonly from: string;
  readonly to: string;
}

export interface ReadSearch {
  readonly typed: TypedSearch;
  /** By the name of the field. */
  readonly faults: Readonly<Record<string, string>>;
  readonly search: ActSearch;
  /** Number of the act before or after which the page begins. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

export const SEARCH_FIELDS = ['by', 'kind', 'subject', 'from', 'to'] as const satisfies readonly (keyof TypedSearch)[];

/** `given` is a query or a form: believed in nothing. Days are days in Zurich, both within the search. */
export function readSearch(given: Readonly<Record<string, unknown>>): ReadSearch {
  const typed = Object.fromEntries(
    SEARCH_FIELDS.map((name) => [name, word.parse(given[name] ?? '')]),
  ) as unknown as TypedSearch;
  const faults = faultsOf(typed);
  return {
    typed,
    faults,
    search: Object.keys(faults).length === 0 ? searchOf(typed) : {},
    before: place.parse(given.before),
    after: place.parse(given.after),
  };
}

function faultsOf(typed: TypedSearch): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const name of ['by', 'kind', 'subject'] as const) {
    const why = typed[name].length > LONGEST ? `is longer than ${LONGEST} characters` : whyUnfit(typed[name]);
    if (why !== undefined) faults[name] = `What you search for ${why}`;
  }
  for (const name of ['from', 'to'] as const) {
    if (!day.safeParse(typed[name]).success) faults[name] = 'Write a day of the calendar, such as 2026-02-11';
  }
  if (Object.keys(faults).length === 0 && typed.to !== '' && typed.to < typed.from) {
    faults.to = 'The last day lies before the first: change one of them';
  }
  return faults;
}

function searchOf({ by, kind, subject, from, to }: TypedSearch): ActSearch {
  const instant = (date: string) => new Date(startOfZurichDay(date)).toISOString();
  return {
    ...(by === '' ? {} : { by }),
    ...(kind === '' ? {} : { kind }),
    ...(subject === '' ? {} : { subject }),
    ...(from === '' ? {} : { from: instant(from) }),
    ...(to === '' ? {} : { to: instant(laterDate(to)) }),
  };
}

/** The address of a page of this search. */
export function searchPath(typed: TypedSearch, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(Object.entries({ ...typed, ...more }).filter(([, value]) => value !== ''));
  return query.size === 0 ? '/audit' : `/audit?${query}`;
}

/** A view of the list of cases as an address: what is filtered, how it is ordered, and which page it is. */
import { readCaseNumber } from '../../transparency/case-number';
import {
  CASE_FLAGS,
  CASE_ORDERS,
  type CaseFilter,
  type CaseQuery,
  type Place,
  placeText,
  readPlace,
  SECRECIES,
} from '../../transparency/case-query';
import { KINDS, OUTCOMES, PROCESSES, REQUESTER_CLASSES } from '../../transparency/enumerations';
import { isQuarter } from '../../transparency/quarter';
import { WAITING_FOR } from '../../transparency/waiting-for';
import { STEPS } from '../../transparency/workflow';
import type { Posted } from './posted';

export const LONGEST_SEARCH = 500;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A view as an address shows it. */
export interface ListView extends CaseQuery {
  /** What is searched for, sealed: an address is kept in places where no identifier may be. */
  readonly sealedSearch?: string;
}

/**
 * Unknown names and values of an address are passed over: an old link still shows something. `open` gives what was
 * sealed, and undefined for what was not.
 */
export function readView(query: Posted, open: (sealed: string) => string | undefined): ListView {
  const order = query.choice('order', CASE_ORDERS) ?? 'logged';
  const quarter = query.text('quarter').toUpperCase();
  const country = query.text('country').toUpperCase();
  const authority = query.text('authority').toLowerCase();
  const flags = query.chosen('flag', CASE_FLAGS);
  const sealed = query.given('s');
  const opened = sealed === undefined ? undefined : open(sealed);
  const search = (opened ?? query.text('q')).slice(0, LONGEST_SEARCH);
  const loggedBy = query.text('logged_by');
  const filter: CaseFilter = {
    waitingFor: query.choice('waiting', WAITING_FOR),
    step: query.choice('step', STEPS),
    kind: query.choice('kind', KINDS),
    requester: query.choice('requester', REQUESTER_CLASSES),
    process: query.choice('process', PROCESSES),
    outcome: query.choice('outcome', OUTCOMES),
    secrecy: query.choice('secrecy', SECRECIES),
    country: /^[A-Z]{2}$/.test(country) ? country : undefined,
    authority: UUID.test(authority) ? authority : undefined,
    quarter: isQuarter(quarter) ? quarter : undefined,
    loggedBy: /^[a-z0-9][a-z0-9._-]{0,62}$/.test(loggedBy) ? loggedBy : undefined,
    flags: flags.length > 0 ? flags : undefined,
    search: search === '' ? undefined : search,
  };
  return {
    filter: withoutUndefined(filter),
    order,
    ...(opened === undefined ? {} : { sealedSearch: sealed }),
    before: readPlace(query.text('before'), order),
    after: query.text('before') === '' ? readPlace(query.text('after'), order) : undefined,
  };
}

function withoutUndefined(filter: CaseFilter): CaseFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

const NAMES: readonly (readonly [keyof CaseFilter, string])[] = [
  ['waitingFor', 'waiting'],
  ['step', 'step'],
  ['kind', 'kind'],
  ['requester', 'requester'],
  ['process', 'process'],
  ['outcome', 'outcome'],
  ['secrecy', 'secrecy'],
  ['country', 'country'],
  ['authority', 'authority'],
  ['quarter', 'quarter'],
  ['loggedBy', 'logged_by'],
  ['flags', 'flag'],
];

type View = Pick<ListView, 'filter' | 'order' | 'sealedSearch'>;

/** The query of an address, always in the same order; empty for every case in the usual order. */
export function viewQuery({ filter, order, sealedSearch }: View): string {
  const query = new URLSearchParams();
  for (const [key, name] of NAMES) {
    const value = filter[key];
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) query.append(name, one);
  }
  if (sealedSearch !== undefined) query.set('s', sealedSearch);
  else if (filter.search !== undefined) query.set('q', filter.search);
  if (order !== 'logged') query.set('order', order);
  return query.toString();
}

/** The same without what is searched for. */
export function withoutSearch({ filter: { search: _search, ...filter }, order }: View): View {
  return { filter, order };
}

/** Whether a text may stand in an address: it names a case or a file by what is ours, and nobody. */
export function isOpenSearch(text: string): boolean {
  return readCaseNumber(text) !== undefined || /^(?:[a-z2-7]{16}|[0-9a-f]{64})$/.test(text);
}

export function viewPath(view: View, page: { after?: Place; before?: Place } = {}): string {
  const parts = [
    viewQuery(view),
    page.after === undefined ? '' : `after=${encodeURIComponent(placeText(page.after))}`,
    page.before === undefined ? '' : `before=${encodeURIComponent(placeText(page.before))}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? '/cases' : `/cases?${parts.join('&')}`;
}

/** Views that everybody has. */
export const STANDARD_VIEWS: readonly { readonly name: string; readonly view: Pick<CaseQuery, 'filter' | 'order'> }[] =
  [
    { name: 'All', view: { filter: {}, order: 'logged' } },
    { name: 'Open', view: { filter: { flags: ['open'] }, order: 'deadline' } },
    { name: 'Emergencies', view: { filter: { flags: ['open', 'emergency'] }, order: 'deadline' } },
    { name: 'Due soon', view: { filter: { flags: ['due_soon'] }, order: 'deadline' } },
    { name: 'Await a second person', view: { filter: { waitingFor: 'second_person' }, order: 'logged' } },
    { name: 'Secrecy', view: { filter: { secrecy: 'any' }, order: 'logged' } },
  ];

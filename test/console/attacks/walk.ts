/** Goes through the console as one person can, and fills in its forms. */
import type { Route } from '../../../src/console/frame/door-check.service';
import { FORM_TOKEN_FIELD } from '../../../src/console/frame/form-token';
import type { Answered, Fields, Person } from '../house';
import { type Control, type FoundForm, PAYLOAD, type ReadPage, readPage } from './html';
import { nameOf, routeOf } from './routes';

export interface Visited {
  readonly path: string;
  /** Which page led here. */
  readonly from: string;
  readonly answer: Answered;
  /** Undefined of what is no page. */
  readonly page: ReadPage | undefined;
}

const STARTS = ['/', '/account'];

/** Everything reachable by links and by forms that only ask; of pages alike in all but what they are about, `most`. */
export async function walk(person: Person, routes: readonly Route[], most = 2): Promise<Visited[]> {
  const seen = new Set<string>();
  const alike = new Map<string, number>();
  const visited: Visited[] = [];
  const waiting = STARTS.map((path) => ({ path, from: 'the start' }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const path = next.path.replace(/#.*$/, '');
    const shape = shapeOf(routes, path);
    if (seen.has(path) || (alike.get(shape) ?? 0) >= most) continue;
    seen.add(path);
    alike.set(shape, (alike.get(shape) ?? 0) + 1);
    const one = visitedAs({ ...next, path }, await person.get(path));
    visited.push(one);
    for (const link of linksOf(one)) waiting.push({ path: link, from: path });
  }
  return visited;
}

export function visitedAs(where: { readonly path: string; readonly from: string }, answer: Answered): Visited {
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false;
  return { ...where, answer, page: isPage ? readPage(answer.body) : undefined };
}

function shapeOf(routes: readonly Route[], path: string): string {
  const { pathname, searchParams } = new URL(path, 'http://console.invalid');
  const route = routeOf(routes, 'GET', path);
  return `${route === undefined ? pathname : nameOf(route)}?${[...searchParams.keys()].sort().join('&')}`;
}

function linksOf({ path, answer, page }: Visited): string[] {
  const to = answer.headers.get('location');
  const asked = (page?.forms ?? [])
    .filter((form) => form.method === 'get')
    .map((form) => `${form.action}?${new URLSearchParams(form.controls.map(({ name, value }) => [name, value]))}`);
  return [...(to === null ? [] : [to]), ...(page?.links ?? []), ...asked].flatMap((link) => {
    const { origin, pathname, search } = new URL(link, `http://console.invalid${path}`);
    return origin === 'http://console.invalid' ? [`${pathname}${search}`] : [];
  });
}

/** The same for every field, or by its name; something shorter for one that did not take the first. */
export type Text = string | ((field: string, isShort: boolean) => string);

/** As somebody fills in a form, with `text` in every field that takes any; `instead` has what other fields need. */
export function filledIn(
  { controls }: FoundForm,
  text: Text,
  instead: ReadonlyMap<string, string> = new Map(),
): Fields {
  return fieldsOf(controls, ({ name, type, value, options }) => {
    const other = instead.get(name);
    if (other !== undefined) return other;
    if (['hidden', 'submit', 'checkbox', 'radio'].includes(type)) return value;
    if (type === 'select') return value || (options.find((option) => option !== '') ?? '');
    if (type === 'date') return '2026-02-11';
    if (type === 'time') return '10:00';
    if (type === 'datetime-local') return '2026-02-11T10:00';
    if (type === 'number') return '3';
    return typeof text === 'string' ? text : text(name, false);
  });
}

/** What fields take that do not take any text, tried in this order. */
const ACCEPTABLE = [
  '',
  '',
  '2026-12-31',
  '2026-12-31T10:00',
  `05${'ab'.repeat(32)}`,
  'CH',
  '1',
  'a-name',
  'plain words',
];

/** An answer with what was sent for it. */
export interface Insisted extends Answered {
  readonly fields: Fields;
}

/**
 * Sends a form with `text` wherever it is taken: what the page then calls wrong gets something else, field by field,
 * until the form is taken or nothing more is left to try. Every answer is given.
 */
export async function insist(person: Person, form: FoundForm, text: Text, from: string): Promise<Insisted[]> {
  const answers: Insisted[] = [];
  const instead = new Map<string, string>();
  let current = form;
  for (const [round, acceptable] of ACCEPTABLE.entries()) {
    // Files that came with a form are kept while it is corrected.
    const withFiles = round === 0;
    const fields = filledIn(current, text, instead);
    const answer = await send(person, current, fields, from, withFiles);
    answers.push({ ...answer, fields });
    const again = readPage(answer.body).forms.find((one) => one.action === form.action && one.method === 'post');
    const faulty = again?.controls.filter(({ isFaulty, type }) => isFaulty && type !== 'file') ?? [];
    if (answer.status !== 422 || again === undefined || faulty.length === 0) return answers;
    for (const { name, type, options } of faulty) {
      const shorter = typeof text === 'string' || round > 0 ? undefined : text(name, true);
      const isText = ['text', 'search', 'textarea'].includes(type);
      const other = isText ? (shorter ?? acceptable) : acceptable;
      instead.set(name, type === 'select' ? (options[round % options.length] ?? '') : other);
      // A day and its hour are told to be wrong together, beside the first of them.
      const family = name.replace(/_[^_]*$/, '_');
      for (const one of again.controls) {
        if (one.type === 'text' && one.name.startsWith(family) && one.name !== name) instead.set(one.name, '');
      }
    }
    current = again;
  }
  return answers;
}

/** Names of the fields into which anybody writes anything. */
export function textFields({ controls }: FoundForm): string[] {
  return controls.flatMap(({ name, type }) =>
    ['text', 'search', 'textarea', 'email', 'password'].includes(type) ? [name] : [],
  );
}

/** Whether anybody writes anything into it. */
export function takesText(form: FoundForm): boolean {
  return textFields(form).length > 0;
}

/** As nobody fills in a form: `text` in everything but the token. */
export function forced({ controls }: FoundForm, text: string): Fields {
  return fieldsOf(controls, () => text);
}

function fieldsOf(controls: readonly Control[], write: (control: Control) => string): Fields {
  const fields: Record<string, string> = {};
  const buttons = new Set<string>();
  for (const control of controls) {
    // A form is sent by one of its buttons, and files are for other tests.
    if (control.type === 'file' || (control.type === 'submit' && buttons.size > 0)) continue;
    if (control.type === 'submit') buttons.add(control.name);
    fields[control.name] = control.name === FORM_TOKEN_FIELD ? control.value : write(control);
  }
  return fields;
}

/** Sends a form that stands on the page at `from`; a form that takes files gets one whose name is an attack. */
export function send(
  person: Person,
  form: FoundForm,
  fields: Fields,
  ...[from, withFiles = true]: [from: string, withFiles?: boolean]
): Promise<Answered> {
  const headers = { origin: person.url, referer: `${person.url}${from}` };
  if (!form.hasFiles) return person.postBare(form.action, fields, headers);
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
  }
  const files = form.controls.filter(({ type }) => withFiles && type === 'file');
  for (const { name } of files) body.append(name, new Blob([`%PDF-1.7 ${JSON.stringify(fields)}`]), `${PAYLOAD}.pdf`);
  return person.send(form.action, { method: 'POST', body, headers });
}

/** Every form that changes something, each shape of it once or twice, with the page it stands on. */
export function formsOn(
  visited: readonly Visited[],
  routes: readonly Route[],
  most = 1,
): { form: FoundForm; from: string }[] {
  const count = new Map<string, number>();
  return visited.flatMap(({ page, path }) =>
    (page?.forms ?? []).flatMap((form) => {
      if (form.method !== 'post') return [];
      const shape = formShape(form, routes);
      count.set(shape, (count.get(shape) ?? 0) + 1);
      return (count.get(shape) ?? 0) > most ? [] : [{ form, from: path }];
    }),
  );
}

export function formShape({ action, controls }: FoundForm, routes: readonly Route[]): string {
  const route = routeOf(routes, 'POST', action);
  const fixed = controls.filter(({ type }) => type === 'hidden' || type === 'submit').map(({ name }) => name);
  return `${route === undefined ? action : nameOf(route)} ${[...new Set([...fixed, ...controls.map(({ name }) => name)])].join(' ')}`;
}

/** What is written into every field of every form comes back as text and as nothing else, at once and later. */
import { chromium } from 'playwright-core';
import { Log } from '../../../src/platform/telemetry/log.service';
import { chromiumFlags, describeWithChromium } from '../../support/chromium';
import type { Answered, Person } from '../house';
import { type FoundForm, PAYLOAD, payload, readPage, shortPayload } from './html';
import { nameOf, routeOf } from './routes';
import { Site } from './site';
import { furnishStages } from './stages';
import {
  filledIn,
  forced,
  formShape,
  formsOn,
  insist,
  send,
  takesText,
  textFields,
  type Visited,
  visitedAs,
  walk,
} from './walk';

/** Runs where an address is expected, and looks like a template's work. */
const OTHER = 'javascript:xssRan=1//\u202e{{7*7}}<%=7*7%>';

/** Fields that keep no text anybody is shown, each with the reason. Every other field must come back. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  'POST /account/passkeys label': 'is taken together with the answer of an authenticator only',
  'POST /account/password again': 'is a secret',
  'POST /account/password code': 'is six digits',
  'POST /account/password password': 'is a secret',
  'POST /account/password username': 'is for managers of passwords, and read by nobody',
  'POST /cases/:id/steps/:type merge_into': 'is a number of a case',
  'POST /people/invite name': 'is a handle of small letters',
};

let site: Site;
let errors: jest.SpyInstance;
let answers: Visited[];
let after: Visited[];
/** Where forms led that were taken. */
const results: Visited[] = [];
/** Fields in which anybody writes, and those of them that were taken as they were written. */
const written = new Set<string>();
const kept = new Set<string>();
/** Cases in different steps have different forms. */
const ALIKE = 5;
const MOST = 30;

beforeAll(async () => {
  errors = jest.spyOn(Log.prototype, 'sparingly');
  site = await Site.open();
  await furnishStages(site.house.room);
  answers = await fillInEverything();
  after = await everythingSaid();
}, 600_000);
afterAll(() => site.close());

const numbers = new Map<string, number>();
/** What is written into a field: a payload that tells which it was; and what, where that is too long. */
function marked(field: string): readonly [string, string] {
  const number = numbers.get(field) ?? numbers.size;
  numbers.set(field, number);
  return [payload(number), shortPayload(number)];
}

/** Opens everything, fills in every form it finds, opens what came of it, until nothing new comes. */
async function fillInEverything(): Promise<Visited[]> {
  const sent: Visited[] = [];
  const done = new Set<string>();
  let person = site.everybody;
  for (let round = 0; round < 3; round += 1) {
    const forms = formsOn(await walk(person, site.routes, ALIKE), site.routes, ALIKE);
    const shapes = new Set(forms.map(({ form }) => formShape(form, site.routes)).filter((shape) => !done.has(shape)));
    if (shapes.size === 0) break;
    for (const shape of shapes) {
      done.add(shape);
      const candidates = forms.filter(({ form }) => formShape(form, site.routes) === shape);
      // What changes a case leaves the next form of the kind on another: until one is taken.
      for (const [index, { form, from }] of candidates.entries()) {
        const fills = takesText(form) && index === 0 ? [...OTHER_FILLS, insistMarked] : [insistMarked];
        let isTaken = false;
        for (const fill of fills) {
          const [came, as] = await filled(person, form, from, fill);
          person = as;
          sent.push(...came.map((answer) => visitedAs({ path: form.action, from }, answer)));
          isTaken = (came.at(-1)?.status ?? 400) < 400;
        }
        if (isTaken) break;
      }
    }
  }
  return sent;
}

/** Every page, also those that only a form opens, such as what is sealed in a case. */
async function everythingSaid(): Promise<Visited[]> {
  const person = await site.againIn('every-body');
  const pages = await walk(person, site.routes, MOST);
  const opening = new Set(
    answers.filter(({ answer }) => answer.status === 200).map(({ path }) => routeOf(site.routes, 'POST', path)?.path),
  );
  for (const { form, from } of formsOn(pages, site.routes, MOST)) {
    if (takesText(form) || !opening.has(routeOf(site.routes, 'POST', form.action)?.path)) continue;
    pages.push(visitedAs({ path: form.action, from }, await send(person, form, filledIn(form, ''), from)));
  }
  return pages;
}

type Fill = (person: Person, form: FoundForm, from: string) => Promise<Answered[]>;

const OTHER_FILLS: readonly Fill[] = [
  async (person, form, from) => [await send(person, form, forced(form, PAYLOAD), from)],
  async (person, form, from) => [await send(person, form, filledIn(form, OTHER), from)],
];

const insistMarked: Fill = async (person, form, from) => {
  const fieldOf = (name: string) =>
    `${nameOf(routeOf(site.routes, 'POST', form.action) ?? { verb: 'POST', path: form.action })} ${name}`;
  const text = (name: string, isShort: boolean) => marked(fieldOf(name))[isShort ? 1 : 0];
  const came = await insist(person, form, text, from);
  const { status = 500, fields = {}, headers } = came.at(-1) ?? {};
  for (const name of textFields(form)) {
    written.add(fieldOf(name));
    if (status < 400 && marked(fieldOf(name)).includes(String(fields[name]))) kept.add(fieldOf(name));
  }
  const path = headers?.get('location')?.replace(/#.*/, '');
  if (path !== undefined) results.push(visitedAs({ path, from: form.action }, await person.get(path)));
  return came;
};

/** Where the session is over, or a fresh proof is asked for, another browser of the same person goes on. */
async function filled(person: Person, form: FoundForm, from: string, fill: Fill): Promise<[Answered[], Person]> {
  const shape = formShape(form, site.routes);
  let as = person;
  for (let tries = 0; ; tries += 1) {
    const page = await as.get(from);
    const fresh = readPage(page.body).forms.find(
      (one) => one.action === form.action && formShape(one, site.routes) === shape,
    );
    const came = fresh === undefined ? [] : await fill(as, fresh, from);
    if (tries > 0 || (page.status === 200 && came.at(-1)?.status !== 403)) return [came, as];
    as = await site.againIn(person.name);
  }
}

/** Whether a page shows any of the texts, in its words or in a field. Identifiers are kept in small letters. */
function isShown({ page }: Visited, texts: readonly string[]): boolean {
  if (page === undefined) return false;
  const values = page.forms.flatMap(({ controls }) => controls.map(({ value }) => value));
  const shown = [page.text, ...values].join('\n').toLowerCase();
  return texts.some((text) => shown.includes(text.toLowerCase()));
}

const of = (visited: readonly Visited[], faultOf: (one: Visited) => readonly string[]) =>
  visited.flatMap((one) => faultOf(one).map((fault) => `${one.path} (from ${one.from}): ${fault}`));

it('was found, and taken', () => {
  const posts = new Set(site.routes.filter(({ verb }) => verb === 'POST').map(nameOf));
  const sentTo = new Set(
    answers.map(({ path }) => nameOf(routeOf(site.routes, 'POST', path) ?? { verb: 'POST', path })),
  );
  expect([...sentTo].filter((name) => !posts.has(name))).toEqual([]);
  expect(sentTo.size).toBeGreaterThan(15);
});

it('comes back from every field that is not shown for a reason', () => {
  const pages = [...after, ...results];
  const shown = [...kept].filter((field) => pages.some((one) => isShown(one, marked(field))));
  const unseen = [...written].filter((field) => !shown.includes(field));
  expect(unseen.sort()).toEqual(Object.keys(NOT_SHOWN).sort());
});

it('comes back as text', () => {
  expect(of([...answers, ...after, ...results], ({ page }) => page?.dangers ?? [])).toEqual([]);
});

it('makes nothing fail', () => {
  expect(
    of([...answers, ...after, ...results], ({ answer }) => (answer.status >= 500 ? [String(answer.status)] : [])),
  ).toEqual([]);
  expect(errors.mock.calls.filter(([level]) => level === 'error')).toEqual([]);
});

it('comes back in files that no program opens as more than text', () => {
  const files = after.filter(({ page, answer }) => page === undefined && answer.status === 200);
  expect(
    of(files, ({ answer }) => (answer.headers.get('x-content-type-options') === 'nosniff' ? [] : ['sniffed'])),
  ).toEqual([]);
  const tables = files.filter(({ answer }) => answer.headers.get('content-type')?.startsWith('text/csv') ?? false);
  expect(tables.length).toBeGreaterThan(0);
  expect(of(tables, ({ answer }) => answer.body.match(/(?:^|,)"?[=+@-][A-Za-z(].{0,20}/m) ?? [])).toEqual([]);
});

it('leads nowhere else', () => {
  const away = of([...answers, ...after, ...results], ({ answer }) => {
    const location = answer.headers.get('location') ?? '/';
    return new URL(location, site.house.url).origin === site.house.url ? [] : [location];
  });
  expect(away).toEqual([]);
});

describeWithChromium('in a browser', (executablePath) => {
  it('runs nothing', async () => {
    const seen = new Map<string, number>();
    const paths = after.flatMap(({ path, page, answer }) => {
      const shape = routeOf(site.routes, 'GET', path)?.path ?? path;
      seen.set(shape, (seen.get(shape) ?? 0) + 1);
      return page !== undefined &&
        answer.status === 200 &&
        routeOf(site.routes, 'GET', path) !== undefined &&
        (seen.get(shape) ?? 0) <= 2
        ? [path]
        : [];
    });
    expect(paths.length).toBeGreaterThan(10);
    expect(await seenInBrowser(executablePath, await site.againIn('every-body'), paths)).toEqual([]);
  });
});

/** Whatever a page did in a browser that text does not do. */
async function seenInBrowser(executablePath: string, person: Person, paths: readonly string[]): Promise<string[]> {
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  try {
    const context = await browser.newContext({ userAgent: 'a browser of the tests' });
    await context.addCookies([...person.cookies].map(([name, value]) => ({ name, value, url: person.url })));
    const page = await context.newPage();
    const seen: string[] = [];
    page.on('dialog', (dialog) => {
      seen.push(`a dialog on ${page.url()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => seen.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) seen.push(`${page.url()}: ${message.text()}`);
    });
    for (const path of paths) {
      const answer = await page.goto(`${person.url}${path}`, { waitUntil: 'domcontentloaded' });
      if (answer?.status() !== 200) seen.push(`${path} answered ${answer?.status()}`);
      if (await page.evaluate(() => 'xssRan' in globalThis)) seen.push(`a script ran on ${path}`);
    }
    return seen;
  } finally {
    await browser.close();
  }
}

/** What is written into every field of every form comes back as text and as nothing else, at once and later. */
import { chromium } from 'playwright-core';
import { Log } from '../../../src/platform/telemetry/log.service';
import { chromiumFlags, describeWithChromium } from '../../support/chromium';
import type { Answered, Person } from '../house';
import { type FoundForm, PAYLOAD, PROBE, readPage } from './html';
import { nameOf, routeOf } from './routes';
import { Site } from './site';
import { filledIn, forced, formShape, formsOn, insist, send, takesText, type Visited, visitedAs, walk } from './walk';

/** Runs where an address is expected, and looks like a template's work. */
const OTHER = 'javascript:xssRan=1//\u202e{{7*7}}<%=7*7%>';

let site: Site;
let errors: jest.SpyInstance;
let answers: Visited[];
let after: Visited[];
const shapes = new Set<string>();
/** Cases in different steps have different forms. */
const ALIKE = 4;

beforeAll(async () => {
  errors = jest.spyOn(Log.prototype, 'sparingly');
  site = await Site.open();
  answers = await fillInEverything();
  after = await everythingSaid();
}, 300_000);
afterAll(() => site.close());

/** Opens everything, fills in every form it finds, opens what came of it, until nothing new comes. */
async function fillInEverything(): Promise<Visited[]> {
  const sent: Visited[] = [];
  let person = site.everybody;
  for (let round = 0; round < 3; round += 1) {
    const forms = formsOn(await walk(person, site.routes, ALIKE), site.routes);
    const found = forms.filter(({ form }) => !shapes.has(formShape(form, site.routes)));
    if (found.length === 0) break;
    for (const { form, from } of found) {
      shapes.add(formShape(form, site.routes));
      for (const fill of takesText(form) ? FILLS : FILLS.slice(0, 1)) {
        const [came, as] = await filled(person, form, from, fill);
        person = as;
        sent.push(...came.map((answer) => visitedAs({ path: form.action, from }, answer)));
      }
    }
  }
  return sent;
}

/** Every page, also those that only a form opens. */
async function everythingSaid(): Promise<Visited[]> {
  const person = await site.againIn('every-body');
  const pages = await walk(person, site.routes, ALIKE);
  const opening = new Set(
    answers.filter(({ answer }) => answer.status === 200).map(({ path }) => routeOf(site.routes, 'POST', path)),
  );
  for (const { form, from } of formsOn(pages, site.routes, ALIKE)) {
    if (takesText(form) || !opening.has(routeOf(site.routes, 'POST', form.action))) continue;
    pages.push(visitedAs({ path: form.action, from }, await send(person, form, filledIn(form, ''), from)));
  }
  return pages;
}

type Fill = (person: Person, form: FoundForm, from: string) => Promise<Answered[]>;

const FILLS: readonly Fill[] = [
  (person, form, from) => insist(person, form, PAYLOAD, from),
  async (person, form, from) => [await send(person, form, filledIn(form, OTHER), from)],
  async (person, form, from) => [await send(person, form, forced(form, PAYLOAD), from)],
];

/** Where the session is over, or a fresh proof is asked for, another browser of the same person goes on. */
async function filled(person: Person, form: FoundForm, from: string, fill: Fill): Promise<[Answered[], Person]> {
  const shape = formShape(form, site.routes);
  let as = person;
  for (let tries = 0; ; tries += 1) {
    const page = await as.get(from);
    const fresh = readPage(page.body).forms.find((one) => formShape(one, site.routes) === shape);
    const answers = fresh === undefined ? [] : await fill(as, { ...fresh, action: form.action }, from);
    if (tries > 0 || (page.status === 200 && answers.at(-1)?.status !== 403)) return [answers, as];
    as = await site.againIn(person.name);
  }
}

const of = (visited: readonly Visited[], faultOf: (one: Visited) => readonly string[]) =>
  visited.flatMap((one) => faultOf(one).map((fault) => `${one.path} (from ${one.from}): ${fault}`));

it('was found, and taken', () => {
  const posts = new Set(site.routes.filter(({ verb }) => verb === 'POST').map(nameOf));
  const sentTo = new Set(
    answers.map(({ path }) => nameOf(routeOf(site.routes, 'POST', path) ?? { verb: 'POST', path })),
  );
  expect([...sentTo].filter((name) => !posts.has(name))).toEqual([]);
  const taken = answers.filter(({ answer }) => answer.status < 400);
  const keeping = new Set(taken.map(({ path }) => routeOf(site.routes, 'POST', path)?.path));
  const shown = after.filter(({ page }) => page?.text.includes(PROBE) ?? false);
  expect(sentTo.size).toBeGreaterThan(15);
  expect(keeping.size).toBeGreaterThan(8);
  expect(shown.length).toBeGreaterThan(1);
});

it('comes back as text', () => {
  expect(of([...answers, ...after], ({ page }) => page?.dangers ?? [])).toEqual([]);
});

it('makes nothing fail', () => {
  expect(of([...answers, ...after], ({ answer }) => (answer.status >= 500 ? [String(answer.status)] : []))).toEqual([]);
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
  const away = of([...answers, ...after], ({ answer }) => {
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

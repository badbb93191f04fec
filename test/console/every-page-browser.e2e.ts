/** Every page of the console, found by its routes: whole at every width, and clean for those who do not see it. */
import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { Invitations } from '../../src/console/staff/invitations.service';
import { chromiumFlags, describeWithChromium } from '../support/chromium';
import { nameOf, routeOf } from './attacks/routes';
import { Site } from './attacks/site';
import { visitedAs, walk } from './attacks/walk';
import { AGENT, Person } from './house';

const WIDTHS = [390, 1440] as const;
/** Every second page begins in the other one, so that each width is judged in both. */
const LIGHTS = ['light', 'dark'] as const;

/** Routes that show no page. */
const NO_PAGE: Readonly<Record<string, string>> = {
  'GET /assets/:name': 'the style, the icon, scripts',
  'GET /cases.csv': 'a file',
  'GET /cases/:id/papers/:sha256': 'a file',
  'GET /contacts/quarter': 'a sentence for a script',
  'GET /operations/stream': 'a stream for a script',
  'GET /reports/drafts/:id/files/:name': 'a file',
  'GET /reports/drafts/:id/page': 'the public page as it will be, which has tests of its own',
  'GET /reports/preview.css': 'the style of that page',
};

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describeWithChromium('every page of the console', (executablePath) => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  let site: Site;
  let browser: Browser;

  beforeAll(async () => {
    site = await Site.open();
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** An address for every route that shows a page, of those that links lead to or that fit a case. */
  async function addresses(person: Person): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const note = (path: string) => {
      const route = routeOf(site.routes, 'GET', path);
      if (route !== undefined && !found.has(nameOf(route)) && !(nameOf(route) in NO_PAGE))
        found.set(nameOf(route), path);
    };
    const { board, work, log } = site.house.room;
    const [summary] = (await board.page({ filter: {}, order: 'logged' })).cases;
    if (summary === undefined) throw new Error('there is no case');
    const { version } = await log.state(summary.id);
    await work.ask({ caseId: summary.id, version, by: 'officer' }, { type: 'redact', narrative: 'A narrative' });
    for (const { path, page, answer } of await walk(person, site.routes, 4)) {
      if (page !== undefined && answer.status === 200) note(path);
    }
    const values: Readonly<Record<string, string>> = { quarter: '2025-q4', version: 'v1' };
    for (const route of site.routes.filter(({ verb }) => verb === 'GET')) {
      if (found.has(nameOf(route))) continue;
      const path = route.path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? summary.id);
      const { page, answer } = visitedAs({ path, from: 'its route' }, await person.get(path));
      if (page !== undefined && answer.status === 200) note(path);
    }
    note('/sign-in');
    const { token } = await site.house.find(Invitations).byOperator('newcomer', ['intake']);
    note(`/enrol/${token}`);
    return found;
  }

  /** What is wrong with a page at each width, in the light of its turn. Everything that can be unfolded is. */
  async function faultsOf(page: Page, name: string, turn: number): Promise<string[]> {
    const faults: string[] = [];
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    await page.evaluate(axe);
    for (const [index, width] of WIDTHS.entries()) {
      const colorScheme = LIGHTS[(turn + index) % LIGHTS.length];
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      if (await page.evaluate(isWide)) faults.push(`${name} scrolls sideways at ${width} px`);
      const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
      faults.push(...violations.map(({ id, nodes }) => `${name} ${id} ${width} ${colorScheme}: ${nodes[0]?.html}`));
    }
    return faults;
  }

  it('is whole, and clean', async () => {
    const everybody = await site.againIn('every-body');
    const pages = await addresses(everybody);
    const open = new Set(site.routes.filter(({ rule }) => rule.to === 'anyone').map(nameOf));
    const unseen = site.routes.filter((route) => route.verb === 'GET' && !pages.has(nameOf(route))).map(nameOf);
    expect(unseen.sort()).toEqual(Object.keys(NO_PAGE).sort());

    const windowOf = async (person: Person, options: BrowserContextOptions = {}) => {
      const context = await browser.newContext({ userAgent: AGENT, ...options });
      await context.addCookies(person.browser.cookies);
      return context.newPage();
    };
    const faults: string[] = [];
    const strangers = await windowOf(new Person(site.house.url, 'nobody'));
    const own = await windowOf(everybody);
    const window = (name: string) => (open.has(name) ? strangers : own);
    for (const [turn, [name, path]] of [...pages, ['no page', '/nothing-here'] as const].entries()) {
      const page = window(name);
      await page.goto(`${site.house.url}${path}`);
      faults.push(...(await faultsOf(page, name, turn)));
    }
    expect(faults).toEqual([]);
  }, 300_000);
});

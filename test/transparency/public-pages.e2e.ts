/** The public pages in a real browser without scripts, and everything that hangs on them. */
import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import supertest from 'supertest';
import { awayPage } from '../../src/transparency/pages/not-found.page';
import { published, SOME_PUBLICATIONS, someHistory } from '../../src/transparency/pages/published.fixture';
import { chromiumFlags, describeWithChromium } from '../support/chromium';
import { freshDatabase } from '../support/stores';
import { crawl, type Visited } from './crawl';
import { openPublicSite, type PublicSite } from './public-site';

const NOW = '2026-11-05T12:00:00Z';
const MENU = [
  '/transparency-reports',
  '/ledger',
  '/what-we-hold',
  '/method',
  '/verify',
  '/corrections',
  '/law-enforcement',
  '/data',
];
const PAGE_LIMIT = 60_000;
/** What the first rows of a table and the first ten tables do not show, the others do not either. */
const MORE_OF_THE_SAME = ['tbody tr:nth-child(n+5)', 'main > section:nth-of-type(n+11)'];
const NOT_FOUND = '/ledger/nobody';
/** Where a test shows what a page says while the database is away. */
const AWAY = '/away';

let site: PublicSite;
let visited: ReadonlyMap<string, Visited>;

beforeAll(async () => {
  const versions = published(someHistory(110), SOME_PUBLICATIONS);
  site = await openPublicSite({ databaseUrl: await freshDatabase(), published: versions, now: NOW });
  visited = await crawl(site.url, [...MENU, '/.well-known/transparency.json']);
});

afterAll(() => site.close());

const pages = () => [...visited.values()].filter((one) => one.type === 'text/html');

it('leads nowhere that does not exist', () => {
  expect(visited.size).toBeGreaterThan(100);
  const broken = [...visited.values()].filter((one) => one.status !== 200 || !one.path.startsWith('/'));
  expect(broken.map((one) => `${one.path} (from ${one.from}): ${one.status}`)).toEqual([]);
});

it('links to anchors that exist', async () => {
  const ids = new Map(pages().map((one) => [one.path, idsOf(one.body.toString())]));
  const broken = pages().flatMap((one) =>
    [...one.body.toString().matchAll(/ href="([^"#]*)#([^"]+)"/g)]
      .filter(([, path, id]) => !ids.get(path || one.path)?.has(id ?? ''))
      .map(([link]) => `${one.path}: ${link}`),
  );
  expect(broken).toEqual([]);
});

it('keeps every page under 60 KB, without a script, a cookie or anything from elsewhere', () => {
  for (const { path, body, headers } of pages()) {
    const html = body.toString();
    expect({ path, tooLarge: body.length > PAGE_LIMIT }).toEqual({ path, tooLarge: false });
    expect(html).not.toMatch(/<script|\son\w+=|\sstyle="|<style|(?:href|src|action)="(?:https?:)?\/\//);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'self'; img-src 'self';/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
});

it('answers with a mark of the bytes, and with nothing when the reader has them', async () => {
  for (const path of ['/transparency-reports', '/transparency-reports/2026-q1/v1/report.json', '/feed.atom']) {
    const etag = visited.get(path)?.headers.etag ?? '';
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    // Not with fetch: it adds `cache-control: no-cache` and so asks for the bytes all the same.
    await supertest(site.url).get(path).set('if-none-match', etag).expect(304, '');
  }
});

it('keeps files of a version for ever, and says where the newest is', () => {
  const headers = visited.get('/transparency-reports/2026-q1/v1/report.json')?.headers;
  expect(headers?.['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(headers?.link).toContain('</transparency-reports/2026-q1>; rel="latest-version"');
  expect(headers?.['last-modified']).toBe('Thu, 05 Mar 2026 08:00:00 GMT');
});

it.each([
  '/transparency-reports/2026-q9',
  '/transparency-reports/2025-q1',
  '/transparency-reports/2026-q1/v9',
  '/transparency-reports/2026-q1/v1/__proto__',
  '/transparency-reports/2026-q1/v1/report.json/more',
  '/ledger/nobody',
  '/data/nothing',
  '/law-enforcement/en',
  '/law-enforcement/rm/form.txt',
])('says in a page that there is nothing at %s', async (path) => {
  const response = await fetch(`${site.url}${path}`);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await response.text()).toContain('There is nothing at this address');
});

describeWithChromium('in a browser without scripts', (executablePath) => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const looks = [
    { width: 320, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
  ] as const;
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  });

  afterAll(() => browser.close());

  it('shows every page whole, narrow and wide, without scripts', async () => {
    const faults = await forEachPage({ javaScriptEnabled: false }, async (page, path) => {
      const wide: string[] = [];
      for (const look of looks) {
        await lookAt(page, look);
        const folder = process.env.SCREENSHOTS;
        const name = `${path.replace(/\W+/g, '_')}-${look.width}-${look.colorScheme}`;
        if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
        const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
        if (await page.evaluate(isWide)) wide.push(`scrolls sideways at ${look.width} px`);
      }
      return wide;
    });
    expect(faults).toEqual([]);
  });

  // What judges a page is a script itself; the pages have none, whether scripts are on or off.
  it('lets nobody down, narrow and wide, light and dark', async () => {
    const faults = await forEachPage({}, async (page) => {
      await page.evaluate(axe);
      const found: string[] = [];
      for (const look of looks) {
        await lookAt(page, look);
        const { violations } = await page.evaluate<AxeResults>(
          `axe.run({ exclude: ${JSON.stringify(MORE_OF_THE_SAME)} }, { resultTypes: ['violations'], preload: false })`,
        );
        found.push(...violations.map(({ id, nodes }) => `${id} ${JSON.stringify(look)} ${nodes[0]?.html}`));
      }
      return found;
    });
    expect(faults).toEqual([]);
  });

  type Judge = (page: Page, path: string) => Promise<string[]>;

  /** What `judge` finds on each kind of page, and what the browser itself complains of or asks of anybody else. */
  async function forEachPage(options: BrowserContextOptions, judge: Judge): Promise<string[]> {
    const context = await browser.newContext(options);
    await context.route(`${site.url}${AWAY}`, (route) =>
      route.fulfill({ contentType: 'text/html', body: awayPage('en') }),
    );
    const waiting = [...kindsOfPages(), NOT_FOUND, AWAY, '/ledger?quarter=2026-Q1&page=2', '/ledger?quarter=nothing'];
    const faults: string[] = [];
    const visit = async () => {
      const page = await context.newPage();
      // The browser itself says of a page that is not there that it is not there.
      page.on('console', (message) => {
        if (!page.url().endsWith(NOT_FOUND)) faults.push(`${page.url()}: ${message.text()}`);
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(site.url)) faults.push(`${page.url()} asks for ${request.url()}`);
      });
      for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
        const own = path;
        await page.goto(`${site.url}${own}`);
        faults.push(...(await judge(page, own)).map((fault) => `${own}: ${fault}`));
      }
    };
    await Promise.all([visit(), visit()]);
    await context.close();
    return faults;
  }

  async function lookAt(page: Page, { width, colorScheme }: (typeof looks)[number]): Promise<void> {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
  }
});

/** Of every kind of page that links lead to, the largest one: whoever adds a page need not add it here. */
function kindsOfPages(): string[] {
  const largest = new Map<string, Visited>();
  for (const one of pages()) {
    const kind = one.path
      .replace(/\d{4}-q\d/, ':quarter')
      .replace(/\/v\d+/, '/:version')
      .replace(/^\/ledger\/\w+/, '/ledger/:ref')
      .replace(/\?.*$/, '');
    if (one.body.length > (largest.get(kind)?.body.length ?? 0)) largest.set(kind, one);
  }
  expect([...largest.keys()]).toEqual(
    expect.arrayContaining([...MENU, '/ledger/:ref', '/transparency-reports/:quarter']),
  );
  return [...largest.values()].map((one) => one.path);
}

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

function idsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? ''));
}

/** The public pages in a real browser without scripts, and everything that hangs on them. */
import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import supertest from 'supertest';
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

let site: PublicSite;
let visited: ReadonlyMap<string, Visited>;

beforeAll(async () => {
  const versions = published(someHistory(110), SOME_PUBLICATIONS);
  site = await openPublicSite({ databaseUrl: await freshDatabase(), versions, now: NOW });
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
});

it.each([
  '/transparency-reports/2026-q9',
  '/transparency-reports/2025-q1',
  '/transparency-reports/2026-q1/v9',
  '/transparency-reports/2026-q1/v1/__proto__',
  '/transparency-reports/2026-q1/v1/report.json/more',
  '/ledger/nobody',
  '/data/nothing',
])('says in a page that there is nothing at %s', async (path) => {
  const response = await fetch(`${site.url}${path}`);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await response.text()).toContain('There is nothing at this address');
});

describeWithChromium('in a browser without scripts', (executablePath) => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const shown = [
    ...MENU.filter((path) => path !== '/ledger'),
    '/transparency-reports/2023-q2',
    '/transparency-reports/2026-q1/v2',
    '/ledger?quarter=2026-Q1&page=2',
    '/ledger/requesta0000',
  ];
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
      for (const { width, colorScheme } of looks) {
        await lookAt(page, width, colorScheme);
        const folder = process.env.SCREENSHOTS;
        if (folder)
          await page.screenshot({ path: `${folder}/${name(path)}-${width}-${colorScheme}.png`, fullPage: true });
        const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
        if (await page.evaluate(isWide)) wide.push(`scrolls sideways at ${width} px`);
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
      // Contrast does not change with the width, nor the layout with the colours: two looks see all four.
      for (const { width, colorScheme } of looks) {
        await lookAt(page, width, colorScheme);
        const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
        found.push(...violations.map(({ id, nodes }) => `${id} ${width} ${colorScheme} ${nodes[0]?.html}`));
      }
      return found;
    });
    expect(faults).toEqual([]);
  });

  type Judge = (page: Page, path: string) => Promise<string[]>;

  /** What `judge` finds on each page, and what the browser itself complains of or asks of anybody else. */
  async function forEachPage(options: BrowserContextOptions, judge: Judge): Promise<string[]> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => faults.push(`${page.url()}: ${message.text()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(site.url)) faults.push(`${page.url()} asks for ${request.url()}`);
    });
    for (const path of shown) {
      await page.goto(`${site.url}${path}`);
      faults.push(...(await judge(page, path)).map((fault) => `${path}: ${fault}`));
    }
    await context.close();
    return faults;
  }

  async function lookAt(page: Page, width: number, colorScheme: 'light' | 'dark'): Promise<void> {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
  }
});

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

function name(path: string): string {
  return path.replace(/\W+/g, '_');
}

function idsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? ''));
}

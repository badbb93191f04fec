/** The public pages in a real browser without scripts, and everything that hangs on them. */
import { readFileSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
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
  const versions = published(someHistory(150), SOME_PUBLICATIONS);
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

it.each(['/transparency-reports/2026-q9', '/transparency-reports/2025-q1', '/transparency-reports/2026-q1/v9',
  '/transparency-reports/2026-q1/v1/__proto__', '/transparency-reports/2026-q1/v1/report.json/more', '/ledger/nobody',
  '/data/nothing'])('says in a page that there is nothing at %s', async (path) => {
  const response = await fetch(`${site.url}${path}`);
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await response.text()).toContain('There is nothing at this address');
});

describeWithChromium('in a browser without scripts', (executablePath) => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  const shown = [
    ...MENU,
    '/transparency-reports/2023-q2',
    '/transparency-reports/2026-q1',
    '/transparency-reports/2026-q1/v1',
    '/transparency-reports/2026-q1/v2',
    '/ledger?quarter=2026-Q1&outcome=pending',
    '/ledger/requesta0000',
  ];
  const looks = [
    { width: 320, colorScheme: 'light' },
    { width: 320, colorScheme: 'dark' },
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
  ] as const;
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  });

  afterAll(() => browser.close());

  it.each(looks)('has no fault at $width px, $colorScheme', async ({ width, colorScheme }) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled: false });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${page.url()}: ${message.text()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(site.url)) complaints.push(`asks for ${request.url()}`);
    });
    const faults: string[] = [];
    for (const path of shown) {
      await page.goto(`${site.url}${path}`);
      // The page has been shown without scripts; what judges it needs them.
      await session.send('Emulation.setScriptExecutionDisabled', { value: false });
      await page.evaluate(axe);
      const found = await page.evaluate(() =>
        (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
      );
      for (const { id, nodes } of found.violations) faults.push(`${path}: ${id} ${nodes.map((one) => one.html).join()}`);
      const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
      if (wide) faults.push(`${path} scrolls sideways`);
      await session.send('Emulation.setScriptExecutionDisabled', { value: true });
      const folder = process.env.SCREENSHOTS;
      if (folder) await page.screenshot({ path: `${folder}/${name(path)}-${width}-${colorScheme}.png`, fullPage: true });
    }
    await context.close();
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
  });
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

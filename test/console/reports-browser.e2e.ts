/** A report as people make it in a browser: drafted, approved by another, published, read by everybody; with scripts and without. */
import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumFlags, describeWithChromium } from '../support/chromium';
import { openPublicSite, type PublicSite } from '../transparency/public-site';
import { ConsoleHouse, type Person } from './house';

const AFTER = '2026-04-10T09:00:00.000Z';

const { SCREENSHOTS } = process.env;

interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describeWithChromium('in a browser', (executablePath) => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  let browser: Browser;
  let house: ConsoleHouse;
  let site: PublicSite;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    house = await ConsoleHouse.open();
    const { room } = house;
    room.clock.set('2026-02-11T09:00:00Z');
    await room.contact();
    const closed = await room.contact({ country: 'DE', process: 'foreign_direct' });
    await room.step(closed, { type: 'withdraw_notice' });
    await room.step(closed, { type: 'close', outcome: 'withdrawn' });
    room.clock.set(AFTER);
    site = await openPublicSite({ databaseUrl: room.databaseUrl, published: room.published, now: AFTER });
  });
  afterEach(async () => {
    await site.close();
    await house.close();
  });

  async function enter(person: Person, javaScriptEnabled: boolean): Promise<{ page: Page; context: BrowserContext }> {
    const { userAgent, cookies } = person.browser;
    const context = await browser.newContext({ userAgent, javaScriptEnabled, baseURL: house.url });
    await context.addCookies(cookies);
    return { page: await context.newPage(), context };
  }

  /** `look` sees every page that somebody comes to. */
  async function journey(javaScriptEnabled: boolean, look: (page: Page, name: string) => Promise<void>) {
    const publisher = await enter(await house.person('publisher', 'publisher'), javaScriptEnabled);
    const approver = await enter(await house.person('approver', 'legal_approver'), javaScriptEnabled);
    const { page } = publisher;
    await page.goto('/reports');
    await look(page, 'list');
    await page.getByRole('link', { name: 'Q1 2026' }).click();
    await look(page, 'quarter');
    await page.getByLabel('Count what was logged by').fill('2026-03-01T10:00');
    await page.getByRole('button', { name: 'Count again' }).click();
    await page.getByText('No draft can be made like this').waitFor();
    await look(page, 'quarter-too-early');
    await page.getByLabel('Count what was logged by').fill('2026-04-10T11:00');
    await page.getByRole('button', { name: 'Count again' }).click();
    await page.getByRole('button', { name: 'Make the draft' }).click();
    await look(page, 'draft');
    await page.getByRole('button', { name: 'Ask for approval' }).click();
    await page.getByText('You have asked for it: somebody else decides.').waitFor();

    const second = approver.page;
    await second.goto('/reports/approvals');
    await look(second, 'approvals');
    await second.getByRole('link', { name: 'Publish Q1 2026, version 1' }).click();
    await look(second, 'decision');
    await second.getByRole('link', { name: 'The public page as it will look' }).click();
    await second.getByText('It is not published').waitFor();
    await look(second, 'preview');
    const previewed = await second.locator('table').first().innerText();
    await second.goBack();
    await second.getByRole('button', { name: 'Refuse' }).click();
    await second.getByRole('link', { name: 'Say why you refuse' }).waitFor();
    await look(second, 'decision-fault');
    await second.getByLabel('Note').fill('Counted again by hand.');
    await second.getByRole('button', { name: 'Approve' }).click();
    await second.getByText('You have approved it.').waitFor();

    await page.reload();
    await look(page, 'approved');
    await page.getByRole('button', { name: 'Sign and publish' }).click();
    await page.getByText('Published. It never changes from now on.').waitFor();
    await look(page, 'verify');

    const reader = await browser.newPage({ javaScriptEnabled });
    await reader.goto(`${site.url}/transparency-reports/2026-q1`);
    expect(await reader.locator('table').first().innerText()).toBe(previewed);
    await reader.getByRole('heading', { name: 'Report for Q1 2026' }).waitFor();
    for (const one of [publisher.context, approver.context, reader]) await one.close();
  }

  it('is made and published, and nobody is let down on the way', async () => {
    const faults: string[] = [];
    await journey(true, async (page, name) => {
      faults.push(...(await faultsOf(page, name)));
    });
    expect(faults).toEqual([]);
  });

  it('is made and published without scripts', async () => {
    await journey(false, async () => undefined);
    const [version] = await house.room.published.all();
    expect(version?.report).toMatchObject({ quarter: '2026-Q1', version: 1 });
  });

  it('shows the pages beside the way as well', async () => {
    const { page, context } = await enter(await house.person('both', 'publisher', 'legal_approver'), true);
    const faults: string[] = [];
    await house.room.reports.draftDeclared('officer');
    for (const path of ['/reports/declared', '/reports/keys', '/reports/2026-q2']) {
      await page.goto(path);
      faults.push(...(await faultsOf(page, path.split('/').at(-1) ?? '')));
    }
    await context.close();
    expect(faults).toEqual([]);
  });

  let looked = 0;

  /** Pages by turns narrow and light, or wide and dark: what they are made of is the same. */
  async function faultsOf(page: Page, name: string): Promise<string[]> {
    const looks = [{ width: 390, colorScheme: 'light' } as const, { width: 1440, colorScheme: 'dark' } as const];
    const faults: string[] = [];
    looked += 1;
    if (SCREENSHOTS) for (const look of looks) await shoot(page, name, look);
    const look = looks[looked % 2] as (typeof looks)[number];
    await lookAt(page, look);
    const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    if (await page.evaluate(isWide)) faults.push(`${name} scrolls sideways at ${look.width} px`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
    return [...faults, ...violations.map(({ id, nodes }) => `${name} ${JSON.stringify(look)} ${id} ${nodes[0]?.html}`)];
  }

  async function lookAt(page: Page, { width, colorScheme }: Look): Promise<void> {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
  }

  async function shoot(page: Page, name: string, look: Look): Promise<void> {
    await lookAt(page, look);
    await page.screenshot({ path: `${SCREENSHOTS}/${name}-${look.width}-${look.colorScheme}.png`, fullPage: true });
  }
});

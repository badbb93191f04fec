/** A contact on its way from the letter to the closed case, in a browser, with scripts and without; every page judged. */
import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumFlags, describeWithChromium } from '../support/chromium';
import { until } from '../support/until';
import { AGENT, ConsoleHouse, type Person } from './house';

const looks = [
  { width: 390, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
  { width: 390, colorScheme: 'dark' },
  { width: 1440, colorScheme: 'light' },
] as const;

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

describeWithChromium('the requests of authorities', (executablePath) => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  let house: ConsoleHouse;
  let browser: Browser;
  let officer: Person;
  let approver: Person;
  /** What the pages were found to do wrong. */
  const faults: string[] = [];
  const withScripts = new Set<Page>();
  let judged = 0;

  beforeAll(async () => {
    house = await ConsoleHouse.open();
    house.room.clock.set('2026-02-11T09:00:00Z');
    officer = await house.person('officer', 'case_officer');
    approver = await house.person('approver', 'legal_approver');
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  });

  afterAll(async () => {
    await browser?.close();
    await house.close();
  });

  async function windowOf(person: Person, javaScriptEnabled: boolean): Promise<Page> {
    const context: BrowserContext = await browser.newContext({ javaScriptEnabled, userAgent: AGENT });
    await context.addCookies([...person.cookies].map(([name, value]) => ({ name, value, url: house.url })));
    const page = await context.newPage();
    if (javaScriptEnabled) withScripts.add(page);
    page.on('console', (message) => {
      // A form with a fault is answered with 422, which browsers remark on.
      if (!message.text().includes('422')) faults.push(`${page.url()}: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(house.url)) faults.push(`${page.url()} asks for ${request.url()}`);
    });
    return page;
  }

  /** Whole at every width; clean for those who do not see it; and, where somebody wants to look, a picture. */
  async function judge(page: Page, name: string): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    for (const { width, colorScheme } of folder ? looks : looks.slice(0, 2)) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      if (await page.evaluate(isWide)) faults.push(`${name} scrolls sideways at ${width} px`);
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
    // What judges a page is a script itself.
    if (!withScripts.has(page)) return;
    await page.evaluate(axe);
    // By turns narrow and light, or wide and dark: what pages are made of is the same.
    judged += 1;
    const { width, colorScheme } = looks[judged % 2] as (typeof looks)[number];
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
    faults.push(...violations.map(({ id, nodes }) => `${name} ${id} ${width} ${colorScheme} ${nodes[0]?.html}`));
  }

  /** The policy of the pages lets nobody wait within them by a function. */
  const shows = (page: Page, selector: string, text: RegExp) =>
    until(async () => text.test((await page.textContent(selector)) ?? ''));

  async function press(page: Page, name: string): Promise<void> {
    const before = page.url();
    await page.getByRole('button', { name, exact: true }).first().click();
    await page.waitForLoadState('load');
    if (page.url().includes('/step-up')) throw new Error(`${name} on ${before} asked for a proof`);
  }

  async function fillIn(page: Page, reference: string): Promise<void> {
    await page.fill('#received_on', '2026-01-01');
    await page.fill('#received_time', '00:30');
    await page.selectOption('#zone', 'Europe/London');
    await page.selectOption('#channel', 'post');
    await page.selectOption('#country', 'CH');
    await page.selectOption('#kind', 'information_demand');
    await page.selectOption('#process', 'ch_prosecutor_order');
    await page.fill('#reference', reference);
    await page.fill('#contact', 'The prosecutor of a canton');
    const papers = [
      { name: 'order.pdf', mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.7 ${reference}`) },
      { name: 'cover.txt', mimeType: 'text/plain', buffer: Buffer.from(`With this letter, ${reference}`) },
    ];
    await page.setInputFiles('#files', papers);
  }

  /** From review to a reply without data that is out, and the case closed. */
  async function review(page: Page, second: Page, name: string): Promise<void> {
    await press(page, 'Take into triage');
    await press(page, 'Begin to verify who asks');
    await page.getByText('Record that who asks is verified').first().click();
    await page.selectOption('#verify_source', 'official_register');
    await page.selectOption('#verify_way', 'phone');
    await page.fill('#verify_where', 'The number of the register');
    await page.fill('#verify_person', 'The clerk');
    await page.check('#verify_independent-yes');
    await press(page, 'Record that who asks is verified');
    await page.getByText('Draft the decision').first().click();
    await page.selectOption('#draft_decision_all_push_registration', 'rejected');
    await page.check('#draft_decision_reasons-overbroad');
    await judge(page, `${name}-case`);
    await press(page, 'Draft the decision');
    await press(page, 'Submit the decision to a second person');

    await second.goto(`${house.url}/`);
    await second
      .getByRole('link', { name: /^Decide/ })
      .first()
      .click();
    await judge(second, `${name}-approval`);
    await press(second, 'Approve, and carry it out');
    expect(await second.textContent('main')).toContain('Approved by approver');

    await page.reload();
    await page.getByText('Add papers').first().click();
    await page.setInputFiles('#files', {
      name: 'reply.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from(`No, ${name}`),
    });
    await page.selectOption('#document_role', 'correspondence_out');
    await page.selectOption('#document_direction', 'out');
    await press(page, 'Add papers');
    await page.getByText('Close the case').first().click();
    await press(page, 'Close the case');
    expect(await page.textContent('main')).toContain('It waits for nobody');
  }

  it.each([
    ['with scripts', true],
    ['without', false],
  ])('are logged, reviewed by another and closed, %s', async (name, javaScriptEnabled) => {
    const page = await windowOf(officer, javaScriptEnabled);
    const second = await windowOf(approver, javaScriptEnabled);
    await page.goto(`${house.url}/contacts/new`);
    await press(page, 'Log the contact');
    expect(await page.textContent('.errors')).toContain('Choose how it reached us');
    await fillIn(page, `STA ${name}`);
    if (javaScriptEnabled) {
      await shows(page, '#counts', /Q1 2026 \(Zurich\)/);
      await page.waitForSelector('#hashes code');
      // What is known is said before anything is sent.
      await house.room.contact({ reference: 'known before' });
      await page.fill('#reference', 'known before');
      await page.locator('#reference').blur();
      await shows(page, '#alike', /LER-\d{4}-\d{4}/);
      await page.fill('#reference', `STA ${name}`);
      await page.locator('#reference').blur();
      await shows(page, '#alike', /^$/);
    }
    await judge(page, `${name}-contact`);
    await press(page, 'Log the contact');
    expect(await page.textContent('main')).toContain('Counts in Q1 2026 (Zurich): received on 1 Jan 2026.');
    await judge(page, `${name}-logged`);
    await page.getByRole('link', { name: 'Open the case' }).click();
    await review(page, second, name);
    await judge(page, `${name}-closed`);
    for (const part of ['public', '']) {
      await page.goto(part === '' ? `${house.url}/cases` : `${page.url().replace(/#.*/, '')}/${part}`);
      await judge(page, `${name}-${part || 'cases'}`);
    }
    if (javaScriptEnabled) {
      await page.keyboard.press('j');
      await page.keyboard.press('e');
      await page.waitForURL(/\/cases\/[0-9a-f-]{36}$/);
      await page.keyboard.press('n');
      await page.waitForURL(/\/contacts\/new$/);
      expect(await page.evaluate('document.activeElement.id')).toBe('received_on');
      await page.goto(`${house.url}/cases`);
      await page.keyboard.press('/');
      await page.keyboard.type(`sta ${name}`);
      await page.keyboard.press('Enter');
      await page.waitForURL(/[?&]s=/);
      expect(await page.textContent('caption')).toContain('1 case;');
    }
    await page.context().close();
    await second.context().close();
  });

  it('show what is sealed whole and clean', async () => {
    const id = await house.room.contact({ emergency: true, deadlineAt: '2026-02-12T10:00:00Z', reference: 'again' });
    await house.room.step(id, { type: 'hold', scope: 'existence', until: '2026-02-10', basis: 'CrimPC 73' });
    const page = await windowOf(officer, true);
    await page.goto(`${house.url}/cases/${id}`);
    await press(page, 'Read what is sealed');
    await judge(page, 'opened');
    await page.context().close();
  });

  afterAll(() => expect(faults).toEqual([]));
});

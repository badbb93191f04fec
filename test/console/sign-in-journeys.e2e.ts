/** The way in as a person walks it: with a passkey in a real browser, and with a password where scripts are off. */
import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumFlags, describeWithChromium } from '../support/chromium';
import { ConsoleHouse } from './house';
import { appOf, linkFor, PASSWORD } from './newcomer';

const MINUTE = 60_000;
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const LOOKS = [
  { width: 390, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
  ...(process.env.SCREENSHOTS
    ? ([
        { width: 390, colorScheme: 'dark' },
        { width: 1440, colorScheme: 'light' },
      ] as const)
    : []),
] as const;

describeWithChromium('a person', (executablePath) => {
  let house: ConsoleHouse;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let faults: string[];
  let judged = 0;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
    house = await ConsoleHouse.open();
  });

  afterAll(async () => {
    await browser.close();
    await house.close();
  });

  afterEach(() => context.close());

  async function open(javaScriptEnabled: boolean): Promise<void> {
    faults = [];
    // A passkey belongs to a name, not to an IP address.
    const baseURL = house.url.replace('127.0.0.1', 'localhost');
    context = await browser.newContext({ javaScriptEnabled, baseURL });
    page = await context.newPage();
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(baseURL) && !request.url().startsWith('otpauth:')) faults.push(request.url());
    });
  }

  const title = () => page.locator('h1').innerText();
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();

  /** Judges the page that is open: whole, narrow and wide; clean, by turns narrow and light, or wide and dark. */
  async function judge(name: string): Promise<void> {
    judged += 1;
    for (const [index, { width, colorScheme }] of LOOKS.entries()) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const folder = process.env.SCREENSHOTS;
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      if (await page.evaluate(isWide)) faults.push(`${name} scrolls sideways at ${width} px`);
      if (index !== judged % 2) continue;
      await page.evaluate(axe);
      const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
      faults.push(...violations.map(({ id, nodes }) => `${name} ${width} ${colorScheme} ${id} ${nodes[0]?.html}`));
    }
  }

  it('comes in with a passkey, and proves with it who they are', async () => {
    await open(true);
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const link = await linkFor(house, 'staff-one', 'publisher');
    await page.goto(link);
    expect(await title()).toBe('Welcome, staff-one');
    await judge('enrol');
    await page.getByLabel('What you call it').fill('this laptop');
    await press('Make a passkey');
    await page.waitForURL('**/account');
    await judge('account');
    expect(await page.getByRole('table', { name: 'Passkeys you have' }).innerText()).toContain('this laptop');
    await page.goto(link);
    await judge('link-over');

    await press('Sign out');
    await judge('sign-in');
    await press('Sign in with a passkey');
    await page.waitForURL((url) => url.pathname === '/');
    expect(await title()).toBe('Today');

    await page.getByRole('link', { name: 'People' }).click();
    await judge('people');
    await page.getByRole('link', { name: 'Invite somebody' }).click();
    expect(await title()).toBe('Confirm that it is you');
    await judge('step-up');
    await press('Use a passkey');
    await page.waitForURL('**/people/invite');

    // Somebody writes for longer than the proof counts: nothing of it is lost.
    await page.getByLabel('Name').fill('staff-two');
    await page.getByLabel('case officer').check();
    house.later(6 * MINUTE);
    await press('Make the link');
    expect(await page.locator('.lead').innerText()).toContain('What you typed is kept');
    await press('Use a passkey');
    await page.getByRole('heading', { name: 'A link for staff-two' }).waitFor();
    await judge('link');

    await page.goto('/people/staff-two');
    expect(await page.getByLabel('case officer').isChecked()).toBe(true);
    await judge('person');
    await press('Lock out');
    expect(await page.locator('.errors a').innerText()).toBe('Say why, for whoever reads the log of acts');
    await judge('person-fault');
    for (const [name, path] of [
      ['password', '/account/password'],
      ['new-passkey', '/account/passkeys/new'],
      ['invite', '/people/invite'],
    ] as const) {
      await page.goto(path);
      await judge(name);
    }
    // What the browser says of the two answers with a fault is no fault of the pages.
    expect(faults.filter((fault) => !/status of (403|410|422)/.test(fault))).toEqual([]);
  });

  it('comes in with a password and a code, without scripts', async () => {
    await open(false);
    const link = await linkFor(house, 'staff-three', 'administrator');
    await page.goto(link);
    expect(await page.locator('[data-without-passkeys]').first().innerText()).toContain('Passkeys need scripts');
    expect(await page.getByRole('button', { name: 'Make a passkey' }).isVisible()).toBe(false);
    const key = (await page.locator('pre').first().innerText()).replace(/\s/g, '');
    const { code } = appOf(house, key);
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByLabel('The same once more').fill(PASSWORD);
    await page.getByLabel('Code').fill(code());
    await press('Set up and sign in');
    expect(await title()).toBe('Your recovery codes');
    expect((await page.locator('pre').innerText()).split('\n')).toHaveLength(10);
    await page.getByRole('link', { name: 'I have saved them' }).click();
    expect(await title()).toBe('Today');

    await press('Sign out');
    await page.getByLabel('Name').fill('Staff-Three');
    await page.getByLabel('Password', { exact: true }).fill('wrong horse battery staple');
    await page.getByLabel('Code').fill('123456');
    await press(/^Sign in$/);
    expect(await page.locator('.errors').innerText()).toContain('do not fit together');
    expect(await page.getByLabel('Name').inputValue()).toBe('staff-three');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Code').fill(code());
    await press(/^Sign in$/);
    expect(await title()).toBe('Today');

    await page.goto('/people/invite');
    await page.getByLabel('Code').fill(code());
    await press('Continue');
    await page.getByLabel('Name').fill('staff-four');
    await page.getByLabel('auditor').check();
    house.later(6 * MINUTE);
    await press('Make the link');
    await page.getByLabel('Code').fill(code());
    await press('Continue');
    expect(await title()).toBe('A link for staff-four');
    await page.goto('/account');
    await press('Make new recovery codes');
    expect(await title()).toBe('Your recovery codes');
    await page.goto('/account/app');
    expect(await title()).toBe('Set up another app');
  });
});

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** An operator in a real browser: pauses Apple, sees the queue grow and drain again, has tried again what was refused. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Phone } from '../fakes/phone/phone';
import { chromiumFlags, describeWithChromium } from '../support/chromium';
import { freshDatabase } from '../support/stores';
import { until } from '../support/until';
import { World } from '../support/world';

const AGENT = 'a browser of the tests';
const PATIENCE_MS = 90_000;
/** Contrast does not change with the width, nor the layout with the colours: two looks see all four. */
const LOOKS = [
  { width: 390, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
] as const;
const OTHER_LOOKS = [
  { width: 390, colorScheme: 'dark' },
  { width: 1440, colorScheme: 'light' },
] as const;

/** Where the forms lead that these open. */
const FORMS = {
  'Pause Apple': 'services/apns/pause',
  'Resume Apple': 'services/apns/resume',
  'Try again': 'refused/retry',
} as const;

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

jest.setTimeout(480_000);

describeWithChromium('an operator', (executablePath) => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  let databaseUrl: string;
  let world: World;
  let browser: Browser;
  let token: string;

  beforeAll(async () => {
    databaseUrl = await freshDatabase();
    world = await World.start({ stores: { databaseUrl } });
    token = await session();
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  });

  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  /** As signing in would leave it behind; how staff sign in is another journey. */
  async function session(): Promise<string> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const secret = randomBytes(32).toString('base64url');
    const hash = (text: string) => createHash('sha256').update(text).digest();
    const staffId = randomUUID();
    await client.query(
      "INSERT INTO staff (id, name, roles, created_at) VALUES ($1, 'operator-one', '{operator}', now())",
      [staffId],
    );
    await client.query(
      `INSERT INTO staff_session (id, staff_id, token_hash, agent_hash, browser, created_at, seen_at)
       VALUES ($1, $2, $3, $4, 'a browser', now(), now())`,
      [randomUUID(), staffId, hash(secret), hash(AGENT)],
    );
    await client.end();
    return secret;
  }

  async function visit(options: BrowserContextOptions = {}): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext({ userAgent: AGENT, ...options });
    const url = world.relay('all').consoleUrl as string;
    await context.addCookies([{ name: 'session', value: token, url }]);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${url}/operations`);
    return { context, page };
  }

  const live = (page: Page, name: string) => page.locator(`[data-live="${name}"]`);
  const shows = (page: Page, name: string, text: RegExp) =>
    until(async () => text.test(await live(page, name).innerText()), PATIENCE_MS);

  async function write(phones: readonly Phone[]): Promise<void> {
    for (const phone of phones) await phone.swarm.store();
  }

  async function order(page: Page, what: keyof typeof FORMS, why: string): Promise<void> {
    const form = page.locator(`form[action="/operations/${FORMS[what]}"]`);
    // It is open already when something was wrong with it.
    if (!(await form.isVisible()))
      await page
        .locator('summary', { hasText: `${what}…` })
        .first()
        .click();
    await form.getByLabel('Why').fill(why);
    await form.getByRole('button').click();
  }

  /** Looks at the page as it stands, narrow and wide, light and dark. */
  async function judge(page: Page, name: string): Promise<string[]> {
    const faults: string[] = [];
    for (const { width, colorScheme } of process.env.SCREENSHOTS ? [...LOOKS, ...OTHER_LOOKS] : LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const folder = process.env.SCREENSHOTS;
      if (folder) await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      const isWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
      if (await page.evaluate(isWide)) faults.push(`${name} scrolls sideways at ${width} px`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate<AxeResults>("axe.run({ resultTypes: ['violations'] })");
      faults.push(...violations.map(({ id, nodes }) => `${name} ${width} ${colorScheme}: ${id} ${nodes[0]?.html}`));
    }
    return faults;
  }

  it('pauses a vendor, sees the queue grow and drain, and tries again what was refused, with scripts and without', async () => {
    const phones = [world.phone(), world.phone(), world.phone()];
    for (const phone of phones) await phone.subscribe();
    await write(phones);
    await until(() => phones.every((phone) => world.wakeUps(phone).length > 0), PATIENCE_MS);

    // Nobody is let in, and nobody is met by an error.
    const stranger = await fetch(`${world.relay('all').consoleUrl}/operations`, { redirect: 'manual' });
    expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/sign-in?next=%2Foperations']);

    const { context, page } = await visit();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    // The browser complains of every form that is sent back.
    page.on('console', (message) => void (message.text().includes('422') || faults.push(message.text())));
    await shows(page, 'verdict', /^Wake-ups flow/);
    await shows(page, 'apns:state', /works/);
    await shows(page, 'watching:swarms', /^(\d+) of \1$/);
    await until(async () => /^Live/.test(await page.locator('[data-says]').innerText()), PATIENCE_MS);
    faults.push(...(await judge(page, 'flowing')));

    await order(page, 'Pause Apple', '');
    await page.getByRole('alert').getByText('Write in a sentence why you do this').waitFor();
    faults.push(...(await judge(page, 'fault')));
    await order(page, 'Pause Apple', 'Apple is ill');
    await page.getByRole('status').getByText('Paused: nothing is sent').waitFor();
    await shows(page, 'apns:state', /paused/);

    const sent = world.apple.requests;
    await write(phones);
    await shows(page, 'apns:owed', /^3$/);
    await shows(
      page,
      'verdict',
      /^Wake-ups through Apple are stopped: paused .* by operator-one \(Apple is ill\); 3 phones wait/,
    );
    expect(world.apple.requests).toBe(sent);
    faults.push(...(await judge(page, 'paused')));

    await order(page, 'Resume Apple', 'Apple is well');
    await page.getByRole('status').getByText('Resumed: what waited').waitFor();
    await shows(page, 'apns:owed', /^0$/);
    await shows(page, 'verdict', /^Wake-ups flow/);
    await until(() => phones.every((phone) => world.wakeUps(phone).length > 1), PATIENCE_MS);

    for (const { token } of phones) world.apple.orders.answerToken(token, { status: 400, reason: 'BadTopic' });
    await write(phones);
    await page.locator('#changed').getByRole('link').click();
    await shows(page, 'kept:apns:Apple answered 400 BadTopic', /^3$/);
    await order(page, 'Try again', '');
    faults.push(...(await judge(page, 'refused')));
    for (const { token } of phones) world.apple.orders.answerToken(token, undefined);
    await order(page, 'Try again', 'the topic was mended');
    await until(() => phones.every((phone) => world.wakeUps(phone).length > 2), PATIENCE_MS);
    await shows(page, 'tile:kept', /^0$/);
    await shows(page, 'apns:balance', /balances/);
    expect(faults).toEqual([]);
    await context.close();

    const plain = await visit({ javaScriptEnabled: false });
    await order(plain.page, 'Pause Apple', 'without scripts');
    await shows(plain.page, 'apns:state', /paused/);
    await order(plain.page, 'Resume Apple', 'without scripts');
    await shows(plain.page, 'apns:state', /works/);
    await plain.page.getByRole('link', { name: 'Day', exact: true }).click();
    await plain.page.waitForURL(/range=day/);
    await plain.page.locator('figure .drawing svg').first().waitFor();
    await plain.context.close();
  });
});

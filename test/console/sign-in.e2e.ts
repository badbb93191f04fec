/** The way in by password and code: links that work once, proofs that count once, answers that tell nothing. */
import { Client } from 'pg';
import { Invitations } from '../../src/console/staff/invitations.service';
import { Passwords } from '../../src/console/staff/passwords.service';
import type { Caller } from '../../src/console/staff/sign-in';
import { SignIn } from '../../src/console/staff/sign-in.service';
import { type Answered, ConsoleHouse, Person } from './house';
import {
  appOf,
  faultsOn,
  linkFor,
  type Newcomer,
  newcomer,
  PASSWORD,
  recoveryCodesOn,
  secretOn,
  signIn,
} from './newcomer';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WRONG = { password: 'wrong horse battery staple', code: '000000' };

let house: ConsoleHouse;
let count = 0;

beforeAll(async () => {
  house = await ConsoleHouse.open();
});

afterAll(() => house.close());
afterEach(() => jest.restoreAllMocks());

function next(): number {
  count += 1;
  return count;
}

const stranger = () => new Person(house.url, 'nobody');
const freshName = () => `officer-${next()}`;
const isIn = async (browser: Person) => (await browser.get('/')).status === 200;

/** Whatever failed in other tests at the one address of all tests is long ago. */
beforeEach(() => house.later(2 * HOUR));

describe('a link', () => {
  it('may be looked at, tells every fault, works once, and signs in', async () => {
    const name = freshName();
    const link = await linkFor(house, name, 'intake', 'publisher');
    const browser = stranger();
    const page = await browser.get(link);
    expect(page.body).toContain('The operator invited you as');
    expect(page.body).toContain('intake, publisher');
    const { code } = appOf(house, secretOn(page));
    expect(secretOn(await browser.get(link))).toBe(secretOn(page));

    const empty = await browser.post(`${link}/password`, {}, link);
    expect([empty.status, faultsOn(empty)]).toEqual([422, ['password', 'code']]);
    const form = { password: PASSWORD, again: `${PASSWORD}!`, code: '123' };
    const wrong = await browser.post(`${link}/password`, form, link);
    expect([wrong.status, faultsOn(wrong)]).toEqual([422, ['again', 'code']]);
    expect(wrong.body).not.toContain(PASSWORD);

    const done = await browser.post(`${link}/password`, { ...form, again: PASSWORD, code: code() }, link);
    expect(done.status).toBe(200);
    expect(recoveryCodesOn(done)).toHaveLength(10);
    const cookies = done.headers.getSetCookie().filter((one) => /^(session|known)=/.test(one));
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) {
      expect(cookie).toContain('; Path=/');
      expect(cookie).toContain('; HttpOnly; SameSite=Strict');
    }
    expect(await isIn(browser)).toBe(true);

    expect((await browser.get(link)).status).toBe(410);
    expect((await browser.post(`${link}/password`, form, '/account')).status).toBe(410);
  });

  it('is used up by the first, however many come at once', async () => {
    const link = await linkFor(house, freshName(), 'intake');
    const browsers = [stranger(), stranger(), stranger()];
    const pages = await Promise.all(browsers.map((one) => one.get(link)));
    const form = { password: PASSWORD, again: PASSWORD, code: appOf(house, secretOn(pages[0] as Answered)).code() };
    const answers = await Promise.all(
      browsers.map((one, index) => one.postFrom(pages[index] as Answered, `${link}/password`, form)),
    );
    expect(answers.map((one) => one.status).sort()).toEqual([200, 410, 410]);
  });

  it('ends after 24 hours from the operator, 72 from staff, when it is replaced, and when it is taken back', async () => {
    const names = [freshName(), freshName(), freshName(), freshName()] as const;
    const invitations = house.find(Invitations);
    const by = { name: 'somebody', roles: ['administrator'] as const };
    const opens = async (path: string) => (await stranger().get(path)).status;
    const early = await linkFor(house, names[0], 'intake');
    const late = `/enrol/${(await invitations.byStaff(by, names[1], ['intake'])).token}`;
    const replaced = await linkFor(house, names[2], 'intake');
    const newer = await linkFor(house, names[2], 'intake');
    const revoked = `/enrol/${(await invitations.byStaff(by, names[3], ['intake'])).token}`;
    await invitations.revoke(by, names[3]);
    house.later(24 * HOUR - MINUTE);
    expect(await Promise.all([early, late, replaced, newer, revoked].map(opens))).toEqual([200, 200, 410, 200, 410]);
    house.later(MINUTE);
    expect(await Promise.all([early, late].map(opens))).toEqual([410, 200]);
    house.later(48 * HOUR);
    expect(await opens(late)).toBe(410);
    expect(await opens(`/enrol/${'A'.repeat(43)}`)).toBe(410);
  });

  it('lets somebody back in who has lost everything, and ends all that was before', async () => {
    const before = await newcomer(house, freshName(), 'intake');
    const link = await linkFor(house, before.name);
    expect(await isIn(before.browser)).toBe(true);
    const browser = stranger();
    const { code } = appOf(house, secretOn(await browser.get(link)));
    const password = 'another good long password';
    await browser.post(`${link}/password`, { password, again: password, code: code() }, link);
    expect([await isIn(before.browser), await isIn(browser)]).toEqual([false, true]);
    const old = { name: before.name, password: PASSWORD, code: before.code() };
    expect((await signIn(stranger(), old)).status).toBe(422);
    expect((await signIn(stranger(), { ...old, password, code: before.recoveryCodes[0] ?? '' })).status).toBe(422);
    expect((await signIn(stranger(), { ...old, password, code: code() })).status).toBe(303);
  });
});

describe('a password and a code', () => {
  let ada: Newcomer;
  const good = () => ({ name: ada.name, password: PASSWORD, code: ada.code() });

  beforeAll(async () => {
    ada = await newcomer(house, freshName(), 'case_officer');
  });

  it('let in, to where one wanted to go, and never elsewhere', async () => {
    for (const [next, location] of [
      ['/cases?page=2', '/cases?page=2'],
      ['https://elsewhere.example/', '/'],
      ['//elsewhere.example', '/'],
      ['/\\elsewhere.example', '/'],
    ] as const) {
      const browser = stranger();
      const answer = await signIn(browser, good(), next);
      expect([next, answer.status, answer.headers.get('location')]).toEqual([next, 303, location]);
      expect(await isIn(browser)).toBe(true);
    }
  });

  it('count once', async () => {
    const form = good();
    expect((await signIn(stranger(), form)).status).toBe(303);
    expect((await signIn(stranger(), form)).status).toBe(422);
    const recovery = { ...form, code: (ada.recoveryCodes[0] ?? '').toUpperCase().replaceAll('-', ' ') };
    expect((await signIn(stranger(), recovery)).status).toBe(303);
    expect((await signIn(stranger(), recovery)).status).toBe(422);
    const both = { ...form, code: ada.code() };
    const answers = await Promise.all([1, 2, 3].map(() => signIn(stranger(), both)));
    expect(answers.map((one) => one.status).sort()).toEqual([303, 422, 422]);
  });

  it('begin a session that nobody knew before, and end the one that was', async () => {
    const planted = new Person(house.url, 'nobody', 'B'.repeat(43));
    await signIn(planted, good());
    const first = planted.cookies.get('session') ?? '';
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(first).not.toBe('B'.repeat(43));
    expect(await isIn(new Person(house.url, 'nobody', 'B'.repeat(43)))).toBe(false);
    const page = await planted.get('/account');
    await planted.postFrom({ ...page, body: page.body.replaceAll('/sign-out', '/sign-in') }, '/sign-in', good());
    expect(planted.cookies.get('session')).not.toBe(first);
    expect(await isIn(new Person(house.url, 'nobody', first))).toBe(false);
    expect(await isIn(planted)).toBe(true);
  });

  it('end with sign-out, also for whoever kept the cookie', async () => {
    const browser = stranger();
    await signIn(browser, good());
    const thief = new Person(house.url, 'nobody', browser.cookies.get('session'));
    expect(await isIn(thief)).toBe(true);
    const out = await browser.post('/sign-out', {}, '/');
    expect(out.headers.getSetCookie().join()).toMatch(/session=;[^,]*Expires=Thu, 01 Jan 1970/);
    expect(await isIn(thief)).toBe(false);
  });

  it('are answered alike, with the same work, whatever is wrong', async () => {
    const locked = await newcomer(house, freshName(), 'intake');
    await house.room.database.query('UPDATE staff SET disabled_at = now() WHERE name = $1', [locked.name]);
    const invited = freshName();
    await linkFor(house, invited, 'intake');
    const paused = await newcomer(house, freshName(), 'intake');
    const used = good();
    await signIn(stranger(), used);
    house.later(30_000);
    const fresh = { ...used, code: ada.codeNow() };
    for (let failed = 0; failed < 5; failed += 1) {
      await house.find(SignIn).withPassword({ name: paused.name, ...WRONG }, caller());
    }

    const verify = jest.spyOn(house.find(Passwords), 'verify');
    const query = jest.spyOn(Client.prototype, 'query');
    const answers: Record<string, object> = {
      'a pause': await workOf({ name: paused.name, password: PASSWORD, code: paused.codeNow() }),
    };
    for (const [what, form] of Object.entries({
      'an unknown name': { ...fresh, name: 'nobody-at-all' },
      'a wrong password': { ...fresh, password: WRONG.password },
      'a wrong code': { ...fresh, code: WRONG.code },
      'no code': { ...fresh, code: '' },
      'a used code': used,
      'a wrong recovery code': { ...fresh, code: '0000-0000-0000-0000' },
      'somebody locked out': { name: locked.name, password: PASSWORD, code: locked.codeNow() },
      'somebody only invited': { ...fresh, name: invited },
    })) {
      answers[what] = await workOf(form);
      await house.room.database.query('DELETE FROM staff_tries');
    }
    const expected = answers['a wrong password'];
    for (const [what, answer] of Object.entries(answers)) expect([what, answer]).toEqual([what, expected]);
    const statements = expect.arrayContaining([expect.stringContaining('staff_tries')]);
    expect(expected).toMatchObject({ status: 422, checkedPasswords: 1, statements });

    async function workOf(form: { name: string; password: string; code: string }) {
      const browser = stranger();
      await browser.get('/sign-in');
      for (const spy of [verify, query]) spy.mockClear();
      const { status, body } = await signIn(browser, form);
      return {
        status,
        body: body.replace(/ value="[^"]*"/g, ''),
        checkedPasswords: verify.mock.calls.length,
        // Tasks of other rooms run beside.
        statements: query.mock.calls.map(textOf).filter((text) => /\bstaff(?!_act)/.test(text)),
      };
    }
  });
});

describe('guessing', () => {
  /** What checks passwords was shown to do so; here only the counting is of interest. */
  const guess = async (times: number, name: string, from = caller()) => {
    const verify = jest.spyOn(house.find(Passwords), 'verify').mockResolvedValue(false);
    for (let tried = 0; tried < times; tried += 1) {
      await house
        .find(SignIn)
        .withPassword({ name, ...WRONG }, from)
        .catch(() => undefined);
    }
    verify.mockRestore();
  };
  const good = (one: Newcomer) => ({ name: one.name, password: PASSWORD, code: one.codeNow() });

  it('meets pauses that grow, in which the right password is not looked at either', async () => {
    const bo = await newcomer(house, freshName(), 'intake');
    house.later(MINUTE);
    await guess(5, bo.name);
    for (const pause of [1_000, 2_000, 4_000]) {
      house.later(pause);
      await guess(1, bo.name);
    }
    // The eighth failure costs 8 s; what is tried in between is not looked at, and costs nothing more.
    house.later(7_999);
    await guess(3, bo.name);
    expect((await signIn(stranger(), good(bo))).status).toBe(422);
    house.later(1);
    expect((await signIn(stranger(), good(bo))).status).toBe(303);
    await guess(4, bo.name);
    house.later(30_000);
    expect((await signIn(stranger(), good(bo))).status).toBe(303);
  });

  it('counts tries that come at the same time', async () => {
    const name = freshName();
    await house.room.database.query('DELETE FROM staff_tries');
    const from = caller();
    await Promise.all(Array.from({ length: 20 }, () => guess(1, name, from)));
    const rows = await house.room.database.query<{ failures: number }>(
      'SELECT failures FROM staff_tries ORDER BY failures',
    );
    // Of the name five: the others fell into the pause. Of the address all.
    expect(rows.map((row) => row.failures)).toEqual([5, 20]);
  });

  it('does not keep somebody from their own browser', async () => {
    const cy = await newcomer(house, freshName(), 'intake');
    await cy.browser.post('/sign-out', {}, '/');
    house.later(MINUTE);
    await guess(5, cy.name);
    expect((await signIn(stranger(), good(cy))).status).toBe(422);
    expect((await signIn(cy.browser, good(cy))).status).toBe(303);
  });

  it('is turned away by address after forty failures, whoever is meant, but for browsers that are known', async () => {
    const dee = await newcomer(house, freshName(), 'intake');
    await dee.browser.post('/sign-out', {}, '/');
    house.later(MINUTE);
    for (let failed = 0; failed < 40; failed += 1) {
      await guess(1, `nobody-${failed}`, { ...caller(), address: '127.0.0.1' });
    }
    const verify = jest.spyOn(house.find(Passwords), 'verify');
    const answer = await signIn(stranger(), { ...WRONG, name: 'nobody-else' });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    expect(verify).not.toHaveBeenCalled();
    expect((await signIn(dee.browser, good(dee))).status).toBe(303);
  });
});

it('keeps nothing in the database that opens anything', async () => {
  const link = await linkFor(house, freshName(), 'intake');
  const browser = stranger();
  const secret = secretOn(await browser.get(link));
  const form = { password: PASSWORD, again: PASSWORD, code: appOf(house, secret).code() };
  const done = await browser.post(`${link}/password`, form, link);
  const session = browser.cookies.get('session') ?? '';
  const client = new Client({ connectionString: house.room.databaseUrl });
  await client.connect();
  const tables = ['staff', 'staff_session', 'staff_passkey', 'staff_recovery_code', 'staff_invitation', 'staff_tries'];
  const all = tables.map((table) => `SELECT t::text AS row FROM ${table} AS t`).join(' UNION ALL ');
  const { rows } = await client.query<{ row: string }>(all);
  await client.end();
  const everything = rows.map(({ row }) => row).join('\n');
  const bytes = (text: string, encoding: BufferEncoding) => Buffer.from(text, encoding).toString('hex');
  const [code = ''] = recoveryCodesOn(done);
  for (const hidden of [
    PASSWORD,
    bytes(PASSWORD, 'utf8'),
    bytes('$argon2id$', 'utf8'),
    secret,
    base32Hex(secret),
    code,
    bytes(code, 'utf8'),
    session,
    bytes(session, 'base64url'),
    link.slice(7),
    bytes(link.slice(7), 'base64url'),
    bytes('127.0.0.1', 'utf8'),
  ]) {
    expect(everything).not.toContain(hidden);
  }
  expect(everything).toContain('officer-');
});

it('carries cookies that only this host gets back, over TLS', async () => {
  const secure = await ConsoleHouse.open({ url: 'https://console.example' });
  const link = await linkFor(secure, 'staff-one');
  const browser = new Person(secure.url, 'nobody');
  const form = { password: PASSWORD, again: PASSWORD, code: appOf(secure, secretOn(await browser.get(link))).code() };
  const done = await browser.post(`${link}/password`, form, link);
  const cookies = done.headers.getSetCookie();
  expect(cookies.map((one) => one.split('=')[0])).toEqual(['__Host-session', '__Host-known']);
  for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; .*HttpOnly; Secure; SameSite=Strict$/);
  expect(await browser.get('/')).toMatchObject({ status: 200 });
  await secure.close();
});

/** Somebody at an address of their own. */
function caller(): Caller {
  const party = { id: 'localhost', origin: 'http://localhost' };
  return { address: `test-${next()}`, agent: 'a test', knownBrowser: undefined, party };
}

function textOf([statement]: readonly unknown[]): string {
  return typeof statement === 'string' ? statement : ((statement as { text?: string } | undefined)?.text ?? '');
}

function base32Hex(text: string): string {
  const bits = [...text].map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'));
  return (bits.join('').match(/.{8}/g) ?? [])
    .map((one) => Number.parseInt(one, 2).toString(16).padStart(2, '0'))
    .join('');
}

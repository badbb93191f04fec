/** Whoever guesses at the sign-in learns nothing: not who is there, not what was right, not that there is a pause. */
import { CredentialRepository } from '../../../src/console/staff/credential.repository';
import { Passwords } from '../../../src/console/staff/passwords.service';
import { Database } from '../../../src/platform/database/database.service';
import { type Answered, ConsoleHouse, Person } from '../house';
import { type Newcomer, newcomer, PASSWORD, signIn } from '../newcomer';

let house: ConsoleHouse;
let ada: Newcomer;
beforeAll(async () => {
  house = await ConsoleHouse.open();
  ada = await newcomer(house, 'ada-guessed', 'intake');
});
afterAll(() => house.close());
afterEach(() => jest.restoreAllMocks());

const MINUTE_MS = 60_000;
const stranger = () => new Person(house.url, 'stranger');
const attempt = (name: string, password: string, code: string) => signIn(stranger(), { name, password, code });

/** Everything of an answer that an onlooker could tell apart, but for what differs every time. */
const lookOf = ({ status, headers, body }: Answered, name: string) => ({
  status,
  location: headers.get('location'),
  cookies: headers.getSetCookie().map((one) => one.split('=')[0]),
  body: body.replaceAll(/value="[^"]{60,}"/g, '').replaceAll(name, 'NAME'),
});

it('gives the same answer after the same work, whatever is wrong', async () => {
  await newcomer(house, 'bob-locked-out', 'intake');
  await house.room.database.query("UPDATE staff SET disabled_at = now() WHERE name = 'bob-locked-out'");
  await house.person('eve-no-password', 'intake');
  const work = { argon2: 0, statements: [] as string[] };
  const verify = jest.spyOn(Passwords.prototype, 'verify');
  const hashes = jest.spyOn(CredentialRepository.prototype, 'hasRecoveryCode');
  const query = jest.spyOn(Database.prototype, 'query');
  const measured = async (name: string, password: string, code: string) => {
    const form = await stranger().get('/sign-in');
    expect(form.status).toBe(200);
    for (const spy of [verify, hashes, query]) spy.mockClear();
    const answer = await attempt(name, password, code);
    work.statements = query.mock.calls.map(([one]) =>
      (typeof one === 'string' ? one : one.text).replaceAll(/\s+/g, ' '),
    );
    const done = { argon2: verify.mock.calls.length, codes: hashes.mock.calls.length, statements: work.statements };
    return { look: lookOf(answer, name), done };
  };
  const cases = [
    await measured('nobody-of-this-name', 'x', '123456'),
    await measured('ada-guessed', 'wrong password here', '123456'),
    await measured('ada-guessed', PASSWORD, '000000'),
    await measured('ada-guessed', 'wrong password here', ada.code()),
    await measured('bob-locked-out', PASSWORD, '123456'),
    await measured('eve-no-password', PASSWORD, '123456'),
  ];
  const [first] = cases;
  expect(first?.look).toMatchObject({ status: 422, location: null });
  expect(first?.done).toMatchObject({ argon2: 1, codes: 1 });
  for (const one of cases) expect(one).toEqual(first);
});

it('makes a guesser wait who knows the name, tells them nothing of it, and forgets', async () => {
  house.later(25 * 60 * MINUTE_MS);
  const looks = [];
  for (let tries = 0; tries < 12; tries += 1)
    looks.push(lookOf(await attempt('ada-guessed', 'guess', '123456'), 'ada-guessed'));
  const right = await attempt('ada-guessed', PASSWORD, ada.codeNow());
  expect(lookOf(right, 'ada-guessed')).toEqual(looks[0]);
  for (const look of looks) expect(look).toEqual(looks[0]);
  house.later(20 * MINUTE_MS);
  expect((await attempt('ada-guessed', PASSWORD, ada.code())).status).toBe(303);
});

it('counts a hundred guesses at once as a hundred, whatever they say of where they come from', async () => {
  house.later(25 * 60 * MINUTE_MS);
  const verified = jest.spyOn(Passwords.prototype, 'verify');
  const page = await stranger().get('/sign-in');
  const token = /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] as string;
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const guesses = Array.from({ length: 100 }, (_, index) => {
    const browser = new Person(house.url, 'stranger');
    const fields = { form_token: token, name: 'ada-guessed', password: `guess ${index}`, code: '123456' };
    return browser.postBare('/sign-in', fields, {
      cookie,
      'x-forwarded-for': `192.0.2.${index}`,
      'x-real-ip': `192.0.2.${index}`,
    });
  });
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses.filter((status) => ![422, 429, 503].includes(status))).toEqual([]);
  expect(verified.mock.calls.length).toBeLessThanOrEqual(100);
  const later = await attempt('somebody-else', 'guess', '123456');
  expect([422, 429]).toContain(later.status);
  expect((await attempt('ada-guessed', PASSWORD, ada.code())).status).not.toBe(303);
}, 120_000);

it('lets the owner in on the browser they know, while strangers guess', async () => {
  house.later(25 * 60 * MINUTE_MS);
  const known = ada.browser.cookies.get('known') as string;
  for (let tries = 0; tries < 8; tries += 1) await attempt('ada-guessed', 'guess', '123456');
  const own = new Person(house.url, 'ada-guessed');
  own.cookies.set('known', known);
  expect((await signIn(own, { name: 'ada-guessed', password: PASSWORD, code: ada.code() })).status).toBe(303);
});

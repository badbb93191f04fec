/** A session that was stolen, planted or ended is worth nothing, on no page and in no form. */
import { Sessions } from '../../../src/console/staff/sessions.service';
import { ConsoleHouse, Person } from '../house';
import { newcomer, PASSWORD, signIn } from '../newcomer';

let house: ConsoleHouse;
beforeAll(async () => {
  house = await ConsoleHouse.open();
});
afterAll(() => house.close());

const MINUTE_MS = 60_000;
let count = 0;
const newPerson = () => house.person(`person-${++count}`, 'auditor');

/** What a thief has: everything the browser carried, on a browser of the same name. */
function stolenFrom(person: Person): Person {
  const thief = new Person(person.url, person.name);
  for (const [name, value] of person.cookies) thief.cookies.set(name, value);
  return thief;
}

const idOf = async (name: string) => {
  const [row] = await house.room.database.query<{ id: string }>('SELECT id FROM staff WHERE name = $1', [name]);
  return row?.id ?? '';
};

const ENDS: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
  'after signing out': (person) => person.post('/sign-out', {}, '/account'),
  'after all sessions were ended': (person) => person.post('/account/sessions/end-all', {}, '/account'),
  'after the person was locked out': (person) =>
    house.room.database.query('UPDATE staff SET disabled_at = now() WHERE name = $1', [person.name]),
  'when nobody came back for half an hour': async () => house.later(30 * MINUTE_MS + 1),
  'after somebody removed it': async (person) => {
    const id = await idOf(person.name);
    await house.room.database.query('DELETE FROM staff_session WHERE staff_id = $1', [id]);
  },
};

it.each(Object.entries(ENDS))('is over %s, with its cookie and the token of its forms', async (_how, end) => {
  const person = await newPerson();
  const page = await person.get('/account');
  const token = /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] as string;
  const thief = stolenFrom(person);
  expect((await thief.get('/account')).status).toBe(200);
  await end(person);
  expect((await thief.get('/account')).headers.get('location')).toMatch(/^\/sign-in\?/);
  const sent = await thief.postBare('/audit/check', { form_token: token });
  expect([sent.status, sent.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/sign-in\?/)]);
});

it('lasts eight hours at most, however busy', async () => {
  const person = await newPerson();
  const answers: number[] = [];
  for (let passed = 0; passed < 500; passed += 25) {
    house.later(25 * MINUTE_MS);
    answers.push((await person.get('/')).status);
  }
  expect(answers).toEqual([...Array(19).fill(200), 303]);
});

it('loses what it may do with the role, at the next click', async () => {
  const person = await newPerson();
  expect((await person.get('/audit')).status).toBe(200);
  await house.room.database.query('UPDATE staff SET roles = $2 WHERE name = $1', [person.name, ['intake']]);
  expect((await person.get('/audit')).status).toBe(403);
});

it.each([
  ['another browser', { 'user-agent': 'another' }],
  ['a browser without a name', { 'user-agent': '' }],
])('is not known in %s', async (_what, headers) => {
  const person = await newPerson();
  expect((await person.get('/', headers)).status).toBe(303);
  expect((await person.get('/')).status).toBe(200);
});

it.each([
  '',
  'a',
  'a'.repeat(43),
  'a'.repeat(44),
  'a'.repeat(8_000),
  "' OR '1'='1",
  '%00'.repeat(15),
  'j:{"length":43}',
  'j:[]',
  's:a.b',
  '%E0%A4%A',
])('is not guessed with %j', async (value) => {
  const guesser = new Person(house.url, 'guesser', value);
  const { status, headers } = await guesser.get('/');
  expect([status, headers.get('location')]).toEqual([303, '/sign-in?next=%2F']);
});

it('is not planted: whoever signs in gets a new one, and what they carried is worth nothing', async () => {
  const ada = await newcomer(house, 'ada-planted', 'intake');
  const planted = await house.find(Sessions).open(await idOf('ada-planted'), 'a browser of the tests');
  for (const before of [planted, 'b'.repeat(43)]) {
    const browser = new Person(house.url, 'ada-planted', before);
    // A session that lives leads on from the sign-in page: the form is sent all the same.
    const { body } = await new Person(house.url, '').get('/sign-in');
    const page = before === planted ? (await browser.get('/account')).body : body;
    const answer =
      before === planted
        ? await browser.postBare('/sign-in', { ...ada_(ada.code()), form_token: tokenOn(page) })
        : await signIn(browser, ada_(ada.code()));
    expect(answer.status).toBe(303);
    const now = browser.cookies.get('session');
    expect(now).toMatch(/^[\w-]{43}$/);
    expect(now).not.toBe(before);
    expect((await new Person(house.url, 'thief', before).get('/')).status).toBe(303);
    expect((await browser.get('/')).status).toBe(200);
  }
});

const ada_ = (code: string) => ({ name: 'ada-planted', password: PASSWORD, code });
const tokenOn = (body: string) => /name="form_token" value="([^"]+)"/.exec(body)?.[1] ?? '';

it('travels in cookies that no script reads, no other site sends, and no other host sets', async () => {
  const ada = await newcomer(house, 'ada-cookies', 'intake');
  const browser = new Person(house.url, 'ada-cookies');
  const answer = await signIn(browser, { name: 'ada-cookies', password: PASSWORD, code: ada.code() });
  const cookies = answer.headers.getSetCookie();
  expect(cookies.map((one) => one.split('=')[0])).toEqual(['session', 'known']);
  for (const cookie of cookies) expect(cookie).toMatch(/; HttpOnly; SameSite=Strict/);
  const secure = await ConsoleHouse.open({ url: 'https://console.example' });
  try {
    const page = await new Person(secure.url, '').get('/sign-in');
    expect(page.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-form=.*Path=\/; HttpOnly; Secure; SameSite=Strict$/),
    ]);
    expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000');
  } finally {
    await secure.close();
  }
});

/** A session that was stolen, planted or ended is worth nothing, on no page and in no form. */
import { ConsoleHouse, Person } from '../house';

let house: ConsoleHouse;
beforeAll(async () => {
  house = await ConsoleHouse.open();
});
afterAll(() => house.close());

const MINUTE_MS = 60_000;
let count = 0;
const newPerson = () => house.person(`person-${++count}`, 'auditor');

/** What a thief has: everything the browser carried, and its name. */
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

it('loses what it may do with the role, at the next click', async () => {
  const person = await newPerson();
  expect((await person.get('/audit')).status).toBe(200);
  await house.room.database.query('UPDATE staff SET roles = $2 WHERE name = $1', [person.name, ['intake']]);
  expect((await person.get('/audit')).status).toBe(403);
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

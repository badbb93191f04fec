/** The doors of the console: who comes in, for how long, and what their forms must bring. */
import { request } from 'node:http';
import { CONSOLE_POLICY } from '../../src/console/frame/security-headers';
import { ConsoleHouse, Person } from './house';

let house: ConsoleHouse;
let somebody: Person;

beforeAll(async () => {
  house = await ConsoleHouse.open();
  somebody = await house.person('officer-1', 'case_officer');
});

afterAll(() => house.close());

it('shows nobody a page without a session', async () => {
  const stranger = new Person(house.url, 'nobody');
  const answer = await stranger.get('/?a=b');
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2F%3Fa%3Db']);
  const guessing = new Person(house.url, 'nobody', 'guessed');
  expect((await guessing.get('/')).status).toBe(303);
});

it('shows a member of staff Today, and names them', async () => {
  const { status, body, headers } = await somebody.get('/');
  expect(status).toBe(200);
  expect(body).toContain('<h1>Today</h1>');
  expect(body).toContain('officer-1');
  expect(headers.get('content-security-policy')).toBe(CONSOLE_POLICY);
  expect(headers.get('cache-control')).toBe('no-store');
});

it('does not know a session in another browser', async () => {
  expect((await somebody.get('/', { 'user-agent': 'another' })).status).toBe(303);
});

it('ends a session that was idle for half an hour, and every one after eight', async () => {
  const idle = await house.person('officer-2', 'case_officer');
  const busy = await house.person('officer-3', 'case_officer');
  const start = house.room.clock.now();
  const answers: number[] = [];
  for (let minutes = 20; minutes <= 500; minutes += 20) {
    house.room.clock.set(new Date(start + minutes * 60_000).toISOString());
    answers.push((await busy.get('/')).status);
    if (minutes === 40) expect((await idle.get('/')).status).toBe(303);
  }
  expect(answers).toEqual([...Array(23).fill(200), 303, 303]);
  house.room.clock.set(new Date(start).toISOString());
});

it('takes a form only with the token of its own session, from its own pages', async () => {
  const other = await house.person('officer-4', 'case_officer');
  const forms: [string, Promise<{ status: number }>][] = [
    ['without a token', somebody.postBare('/sign-out', {})],
    ['with a made-up one', somebody.postBare('/sign-out', { form_token: 'made-up' })],
    ['from elsewhere', somebody.postBare('/sign-out', {}, { origin: 'https://elsewhere.example' })],
    ['across sites', somebody.postBare('/sign-out', {}, { 'sec-fetch-site': 'cross-site' })],
  ];
  for (const [how, answer] of forms) expect([how, (await answer).status]).toEqual([how, 403]);
  expect((await somebody.get('/')).status).toBe(200);
  expect((await other.post('/sign-out', {}, '/')).headers.get('location')).toBe('/sign-in');
  expect((await other.get('/')).status).toBe(303);
});

it('says in a page that there is nothing at an address', async () => {
  const { status, body, headers } = await somebody.get('/nothing-here');
  expect(status).toBe(404);
  expect(body).toContain('There is no such page');
  expect(headers.get('content-security-policy')).toBe(CONSOLE_POLICY);
});

it('serves nobody who came by another name', async () => {
  const status = await new Promise((resolve, reject) => {
    const { port } = new URL(house.url);
    const call = request({ port, host: '127.0.0.1', headers: { host: 'rebound.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.once('error', reject).end();
  });
  expect(status).toBe(421);
});

it('has a rule on every route', () => {
  expect(house.routes.map(({ verb, path }) => `${verb} ${path}`)).toContain('POST /sign-out');
});

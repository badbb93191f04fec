/** People and roles: who may change what, at once, and what always remains. */
import { ConsoleHouse, type Fields, Person } from './house';
import { faultsOn, newcomer } from './newcomer';

let house: ConsoleHouse;
let ada: Person;

beforeAll(async () => {
  house = await ConsoleHouse.open();
  ada = await house.person('staff-one', 'administrator');
});

afterAll(() => house.close());

const change = (name: string, what: string, fields: Fields = {}, by = ada) =>
  by.post(`/people/${name}/${what}`, fields, `/people/${name}`);
const rolesOf = async (name: string) => {
  const { body } = await ada.get(`/people/${name}`);
  return [...body.matchAll(/value="(\w+)" checked/g)].map(([, role]) => role);
};

it('makes the first who is invited an administrator, and nobody after them', async () => {
  const empty = await ConsoleHouse.open();
  const first = await newcomer(empty, 'first-person', 'publisher');
  const second = await newcomer(empty, 'second-person', 'publisher');
  expect((await first.browser.get('/people')).status).toBe(200);
  expect((await second.browser.get('/people')).status).toBe(403);
  await empty.close();
});

it('invites with the roles it knows, tells what is wrong, and shows the link once', async () => {
  const wrong = await ada.post('/people/invite', { name: 'X', roles: ['intake'] });
  expect([wrong.status, faultsOn(wrong)]).toEqual([422, ['name']]);
  const without = await ada.post('/people/invite', { name: 'staff-two', roles: ['superuser', '__proto__'] });
  expect([without.status, faultsOn(without)]).toEqual([422, ['roles']]);
  const done = await ada.post('/people/invite', {
    name: ' Staff-Two ',
    roles: ['intake', 'superuser', 'intake'],
    enrolled_at: '2020-01-01',
    password_sealed: 'x',
  });
  const link = new RegExp(`${house.url}(/enrol/[\\w-]{43})`).exec(done.body)?.[1];
  expect((await new Person(house.url, 'nobody').get(link ?? '/')).status).toBe(200);
  expect(await rolesOf('staff-two')).toEqual(['intake']);
  const list = await ada.get('/people');
  expect(list.body).toContain('invited');
  expect(list.body).not.toContain(link);
  const again = await ada.post('/people/invite', { name: 'staff-two', roles: ['intake'] });
  expect([again.status, faultsOn(again)]).toEqual([422, ['name']]);
  expect((await change('staff-two', 'revoke')).headers.get('location')).toBe('/people/staff-two?done=revoked');
  expect((await new Person(house.url, 'nobody').get(link ?? '/')).status).toBe(410);
});

it('changes roles at the next click, and asks for a new proof', async () => {
  const cy = await house.person('staff-three', 'administrator');
  expect((await cy.get('/people/invite')).status).toBe(200);
  await change('staff-three', 'roles', { roles: ['administrator', 'auditor'] });
  expect((await cy.get('/people/invite')).status).toBe(303);
  await change('staff-three', 'roles', { roles: ['auditor'] });
  expect((await cy.get('/people')).status).toBe(403);
  const none = await change('staff-three', 'roles');
  expect([none.status, faultsOn(none)]).toEqual([422, ['roles']]);
  expect(await rolesOf('staff-three')).toEqual(['auditor']);
});

it('locks somebody out at once, with a reason, and lets them in again', async () => {
  const dee = await house.person('staff-four', 'publisher');
  for (const reason of [' ', 'x'.repeat(501), `asked for 05${'ab'.repeat(32)}`, 'a\u0001b']) {
    expect(faultsOn(await change('staff-four', 'lock-out', { reason }))).toEqual(['reason']);
  }
  expect((await dee.get('/')).status).toBe(200);
  expect((await change('staff-four', 'lock-out', { reason: 'left us' })).status).toBe(303);
  expect((await dee.get('/')).status).toBe(303);
  expect((await ada.get('/people/staff-four')).body).toContain('locked out');
  expect((await change('staff-four', 'invite')).status).not.toBe(200);
  expect((await change('staff-four', 'let-in', { reason: 'came back' })).status).toBe(303);
  // The session that was ended stays ended.
  expect((await dee.get('/')).status).toBe(303);
});

it('keeps one administrator, whatever two do at the same time', async () => {
  const two = await ConsoleHouse.open();
  const eve = await two.person('staff-five', 'administrator');
  const fay = await two.person('staff-six', 'administrator');
  await two.person('staff-seven', 'intake');
  const out = (by: Person, name: string) => by.post(`/people/${name}/lock-out`, { reason: 'x' }, `/people/${name}`);
  const pages = await Promise.all([eve.get('/people/staff-six'), fay.get('/people/staff-five')]);
  await Promise.all([
    eve.postFrom(pages[0], '/people/staff-six/lock-out', { reason: 'x' }),
    fay.postFrom(pages[1], '/people/staff-five/lock-out', { reason: 'x' }),
  ]);
  const stand = await Promise.all([eve, fay].map(async (one) => (await one.get('/people')).status));
  expect([...stand].sort()).toEqual([200, 303]);
  const alive = stand[0] === 200 ? eve : fay;
  const last = await out(alive, alive.name);
  expect([last.status, faultsOn(last)]).toEqual([422, ['roles']]);
  const roles = await alive.post(`/people/${alive.name}/roles`, { roles: ['intake'] }, `/people/${alive.name}`);
  expect([roles.status, faultsOn(roles)]).toEqual([422, ['roles']]);
  await two.close();
});

it('is for administrators only, also by hand', async () => {
  const gus = await house.person('staff-seven', 'case_officer', 'auditor');
  const page = await gus.get('/account');
  for (const path of [
    '/people/invite',
    '/people/staff-seven/roles',
    '/people/staff-one/lock-out',
    '/people/staff-one/invite',
    '/people/staff-one/revoke',
  ]) {
    const body = page.body.replace('"/sign-out"', `"${path}"`);
    const answer = await gus.postFrom({ ...page, body }, path, {
      roles: ['administrator'],
      name: 'x-y-z',
      reason: 'x',
    });
    expect([path, answer.status]).toEqual([path, 403]);
  }
  expect(await rolesOf('staff-seven')).toEqual(['case_officer', 'auditor']);
  expect((await ada.get('/people/staff%00seven')).status).toBe(400);
});

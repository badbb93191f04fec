/** People and roles: who may change what, at once, and what always remains. */
import { ConsoleHouse, type Fields, Person } from './house';
import { faultsOn, newcomer } from './newcomer';

let house: ConsoleHouse;
let ada: Person;

beforeAll(async () => {
  house = await ConsoleHouse.open();
  ada = await house.person('ada-lovelace', 'administrator');
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
  const without = await ada.post('/people/invite', { name: 'bo-derek', roles: ['superuser', '__proto__'] });
  expect([without.status, faultsOn(without)]).toEqual([422, ['roles']]);
  const done = await ada.post('/people/invite', {
    name: ' Bo-Derek ',
    roles: ['intake', 'superuser', 'intake'],
    enrolled_at: '2020-01-01',
    password_sealed: 'x',
  });
  const link = new RegExp(`${house.url}(/enrol/[\\w-]{43})`).exec(done.body)?.[1];
  expect((await new Person(house.url, 'nobody').get(link ?? '/')).status).toBe(200);
  expect(await rolesOf('bo-derek')).toEqual(['intake']);
  const list = await ada.get('/people');
  expect(list.body).toContain('invited');
  expect(list.body).not.toContain(link);
  const again = await ada.post('/people/invite', { name: 'bo-derek', roles: ['intake'] });
  expect([again.status, faultsOn(again)]).toEqual([422, ['name']]);
  expect((await change('bo-derek', 'revoke')).headers.get('location')).toBe('/people/bo-derek?done=revoked');
  expect((await new Person(house.url, 'nobody').get(link ?? '/')).status).toBe(410);
});

it('changes roles at the next click, and asks for a new proof', async () => {
  const cy = await house.person('cy-young', 'administrator');
  expect((await cy.get('/people/invite')).status).toBe(200);
  await change('cy-young', 'roles', { roles: ['administrator', 'auditor'] });
  expect((await cy.get('/people/invite')).status).toBe(303);
  await change('cy-young', 'roles', { roles: ['auditor'] });
  expect((await cy.get('/people')).status).toBe(403);
  const none = await change('cy-young', 'roles');
  expect([none.status, faultsOn(none)]).toEqual([422, ['roles']]);
  expect(await rolesOf('cy-young')).toEqual(['auditor']);
});

it('locks somebody out at once, with a reason, and lets them in again', async () => {
  const dee = await house.person('dee-jay', 'publisher');
  for (const reason of [' ', 'x'.repeat(501), `asked for 05${'ab'.repeat(32)}`, 'a\u0001b']) {
    expect(faultsOn(await change('dee-jay', 'lock-out', { reason }))).toEqual(['reason']);
  }
  expect((await dee.get('/')).status).toBe(200);
  expect((await change('dee-jay', 'lock-out', { reason: 'left us' })).status).toBe(303);
  expect((await dee.get('/')).status).toBe(303);
  expect((await ada.get('/people/dee-jay')).body).toContain('locked out');
  expect((await change('dee-jay', 'invite')).status).not.toBe(200);
  expect((await change('dee-jay', 'let-in', { reason: 'came back' })).status).toBe(303);
  // The session that was ended stays ended.
  expect((await dee.get('/')).status).toBe(303);
});

it('keeps one administrator, whatever two do at the same time', async () => {
  const two = await ConsoleHouse.open();
  const eve = await two.person('eve-adams', 'administrator');
  const fay = await two.person('fay-wray', 'administrator');
  await two.person('gus-grave', 'intake');
  const out = (by: Person, name: string) => by.post(`/people/${name}/lock-out`, { reason: 'x' }, `/people/${name}`);
  const pages = await Promise.all([eve.get('/people/fay-wray'), fay.get('/people/eve-adams')]);
  await Promise.all([
    eve.postFrom(pages[0], '/people/fay-wray/lock-out', { reason: 'x' }),
    fay.postFrom(pages[1], '/people/eve-adams/lock-out', { reason: 'x' }),
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
  const gus = await house.person('gus-grave', 'case_officer', 'auditor');
  const page = await gus.get('/account');
  for (const path of [
    '/people/invite',
    '/people/gus-grave/roles',
    '/people/ada-lovelace/lock-out',
    '/people/ada-lovelace/invite',
    '/people/ada-lovelace/revoke',
  ]) {
    const body = page.body.replace('"/sign-out"', `"${path}"`);
    const answer = await gus.postFrom({ ...page, body }, path, {
      roles: ['administrator'],
      name: 'x-y-z',
      reason: 'x',
    });
    expect([path, answer.status]).toEqual([path, 403]);
  }
  expect(await rolesOf('gus-grave')).toEqual(['case_officer', 'auditor']);
  expect((await ada.get('/people/gus%00grave')).status).toBe(400);
});

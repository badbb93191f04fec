/** The fresh proof: five minutes, a new token, what was typed kept, nobody led elsewhere. */
import { type Answered, ConsoleHouse, Person } from './house';
import { faultsOn, type Newcomer, newcomer, PASSWORD, signIn } from './newcomer';

const MINUTE = 60_000;
const EVIL = '"><script>alert(1)</script>\r\nSet-Cookie: a=b';

let house: ConsoleHouse;
let ada: Newcomer;

beforeAll(async () => {
  house = await ConsoleHouse.open();
  ada = await newcomer(house, 'staff-one', 'administrator');
});

afterAll(() => house.close());

beforeEach(async () => {
  house.later(60 * MINUTE);
  await signIn(ada.browser, { name: ada.name, password: PASSWORD, code: ada.code() });
});

const stepUp = (code = ada.code(), next = '/people/invite') =>
  ada.browser.post('/step-up', { code, next }, `/step-up?next=${encodeURIComponent(next)}`);
const where = ({ status, headers }: Answered) => [status, headers.get('location')];

it('is asked for before a page that needs it, leads back there, and counts five minutes', async () => {
  expect(where(await ada.browser.get('/people/invite'))).toEqual([303, '/step-up?next=%2Fpeople%2Finvite']);
  const before = ada.browser.cookies.get('session');
  expect(where(await stepUp())).toEqual([303, '/people/invite']);
  const thief = new Person(house.url, 'nobody', before);
  expect((await thief.get('/')).status).toBe(303);
  expect((await ada.browser.get('/people/invite')).status).toBe(200);
  house.later(5 * MINUTE - 1);
  expect((await ada.browser.get('/people/invite')).status).toBe(200);
  house.later(1);
  expect((await ada.browser.get('/people/invite')).status).toBe(303);
});

it('is not given by signing in', async () => {
  expect((await ada.browser.get('/people/invite')).status).toBe(303);
});

it.each(['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', 'people'])(
  'does not lead to %s',
  async (next) => {
    expect(where(await stepUp(ada.code(), next))).toEqual([303, '/']);
  },
);

it('keeps a form that was sent too late, whole, and sends it on with the proof', async () => {
  await stepUp();
  const page = await ada.browser.get('/people/invite');
  house.later(5 * MINUTE);
  const typed = { name: 'staff-two', roles: ['intake', 'auditor'], note: EVIL };
  const asked = await ada.browser.postFrom(page, '/people/invite', typed);
  expect(asked.status).toBe(403);
  expect(asked.body).toContain('What you typed is kept');
  expect(asked.body).not.toContain('<script>alert');

  const wrong = await ada.browser.postFrom(asked, '/step-up', { code: '000000' });
  expect([wrong.status, faultsOn(wrong)]).toEqual([422, ['code']]);
  const code = ada.code();
  const right = await ada.browser.postFrom(wrong, '/step-up', { code });
  expect(where(right)).toEqual([307, '/people/invite']);
  // What a browser does after 307: the same form, to the new place.
  const done = await ada.browser.postFrom(
    { ...wrong, body: wrong.body.replaceAll('"/step-up"', '"/people/invite"') },
    '/people/invite',
    { code },
  );
  expect(done.status).toBe(200);
  expect(done.body).toContain('A link for staff-two');
  const { body } = await ada.browser.get('/people/staff-two');
  expect(body.match(/value="(?:intake|auditor)" checked/g)).toHaveLength(2);
});

it('does not let a form go on that no page of ours sent, and none elsewhere', async () => {
  const page = await ada.browser.get('/step-up');
  const kept = JSON.stringify({ path: 'https://elsewhere.example', page: '/', fields: { a: 'b' } });
  expect(where(await ada.browser.postFrom(page, '/step-up', { code: ada.code(), kept_form: kept }))).toEqual([
    307,
    '/',
  ]);
  const forged = JSON.stringify({
    path: '/people/invite',
    page: '/',
    fields: { name: 'staff-forged', roles: 'intake' },
  });
  expect((await ada.browser.postBare('/people/invite', { kept_form: forged })).status).toBe(403);
  expect((await ada.browser.get('/people/staff-forged')).status).toBe(404);
});

it('leaves the forms of other windows as they are', async () => {
  const other = await ada.browser.get('/account');
  await stepUp();
  expect(where(await ada.browser.postFrom(other, '/sign-out'))).toEqual([303, '/sign-in']);
});

it('takes a code once, and a recovery code once', async () => {
  const code = ada.code();
  expect((await stepUp(code)).status).toBe(303);
  expect((await stepUp(code)).status).toBe(422);
  const [recovery = ''] = ada.recoveryCodes;
  expect((await stepUp(recovery)).status).toBe(303);
  expect((await stepUp(recovery)).status).toBe(422);
});

it('meets pauses, and signs out whoever fails ten times; a new session is no new beginning', async () => {
  const code = ada.codeNow();
  for (let failed = 0; failed < 5; failed += 1) expect((await stepUp('000000')).status).toBe(422);
  expect((await stepUp(code)).status).toBe(422);
  for (let failed = 5; failed < 9; failed += 1) {
    house.later(1_000 * 2 ** (failed - 5));
    expect((await stepUp('000000')).status).toBe(422);
  }
  house.later(16_000);
  expect(where(await stepUp('000000'))).toEqual([303, '/sign-in?next=%2F']);
  house.later(-30_000);
  await signIn(ada.browser, { name: ada.name, password: PASSWORD, code: ada.code() });
  expect((await stepUp(ada.codeNow())).status).toBe(422);
});

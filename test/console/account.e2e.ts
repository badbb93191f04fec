/** My account: what one changes of one's own, what ends with it, and that it is nobody else's. */
import { DataKeys } from '../../src/platform/at-rest/data-keys';
import { Rotation } from '../../src/subscriptions/rotation.service';
import { ConsoleHouse, type Fields, Person } from './house';
import { appOf, faultsOn, type Newcomer, newcomer, PASSWORD, recoveryCodesOn, secretOn, signIn } from './newcomer';

const NEW_PASSWORD = 'another good long password';

let house: ConsoleHouse;
let ada: Newcomer;
let other: Person;

beforeAll(async () => {
  house = await ConsoleHouse.open({ keys: DataKeys.parse(keyFile(1)) });
  ada = await newcomer(house, 'staff-one', 'intake');
});

afterAll(() => house.close());

beforeEach(async () => {
  house.later(60 * 60_000);
  other = new Person(house.url, 'staff-one');
  await signIn(ada.browser, { name: ada.name, password: PASSWORD, code: ada.code() });
  await signIn(other, { name: ada.name, password: PASSWORD, code: ada.code() });
  await ada.browser.post('/step-up', { code: ada.code(), next: '/account' }, '/step-up');
});

const isIn = async (browser: Person) => (await browser.get('/')).status === 200;
const send = (path: string, fields: Fields, from = path) => ada.browser.post(path, fields, from);

it('shows my sessions, ends one, ends all', async () => {
  const third = new Person(house.url, 'staff-one');
  await signIn(third, { name: ada.name, password: PASSWORD, code: ada.code() });
  const page = await ada.browser.get('/account');
  const ids = [...page.body.matchAll(/name="session" value="([^"]+)"/g)].map(([, id]) => id as string);
  expect(ids).toHaveLength(3);
  expect(page.body.match(/, this one/g)).toHaveLength(1);
  // The last seen is first.
  expect((await send('/account/sessions/end', { session: ids[0] as string }, '/account')).status).toBe(303);
  expect([await isIn(other), await isIn(third)].filter(Boolean)).toHaveLength(1);
  expect((await send('/account/sessions/end-all', {}, '/account')).headers.get('location')).toBe('/sign-in');
  expect([await isIn(ada.browser), await isIn(other), await isIn(third)]).toEqual([false, false, false]);
});

it('is nobody else’s', async () => {
  const bo = await house.person('staff-two', 'administrator');
  const mine = await ada.browser.get('/account');
  const [, session = ''] = /name="session" value="([^"]+)"/.exec(mine.body) ?? [];
  const ended = await bo.post('/account/sessions/end', { session }, '/account');
  expect(ended.status).toBe(409);
  expect((await bo.post('/account/sessions/end', { session: 'x' }, '/account')).status).toBe(409);
  expect(await isIn(other)).toBe(true);
  expect((await bo.post('/account/recovery-codes', {}, '/account')).status).toBe(409);
});

it('needs a fresh proof for what changes how one signs in', async () => {
  house.later(5 * 60_000);
  for (const path of ['/account/password', '/account/app', '/account/passkeys/new']) {
    expect([path, (await ada.browser.get(path)).status]).toEqual([path, 303]);
  }
  for (const path of ['/account/password', '/account/recovery-codes', '/account/password/remove']) {
    expect([path, (await send(path, {}, '/account')).status]).toEqual([path, 403]);
  }
});

it('makes new recovery codes, after which the old ones are worth nothing', async () => {
  const codes = recoveryCodesOn(await send('/account/recovery-codes', {}, '/account'));
  expect(codes).toHaveLength(10);
  const by = (code: string) => signIn(new Person(house.url, ''), { name: ada.name, password: PASSWORD, code });
  expect((await by(ada.recoveryCodes[0] as string)).status).toBe(422);
  expect((await by(codes[0] as string)).status).toBe(303);
  expect((await ada.browser.get('/account')).body).toContain('9 of 10 recovery codes');
});

it('changes the app: the old one counts until the new one has shown a code', async () => {
  const page = await ada.browser.get('/account/app');
  const app = appOf(house, secretOn(page));
  const wrong = await send('/account/app', { code: ada.codeNow() });
  expect([wrong.status, faultsOn(wrong), secretOn(wrong)]).toEqual([422, ['code'], secretOn(page)]);
  const step = await ada.browser.post('/step-up', { code: ada.code() }, '/step-up');
  expect(step.status).toBe(303);
  expect((await send('/account/app', { code: app.code() })).headers.get('location')).toBe('/account?done=app');
  expect([await isIn(ada.browser), await isIn(other)]).toEqual([true, false]);
  expect((await ada.browser.post('/step-up', { code: ada.code() }, '/step-up')).status).toBe(422);
  expect((await ada.browser.post('/step-up', { code: app.code() }, '/step-up')).status).toBe(303);
  ada = { ...ada, ...app };
});

it('changes the password, ends the other sessions, and tells what is wrong', async () => {
  const wrong = await send('/account/password', { password: 'staff-one!', again: '' });
  expect([wrong.status, faultsOn(wrong)]).toEqual([422, ['password']]);
  const differing = await send('/account/password', { password: NEW_PASSWORD, again: PASSWORD });
  expect([differing.status, faultsOn(differing)]).toEqual([422, ['again']]);
  expect(await isIn(other)).toBe(true);
  expect((await send('/account/password', { password: NEW_PASSWORD, again: NEW_PASSWORD })).status).toBe(303);
  expect([await isIn(ada.browser), await isIn(other)]).toEqual([true, false]);
  const by = (password: string) => signIn(new Person(house.url, ''), { name: ada.name, password, code: ada.code() });
  expect([(await by(PASSWORD)).status, (await by(NEW_PASSWORD)).status]).toEqual([422, 303]);
  const back = await send('/account/password', { password: PASSWORD, again: PASSWORD });
  expect(back.status).toBe(303);
});

it('leaves something to sign in with', async () => {
  const answer = await send('/account/password/remove', {}, '/account');
  expect([answer.status, answer.body.includes('Add a passkey first')]).toEqual([409, true]);
});

it('is sealed anew with everything else when the keys of the database are replaced', async () => {
  const rotated = DataKeys.parse(keyFile(1, 2));
  const results = await new Rotation(house.room.database).resealAll(rotated);
  const ofStaff = results.filter(({ column }) => column.startsWith('staff.'));
  expect(ofStaff).toEqual([
    { column: 'staff.password_sealed', resealed: 1, unreadable: 0 },
    { column: 'staff.totp_sealed', resealed: 1, unreadable: 0 },
    { column: 'staff.totp_new_sealed', resealed: 0, unreadable: 0 },
  ]);
});

function keyFile(...ids: number[]): string {
  const key = (id: number) => Buffer.alloc(32, id).toString('hex');
  const ring = (all: number[]) => ({ current: all.at(-1), keys: Object.fromEntries(all.map((id) => [id, key(id)])) });
  return JSON.stringify({ data: ring(ids), lookup: ring([1]) });
}

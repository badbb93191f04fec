/** Passkeys: made, used and removed; every answer that does not hold is refused, and each counts once, where it was asked for. */
import { FakeAuthenticator, type Lies } from '../fakes/authenticator/fake-authenticator';
import { type Answered, ConsoleHouse, Person } from './house';
import { linkFor } from './newcomer';

const HOUR = 3_600_000;
/** An IP address is no name that a passkey can belong to. */
const URL_OF_CONSOLE = 'https://console.example';

let house: ConsoleHouse;

beforeAll(async () => {
  house = await ConsoleHouse.open({ url: URL_OF_CONSOLE });
});

afterAll(() => house.close());
beforeEach(() => house.later(2 * HOUR));

const somebody = () => new Person(house.url, 'nobody');
const device = () => new FakeAuthenticator(URL_OF_CONSOLE);
const isIn = async (browser: Person) => (await browser.get('/')).status === 200;
const where = ({ status, headers }: Answered) => [status, headers.get('location')];

interface Asked {
  readonly page: Answered;
  readonly options: { readonly challenge: string; readonly rpId?: string; readonly allowCredentials?: unknown[] };
}

/** Opens the page `from`, and does what the script of its passkey form does. */
async function ask(browser: Person, from: string, form: string, optionsPath: string): Promise<Asked> {
  const page = await browser.get(from);
  const body = page.body.replaceAll(`action="${form}"`, `action="${optionsPath}"`);
  const answer = await browser.postFrom({ ...page, body }, optionsPath);
  if (answer.status !== 200) throw new Error(`${optionsPath} answered ${answer.status}`);
  return { page, options: JSON.parse(answer.body) as Asked['options'] };
}

async function enrol(name: string, authenticator: FakeAuthenticator, lies?: Lies) {
  const browser = somebody();
  const link = await linkFor(house, name, 'administrator');
  const asked = await ask(browser, link, `${link}/passkey`, `${link}/passkey-options`);
  const answer = authenticator.create(asked.options, lies);
  const done = await browser.postFrom(asked.page, `${link}/passkey`, { answer, label: ' my  key ' });
  return { browser, done };
}

const askToSignIn = (browser: Person) => ask(browser, '/sign-in', '/sign-in/passkey', '/sign-in/passkey-options');

async function signIn(authenticator: FakeAuthenticator, lies?: Lies) {
  const browser = somebody();
  const { page, options } = await askToSignIn(browser);
  const done = await browser.postFrom(page, '/sign-in/passkey', { answer: authenticator.get(options, lies) });
  return { browser, done };
}

it('lets somebody set one up, sign in with it, and prove with it who they are', async () => {
  const key = device();
  const { browser, done } = await enrol('staff-one', key);
  expect(where(done)).toEqual([303, '/account']);
  expect((await browser.get('/account')).body).toContain('my key');
  await browser.post('/sign-out', {}, '/');

  const again = await signIn(key);
  expect(where(again.done)).toEqual([303, '/']);
  expect(await isIn(again.browser)).toBe(true);

  const next = '/step-up?next=%2Fpeople%2Finvite';
  const asked = await ask(again.browser, next, '/step-up/passkey', '/step-up/passkey-options');
  expect(asked.options.allowCredentials).toHaveLength(1);
  const proof = await again.browser.postFrom(asked.page, '/step-up/passkey', { answer: key.get(asked.options) });
  expect(where(proof)).toEqual([303, '/people/invite']);
  expect((await again.browser.get('/people/invite')).status).toBe(200);
});

it.each<[string, Lies]>([
  ['from a false page', { origin: 'https://console.example.evil' }],
  ['from the page without TLS', { origin: 'http://console.example' }],
  ['for another name', { rpId: 'example' }],
  ['without a PIN or a finger', { isVerified: false }],
  ['to another question', { challenge: Buffer.alloc(32).toString('base64url') }],
  ['of another kind', { type: 'webauthn.other' }],
])('takes no answer %s, neither to set up nor to sign in', async (_how, lies) => {
  const key = device();
  const name = `liar-${Math.random().toString(36).slice(2, 10)}`;
  expect((await enrol(name, key, lies)).done.status).toBe(422);
  await enrol(name, key);
  expect((await signIn(key, lies)).done.status).toBe(422);
  expect((await signIn(key)).done.status).toBe(303);
});

it('takes an answer once, in the browser that asked, within five minutes', async () => {
  const key = device();
  await enrol('staff-two', key);
  const [browser, other] = [somebody(), somebody()];
  const { page, options } = await askToSignIn(browser);
  const otherPage = await other.get('/sign-in');
  const answer = key.get(options);
  expect((await other.postFrom(otherPage, '/sign-in/passkey', { answer })).status).toBe(422);
  expect((await browser.postFrom(page, '/sign-in/passkey', { answer })).status).toBe(303);
  await browser.post('/sign-out', {}, '/');
  const replayed = await browser.postFrom(await browser.get('/sign-in'), '/sign-in/passkey', { answer });
  expect(replayed.status).toBe(422);
  const late = await askToSignIn(other);
  house.later(5 * 60_000);
  expect((await other.postFrom(late.page, '/sign-in/passkey', { answer: key.get(late.options) })).status).toBe(422);
});

it('refuses a copy, whose counter is behind', async () => {
  const key = device();
  await enrol('staff-three', key);
  expect((await signIn(key, { counter: 9 })).done.status).toBe(303);
  expect((await signIn(key, { counter: 9 })).done.status).toBe(422);
  expect((await signIn(key, { counter: 8 })).done.status).toBe(422);
  expect((await signIn(key, { counter: 10 })).done.status).toBe(303);
});

it('lets nobody in with a key that is not known, garbage, or of somebody locked out', async () => {
  const key = device();
  expect((await signIn(key)).done.status).toBe(422);
  const browser = somebody();
  const { page } = await askToSignIn(browser);
  for (const answer of ['', '{}', 'x'.repeat(100_000), '{"id":"\\u0000"}']) {
    expect((await browser.postFrom(page, '/sign-in/passkey', { answer })).status).toBe(422);
  }
  await enrol('staff-four', key);
  await house.room.database.query("UPDATE staff SET disabled_at = now() WHERE name = 'staff-four'");
  expect((await signIn(key)).done.status).toBe(422);
});

it('proves nobody else, and nothing else than what was asked for', async () => {
  const [mine, theirs] = [device(), device()];
  const { browser } = await enrol('staff-five', mine);
  await enrol('staff-six', theirs);
  const stepUp = () => ask(browser, '/step-up', '/step-up/passkey', '/step-up/passkey-options');
  const first = await stepUp();
  const other = await browser.postFrom(first.page, '/step-up/passkey', { answer: theirs.get(first.options) });
  expect(other.status).toBe(422);
  const second = await stepUp();
  const answer = mine.get(second.options);
  const elsewhere = somebody();
  const { page } = await askToSignIn(elsewhere);
  expect((await elsewhere.postFrom(page, '/sign-in/passkey', { answer })).status).toBe(422);
  expect((await browser.postFrom(second.page, '/step-up/passkey', { answer })).status).toBe(303);
});

it('adds another, once, and removes all but the last', async () => {
  const [first, second] = [device(), device()];
  const { browser } = await enrol('staff-seven', first);
  const stranger = await enrol('staff-eight', device());
  const proof = await ask(browser, '/step-up', '/step-up/passkey', '/step-up/passkey-options');
  await browser.postFrom(proof.page, '/step-up/passkey', { answer: first.get(proof.options) });
  const add = async (key: FakeAuthenticator) => {
    const asked = await ask(browser, '/account/passkeys/new', '/account/passkeys', '/account/passkeys/options');
    return browser.postFrom(asked.page, '/account/passkeys', { answer: key.create(asked.options), label: '' });
  };
  expect(where(await add(second))).toEqual([303, '/account?done=passkey']);
  expect((await add(second)).status).toBe(422);
  const remove = (key: FakeAuthenticator) =>
    browser.post('/account/passkeys/remove', { passkey: key.id.toString('base64url') }, '/account');
  expect((await remove(device())).status).toBe(409);
  expect(await isIn(stranger.browser)).toBe(true);
  expect((await remove(first)).status).toBe(303);
  expect((await remove(second)).status).toBe(409);
  expect((await signIn(first)).done.status).toBe(422);
  expect((await signIn(second)).done.status).toBe(303);
});

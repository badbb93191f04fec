/** Every form × every way in which it could be sent by somebody else than the page it stands on: none does anything. */
import { FORM_TOKEN_FIELD } from '../../../src/console/frame/form-token';
import { type Answered, Person } from '../house';
import { addressOf, nameOf } from './routes';
import { Site } from './site';

let site: Site;
let victim: Person;
let token: string;
let attacker: { readonly token: string; readonly cookie: string };
let earlier: { readonly token: string; readonly cookie: string };

const tokenOn = (page: Answered) => new RegExp(`name="${FORM_TOKEN_FIELD}" value="([^"]+)"`).exec(page.body)?.[1] ?? '';

async function formOf(person: Person): Promise<{ token: string; cookie: string }> {
  const page = await person.get('/account');
  return { token: tokenOn(page), cookie: person.cookies.get('form') ?? '' };
}

beforeAll(async () => {
  site = await Site.open();
  const before = await site.againIn('every-body');
  earlier = await formOf(before);
  await before.post('/sign-out', {}, '/account');
  attacker = await formOf(await site.house.person('attacker', 'intake'));
  victim = await site.againIn('every-body');
  token = (await formOf(victim)).token;
});
afterAll(() => site.close());

interface Forgery {
  readonly body: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** What stands in the cookie that must belong to the token, when not the victim's own. */
  readonly formCookie?: string;
}

const typed = (type: string) => ({ 'content-type': type });
const URLENCODED = 'application/x-www-form-urlencoded';
const withToken = (value: string) => new URLSearchParams({ [FORM_TOKEN_FIELD]: value, reason: 'forged' });

/** How a page elsewhere, or a person with a session of their own, could try. */
const FORGERIES: Readonly<Record<string, () => Forgery>> = {
  'without a token': () => ({ body: new URLSearchParams({ reason: 'forged' }) }),
  'with nothing': () => ({ body: '', headers: typed(URLENCODED) }),
  'with a made-up token': () => ({ body: withToken(`${'a'.repeat(64)}.${'b'.repeat(64)}`) }),
  'with a token twice': () => ({ body: `${withToken(token)}&${withToken(token)}`, headers: typed(URLENCODED) }),
  'with the token of the attacker': () => ({ body: withToken(attacker.token) }),
  'with token and cookie of the attacker': () => ({ body: withToken(attacker.token), formCookie: attacker.cookie }),
  'with token and cookie of a session that is over': () => ({
    body: withToken(earlier.token),
    formCookie: earlier.cookie,
  }),
  'with the token but not its cookie': () => ({ body: withToken(token), formCookie: '' }),
  'with the token in the address': () => ({ body: '', headers: typed(URLENCODED), query: `?${withToken(token)}` }),
  'with the token in a header': () => ({ body: '', headers: { ...typed(URLENCODED), 'x-csrf-token': token } }),
  'as plain text': () => ({ body: String(withToken(token)), headers: typed('text/plain') }),
  'as JSON': () => ({ body: JSON.stringify({ [FORM_TOKEN_FIELD]: token }), headers: typed('application/json') }),
  'as JSON that calls itself a form': () => ({
    body: JSON.stringify({ [FORM_TOKEN_FIELD]: token }),
    headers: typed(URLENCODED),
  }),
  'without a type': () => ({ body: new Blob([String(withToken(token))]), headers: {} }),
  'from another site': () => ({ body: withToken(token), headers: { origin: 'https://elsewhere.example' } }),
  'from another port': () => ({ body: withToken(token), headers: { origin: 'http://127.0.0.1:1' } }),
  'from a sandbox': () => ({ body: withToken(token), headers: { origin: 'null' } }),
  'across sites': () => ({ body: withToken(token), headers: { 'sec-fetch-site': 'cross-site' } }),
  'from a sibling': () => ({ body: withToken(token), headers: { 'sec-fetch-site': 'same-site' } }),
};

async function forge(path: string, { body, headers = {}, query = '', formCookie }: Forgery): Promise<Answered> {
  const person = new Person(victim.url, victim.name, victim.cookies.get('session'));
  person.cookies.set('form', formCookie ?? victim.cookies.get('form') ?? '');
  return person.send(`${path}${query}`, { method: 'POST', body, headers: { origin: victim.url, ...headers } });
}

it.each(Object.entries(FORGERIES))('refuses every form that is sent %s', async (_how, forgery) => {
  const before = await site.recorded();
  const posts = site.routes.filter(({ verb }) => verb === 'POST');
  const found = await Promise.all(
    posts.map(async (route) => [nameOf(route), (await forge(addressOf(route), forgery())).status]),
  );
  expect(found.filter(([, status]) => status !== 403)).toEqual([]);
  expect(await site.recorded()).toEqual(before);
  expect((await victim.get('/account')).status).toBe(200);
});

it('takes files only where the rule says so, and there not without the token', async () => {
  for (const route of site.routes.filter(({ verb }) => verb === 'POST')) {
    const body = new FormData();
    body.append('file', new Blob(['%PDF-1.7']), 'a.pdf');
    const takesFiles = 'files' in route.rule;
    if (!takesFiles) body.append(FORM_TOKEN_FIELD, token);
    const { status } = await forge(addressOf(route), { body });
    expect([nameOf(route), status]).toEqual([nameOf(route), takesFiles ? 403 : 422]);
  }
});

it('takes the true form, so that the above proves something', async () => {
  const answers = await Promise.all(
    site.routes
      .filter(({ verb, path }) => verb === 'POST' && !/^\/(sign-out|account\/sessions|enrol|sign-in)/.test(path))
      .map(async (route) => [nameOf(route), await forge(addressOf(route), { body: withToken(token) })] as const),
  );
  const refused = answers.filter(([, { body }]) => body.includes('This form cannot be used any more'));
  expect(answers.length).toBeGreaterThan(10);
  expect(refused.map(([name]) => name)).toEqual([]);
  expect(answers.filter(([, { status }]) => status >= 500).map(([name, { status }]) => `${name}: ${status}`)).toEqual(
    [],
  );
});

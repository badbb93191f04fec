/** No text makes anything fail, no field is taken that a form does not have, and no name in an address leads astray. */
import type { Fields, Person } from '../house';
import { readPage } from './html';
import { addressOf, nameOf, roleFor } from './routes';
import { Site } from './site';
import { filledIn, formsOn, send, type Visited, visitedAs, walk } from './walk';

let site: Site;
let visited: Visited[];
/** Everything that a form of the console sends, by where it goes. */
let fields: ReadonlyMap<string, ReadonlySet<string>>;

beforeAll(async () => {
  site = await Site.open();
  visited = await walk(site.everybody, site.routes);
  fields = fieldsOf(visited);
});
afterAll(() => site.close());

/** Forms that end what the tests need. */
const ENDING = /sign-out|sessions\/end/;

function fieldsOf(pages: readonly Visited[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { form } of formsOn(pages, site.routes)) {
    const names = found.get(form.action) ?? new Set();
    for (const { name } of form.controls) names.add(name);
    if (!ENDING.test(form.action)) found.set(form.action, names);
  }
  return found;
}

async function signedIn(): Promise<{ person: Person; token: string }> {
  const person = await site.againIn('every-body');
  const { body } = await person.get('/account');
  return { person, token: /name="form_token" value="([^"]+)"/.exec(body)?.[1] ?? '' };
}

const isAway = (location: string | null) =>
  location !== null && new URL(location, site.house.url).origin !== site.house.url;

describe('every form', () => {
  const NASTY: Readonly<Record<string, string>> = {
    NUL: 'a\0b',
    'a long text': 'ä'.repeat(15_000),
    'a number beyond all numbers': '1e999',
    'minus one': '-1',
    'a path': '../../../../etc/passwd',
    SQL: "' OR 1=1; DROP TABLE staff; --",
    'line breaks': 'a\r\nset-cookie: session=x\r\n\r\n<p>',
    'half a pair': 'a\ud800b',
    'a day that is none': '2026-02-30',
    'a name of all objects': '__proto__',
    JSON: '{"__proto__":{"polluted":"yes"}}',
    nothing: '',
  };

  it.each(Object.entries(NASTY))('bears %s in all its fields', async (_what, text) => {
    const { person, token } = await signedIn();
    const found: string[] = [];
    for (const [action, names] of fields) {
      const filled = Object.fromEntries([...names].map((name) => [name, text]));
      const { status } = await person.postBare(action, { ...filled, form_token: token });
      if (status >= 500) found.push(`${action}: ${status}`);
    }
    expect(found).toEqual([]);
    expect(fields.size).toBeGreaterThan(10);
  });

  it('bears fields that are lists, objects, or hundreds', async () => {
    const { person, token } = await signedIn();
    const bodies = [
      'reason=a&reason=b&name=a&name=b&code=1&code=2&reason[a][b]=1&__proto__[polluted]=yes&constructor[prototype]=x&__proto__=x',
      Array.from({ length: 900 }, (_, index) => `f${index}=1`).join('&'),
      'next=//elsewhere.example&next=/&kept_form={"path":"//elsewhere.example","page":"/","fields":{"__proto__":"x"}}',
    ];
    const headers = { origin: person.url, 'content-type': 'application/x-www-form-urlencoded' };
    const found: string[] = [];
    for (const route of site.routes.filter(({ verb, path }) => verb === 'POST' && !ENDING.test(path))) {
      for (const more of bodies) {
        const body = `form_token=${encodeURIComponent(token)}&${more}`;
        const answer = await person.send(addressOf(route), { method: 'POST', body, headers });
        if (answer.status >= 500) found.push(`${nameOf(route)} ${more.slice(0, 40)}: ${answer.status}`);
        if (isAway(answer.headers.get('location'))) found.push(`${nameOf(route)} leads away`);
      }
    }
    expect(found).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  /** What no form has and a careless one would take. */
  const EXTRA: Fields = {
    ...{ by: 'somebody-else', actor: 'somebody-else', name: 'somebody-else', approved_by: 'somebody-else' },
    ...{ requested_by: 'somebody-else', owner: 'somebody-else', logged_by: 'somebody-else' },
    ...{ roles: 'administrator', role: 'administrator', decision: 'approved', seq: '1', id: '1' },
    staffId: '00000000-0000-4000-8000-000000000001',
  };

  it('takes no field that it does not have', async () => {
    const { database } = site.house.room;
    const roles = (['requests.log', 'requests.work', 'operations.act', 'reports.draft'] as const).map(roleFor);
    const clerk = await site.house.person('clerk', ...roles);
    const people = () => database.query('SELECT name, roles, disabled_at FROM staff ORDER BY name');
    const before = await people();
    for (const { form, from } of formsOn(await walk(clerk, site.routes), site.routes)) {
      if (ENDING.test(form.action)) continue;
      const fresh = readPage((await clerk.get(from)).body).forms.find(({ action }) => action === form.action);
      if (fresh !== undefined) await send(clerk, fresh, { ...EXTRA, ...filledIn(fresh, 'a plain reason') }, from);
    }
    expect(await people()).toEqual(before);
    const done = await database.query("SELECT FROM staff_act WHERE entry ->> 'by' = 'clerk'");
    expect(done.length).toBeGreaterThan(0);
    for (const written of [
      "SELECT entry FROM staff_act WHERE entry ->> 'by' = 'somebody-else'",
      "SELECT entry FROM case_event WHERE entry ->> 'actor' = 'somebody-else'",
      "SELECT id FROM approval WHERE 'somebody-else' IN (requested_by, approved_by) OR approved_by = 'clerk'",
      "SELECT id FROM case_filter WHERE owner = 'somebody-else'",
    ]) {
      expect(await database.query(written)).toEqual([]);
    }
  });
});

describe('every address', () => {
  const NAMES = [
    ...['%00', '%E0%A4%A', '..%2f..%2f..%2fetc%2fpasswd', '%0d%0aset-cookie:%20x=1', '__proto__', '-1', '1e999'],
    ...["'%20OR%201=1--", 'a'.repeat(4_000), '2026-Q9', '9999-q1', '2026-q1', 'v1'],
  ];

  it('bears any name in the place of any parameter', async () => {
    const { person, token } = await signedIn();
    const found: string[] = [];
    for (const route of site.routes.filter(({ path }) => path.includes(':'))) {
      for (const name of NAMES) {
        const path = addressOf(route, name);
        const form = { form_token: token, reason: 'because' };
        const { status, headers } = await (route.verb === 'GET' ? person.get(path) : person.postBare(path, form));
        const isSplit = headers.getSetCookie().some((cookie) => cookie.startsWith('x='));
        if (status >= 500 || isSplit) found.push(`${route.verb} ${path.slice(0, 80)}: ${status}`);
      }
    }
    expect(found).toEqual([]);
  });

  const VALUES = [
    'a%00b',
    '%E0%A4%A',
    '-1',
    '2026-02-30',
    '%27%22%3E%3Cscript%3E',
    'x'.repeat(700),
    '//elsewhere.example',
  ];

  it('bears anything in its query', async () => {
    const { person } = await signedIn();
    const asked = visited.flatMap(({ path, page }) => [
      ...new URL(path, site.house.url).searchParams.keys(),
      ...(page?.forms ?? [])
        .filter(({ method }) => method === 'get')
        .flatMap(({ controls }) => controls.map(({ name }) => name)),
    ]);
    const names = [...new Set(['next', 'done', 'page', 'q', 'before', 'after', ...asked])];
    const found: string[] = [];
    for (const route of site.routes.filter(({ verb, path }) => verb === 'GET' && !path.includes(':'))) {
      for (const value of VALUES) {
        const query = names.map((name) => `${name}=${value}`).join('&');
        for (const ask of [query, `${query.replaceAll('=', '[]=')}&${query}`]) {
          const { answer, page } = visitedAs(
            { path: route.path, from: value },
            await person.get(`${route.path}?${ask.slice(0, 12_000)}`),
          );
          if (answer.status >= 500) found.push(`${route.path} ${value.slice(0, 20)}: ${answer.status}`);
          if (isAway(answer.headers.get('location'))) found.push(`${route.path} ${value} leads away`);
          found.push(...(page?.dangers ?? []).map((danger) => `${route.path} ${value}: ${danger}`));
        }
      }
    }
    expect(found).toEqual([]);
  });
});

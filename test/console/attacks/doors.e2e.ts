/** Every route × every role: who passes is what its rule says, nothing is reached beside the rules, nothing fails. */
import type { Route } from '../../../src/console/frame/door-check.service';
import { ROLES, type StaffRole } from '../../../src/console/frame/permissions';
import { type Answered, type ConsoleHouse, Person } from '../house';
import { addressOf, isFor, nameOf } from './routes';
import { Site } from './site';

let site: Site;
let people: ReadonlyMap<StaffRole, Person>;
beforeAll(async () => {
  site = await Site.open();
  people = await site.ofEachRole();
});
afterAll(() => site.close());

type Outcome = 'passes' | 'signs in first' | 'is refused';

function outcomeOf({ status, headers, body }: Answered): Outcome | string {
  if (status >= 500) return `fails with ${status}`;
  if (status === 303 && headers.get('location')?.startsWith('/sign-in?') === true) return 'signs in first';
  return status === 403 && body.includes('Not for your role') ? 'is refused' : 'passes';
}

/** A form without its token shows whether the door opens, and does nothing. */
const knock = (person: Person, { verb }: Route, path: string) =>
  verb === 'GET' ? person.get(path) : person.postBare(path, {});

const tableOf = async (who: string, person: Person, expected: (route: Route) => Outcome) => {
  const rows = await Promise.all(
    site.routes.map(async (route) => {
      const answer = await knock(person, route, addressOf(route));
      return { route: nameOf(route), who, expected: expected(route), found: outcomeOf(answer) };
    }),
  );
  return rows.filter(({ expected, found }) => expected !== found);
};

it.each(ROLES)('opens to the role %s what its permissions say, and nothing else', async (role) => {
  const person = people.get(role) as Person;
  expect(await tableOf(role, person, (route) => (isFor(route, [role]) ? 'passes' : 'is refused'))).toEqual([]);
});

it('opens to nobody who is not signed in but what is anyone’s', async () => {
  const stranger = new Person(site.house.url, 'nobody');
  const open = site.routes.filter(({ rule }) => rule.to === 'anyone').map(nameOf);
  expect(await tableOf('nobody', stranger, ({ rule }) => (rule.to === 'anyone' ? 'passes' : 'signs in first'))).toEqual(
    [],
  );
  // What anybody on the network may do is listed, so that nothing comes to it by a slip.
  expect(open.sort()).toEqual([
    'GET /assets/:name',
    'GET /enrol/:token',
    'GET /sign-in',
    'POST /enrol/:token/passkey',
    'POST /enrol/:token/passkey-options',
    'POST /enrol/:token/password',
    'POST /sign-in',
    'POST /sign-in/passkey',
    'POST /sign-in/passkey-options',
  ]);
});

it('opens to somebody without a role only what is every member’s', async () => {
  const nobody = await site.house.person('no-role');
  expect(await tableOf('no role', nobody, (route) => (isFor(route, []) ? 'passes' : 'is refused'))).toEqual([]);
});

it('has no route beside those with a rule', () => {
  const known = new Set(site.routes.map(({ verb, path }) => `${verb.toLowerCase()} ${path}`));
  const served = layersOf(site.house);
  expect(served.length).toBeGreaterThan(20);
  expect(served.filter((route) => !known.has(route))).toEqual([]);
  expect([...known].filter((route) => !served.includes(route))).toEqual([]);
});

it('keeps a demand for a fresh proof on everything that another person must be sure of', async () => {
  const { room } = site.house;
  const before = await site.recorded();
  const stale = await site.againIn('every-body');
  await room.database.query('UPDATE staff_session SET stepped_up_at = NULL');
  const token = /name="form_token" value="([^"]+)"/.exec((await stale.get('/account')).body)?.[1] as string;
  const found = [];
  for (const route of site.routes.filter(({ rule }) => 'stepUp' in rule && rule.stepUp === true)) {
    const path = addressOf(route);
    const { status, headers, body } =
      route.verb === 'GET' ? await stale.get(path) : await stale.postBare(path, { form_token: token });
    const isAsked =
      headers.get('location')?.startsWith('/step-up?') === true || body.includes('<h1>Confirm that it is you');
    if (!isAsked) found.push(`${nameOf(route)}: ${status}`);
  }
  expect(found).toEqual([]);
  expect(await site.recorded()).toEqual(before);
  const guarded = site.routes.filter(({ rule }) => 'stepUp' in rule).map(nameOf);
  expect(guarded).toEqual(expect.arrayContaining(['POST /people/:name/roles', 'POST /account/password']));
});

describe('other methods', () => {
  const METHODS = ['PUT', 'PATCH', 'DELETE', 'PROPFIND', 'QUERY'];

  it('reach nothing, however they are said', async () => {
    const before = await site.recorded();
    const found: string[] = [];
    for (const route of site.routes) {
      const path = addressOf(route);
      for (const method of METHODS) {
        const { status } = await site.everybody.send(path, { method });
        if (status !== 404) found.push(`${method} ${path}: ${status}`);
      }
      if (route.verb !== 'POST' || site.routes.some((other) => other.verb === 'GET' && other.path === route.path))
        continue;
      const overrides = [
        site.everybody.get(path, { 'x-http-method-override': 'POST' }),
        site.everybody.get(`${path}?_method=POST`, { 'x-method-override': 'POST', 'x-http-method': 'POST' }),
      ];
      for (const { status } of await Promise.all(overrides)) {
        // A word that a GET takes for a name leads to a page that is not there, or to one of what has that name.
        if (status < 400 || status >= 500) found.push(`GET as POST ${path}: ${status}`);
      }
    }
    expect(found).toEqual([]);
    expect(await site.recorded()).toEqual(before);
  });

  it('show with HEAD no more than with GET', async () => {
    const stranger = new Person(site.house.url, 'nobody');
    for (const route of site.routes.filter(({ verb, rule }) => verb === 'GET' && rule.to !== 'anyone')) {
      const { status, body } = await stranger.send(addressOf(route), { method: 'HEAD' });
      expect([nameOf(route), status, body]).toEqual([nameOf(route), 303, '']);
    }
  });
});

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

/** What the router itself would answer. */
function layersOf(house: ConsoleHouse): string[] {
  const { stack } = house.router as { stack: readonly Layer[] };
  return stack.flatMap(({ route }) =>
    route === undefined ? [] : Object.keys(route.methods).map((method) => `${method} ${route.path}`),
  );
}

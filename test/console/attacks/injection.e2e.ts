/**
 * What is written into every field of every form comes back as text and as nothing else; no text makes a page fail, no
 * field that nobody asked for is taken, and no script of somebody's runs in a browser.
 */
import { chromium } from 'playwright-core';
import { Log } from '../../../src/platform/telemetry/log.service';
import { chromiumFlags, describeWithChromium } from '../../support/chromium';
import type { Answered, Fields, Person } from '../house';
import { type FoundForm, PAYLOAD, PROBE, readPage } from './html';
import { addressOf, nameOf, roleFor } from './routes';
import { Site } from './site';
import { filledIn, forced, formShape, formsOn, send, type Visited, visitedAs, walk } from './walk';

let site: Site;
let errors: jest.SpyInstance;
beforeAll(async () => {
  errors = jest.spyOn(Log.prototype, 'sparingly');
  site = await Site.open();
});
afterAll(() => site.close());

const OTHERS = 'javascript:alert(1)//\u202e{{7*7}}<%=7*7%>';

/** What no form has and a careless one would take. */
const EXTRA: Fields = {
  by: 'somebody-else',
  actor: 'somebody-else',
  name: 'somebody-else',
  roles: 'administrator',
  role: 'administrator',
  staffId: '00000000-0000-4000-8000-000000000001',
  approved_by: 'somebody-else',
  decision: 'approved',
  seq: '1',
  version: '999',
  __proto__polluted: 'yes',
};

/** Opens everything, fills in every form it finds, opens what came of it, until nothing new comes. */
async function fillInEverything(): Promise<{ answers: Visited[]; shapes: Set<string> }> {
  const shapes = new Set<string>();
  const answers: Visited[] = [];
  let person: Person = site.everybody;
  for (let round = 0; round < 3; round += 1) {
    const found = formsOn(await walk(person, site.routes), site.routes).filter(
      ({ form }) => !shapes.has(formShape(form, site.routes)),
    );
    if (found.length === 0) break;
    for (const { form, from } of found) {
      shapes.add(formShape(form, site.routes));
      for (const fill of [
        (fresh: FoundForm) => filledIn(fresh, PAYLOAD),
        (fresh: FoundForm) => filledIn(fresh, OTHERS),
        (fresh: FoundForm) => forced(fresh, PAYLOAD),
      ]) {
        const [fresh, as] = await freshly(person, from, form);
        person = as;
        if (fresh === undefined) continue;
        answers.push(visitedAs({ path: form.action, from }, await send(person, fresh, fill(fresh), from)));
      }
    }
  }
  return { answers, shapes };
}

/** The form as it stands now; a form that ended the session, or its person, is followed by another browser. */
async function freshly(person: Person, from: string, form: FoundForm): Promise<[FoundForm | undefined, Person]> {
  let as = person;
  let answer = await as.get(from);
  if (answer.headers.get('location')?.startsWith('/sign-in') === true) {
    as = await site.againIn(person.name);
    answer = await as.get(from);
  }
  const same = readPage(answer.body).forms.find(
    (one) => one.action === form.action && formShape(one, site.routes) === formShape(form, site.routes),
  );
  return [same, as];
}

const dangersOf = (visited: readonly Visited[]) =>
  visited.flatMap(({ path, from, page }) => (page?.dangers ?? []).map((danger) => `${path} (from ${from}): ${danger}`));
const failuresOf = (visited: readonly Visited[]) =>
  visited
    .filter(({ answer }) => answer.status >= 500)
    .map(({ path, from, answer }) => `${path} (from ${from}): ${answer.status}`);

describe('every field of every form', () => {
  let answers: Visited[];
  let shapes: Set<string>;
  let after: Visited[];

  beforeAll(async () => {
    ({ answers, shapes } = await fillInEverything());
    after = await walk(await site.againIn('every-body'), site.routes);
  }, 300_000);

  it('was found, and most of what was written was kept somewhere', () => {
    expect(shapes.size).toBeGreaterThan(20);
    expect(after.length).toBeGreaterThan(20);
    const shown = after.filter(({ page }) => page?.text.includes(PROBE) ?? false);
    expect(shown.length).toBeGreaterThan(3);
  });

  it('comes back as text, at once and later', () => {
    expect(dangersOf(answers)).toEqual([]);
    expect(dangersOf(after)).toEqual([]);
  });

  it('makes nothing fail', () => {
    expect(failuresOf(answers)).toEqual([]);
    expect(failuresOf(after)).toEqual([]);
    const failed = errors.mock.calls.filter(([level]) => level === 'error');
    expect(failed).toEqual([]);
  });

  it('comes back in files as text that no program runs', () => {
    const files = after.filter(({ page, answer }) => page === undefined && answer.status === 200);
    for (const { path, answer } of files) {
      expect([path, answer.headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
      if (answer.headers.get('content-type')?.startsWith('text/csv') !== true) continue;
      expect(answer.body).not.toMatch(/(^|,)"?[=+@-][A-Za-z(]/m);
    }
  });

  it('leads nowhere else', () => {
    const away = [...answers, ...after].flatMap(({ path, answer }) => {
      const location = answer.headers.get('location');
      if (location === null) return [];
      return new URL(location, site.house.url).origin === site.house.url ? [] : [`${path}: ${location}`];
    });
    expect(away).toEqual([]);
  });

  describeWithChromium('in a browser', (executablePath) => {
    it('runs no script', async () => {
      const person = await site.againIn('every-body');
      const pages = after.filter(({ page, answer }) => page !== undefined && answer.status === 200);
      expect(
        await seenInBrowser(
          executablePath,
          person,
          pages.map(({ path }) => path),
        ),
      ).toEqual([]);
    }, 180_000);
  });
});

/** Whatever a page did in a browser that text does not do. */
async function seenInBrowser(executablePath: string, person: Person, paths: readonly string[]): Promise<string[]> {
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  try {
    const context = await browser.newContext({ userAgent: 'a browser of the tests' });
    await context.addCookies([...person.cookies].map(([name, value]) => ({ name, value, url: person.url })));
    const page = await context.newPage();
    const seen: string[] = [];
    page.on('dialog', (dialog) => {
      seen.push(`a dialog on ${page.url()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => seen.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) seen.push(`${page.url()}: ${message.text()}`);
    });
    for (const path of paths) {
      await page.goto(`${person.url}${path}`, { waitUntil: 'load' });
      if (await page.evaluate(() => 'xssRan' in globalThis)) seen.push(`a script ran on ${path}`);
    }
    return seen;
  } finally {
    await browser.close();
  }
}

describe('every form', () => {
  /** Texts that end other programs' forms. */
  const NASTY: Readonly<Record<string, string>> = {
    NUL: 'a\0b',
    'a long text': 'ä'.repeat(60_000),
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

  it.each(Object.entries(NASTY))(
    'bears %s in all its fields',
    async (_what, text) => {
      const person = await site.againIn('every-body');
      const forms = formsOn(await walk(person, site.routes), site.routes);
      const named = new Map<string, Set<string>>();
      for (const { form } of forms) {
        const names = named.get(form.action) ?? new Set();
        for (const { name } of form.controls) names.add(name);
        named.set(form.action, names);
      }
      const found: string[] = [];
      const token = await tokenOf(person);
      for (const [action, names] of named) {
        if (/sign-out|sessions\/end/.test(action)) continue;
        const fields = Object.fromEntries([...names].map((name) => [name, text]));
        const { status } = await person.postBare(action, { ...fields, form_token: token });
        if (status >= 500) found.push(`${action}: ${status}`);
      }
      expect(found).toEqual([]);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
    120_000,
  );

  it('bears fields that are lists, objects, or come a thousand times', async () => {
    const person = await site.againIn('every-body');
    const token = await tokenOf(person);
    const bodies = [
      'reason=a&reason=b&name=a&name=b&code=1&code=2&roles=x&roles=intake',
      'reason[a][b][c]=1&name[__proto__][polluted]=yes&__proto__[polluted]=yes&constructor[prototype][polluted]=yes',
      '__proto__=x&constructor=x&hasOwnProperty=x&toString=x',
      Array.from({ length: 900 }, (_, index) => `f${index}=1`).join('&'),
      'kept_form={"path":"//elsewhere.example","page":"/","fields":{"__proto__":"x"}}',
      'next=//elsewhere.example&next=/',
    ];
    const found: string[] = [];
    for (const route of site.routes.filter(
      ({ verb, path }) => verb === 'POST' && !/sign-out|sessions\/end/.test(path),
    )) {
      for (const body of bodies) {
        const headers = { origin: person.url, 'content-type': 'application/x-www-form-urlencoded' };
        const init = { method: 'POST', body: `form_token=${encodeURIComponent(token)}&${body}`, headers };
        const { status, headers: answered } = await person.send(addressOf(route), init);
        if (status >= 500) found.push(`${nameOf(route)} ${body.slice(0, 40)}: ${status}`);
        if (answered.get('location')?.includes('elsewhere') === true) found.push(`${nameOf(route)} leads away`);
      }
    }
    expect(found).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  }, 120_000);

  it('takes no field that it does not have', async () => {
    const { database } = site.house.room;
    const people = () => database.query('SELECT name, roles, disabled_at FROM staff ORDER BY name');
    const clerk = await site.house.person(
      'clerk',
      ...(['requests.log', 'requests.work', 'operations.act', 'reports.draft'] as const).map(roleFor),
    );
    const before = await people();
    for (const { form, from } of formsOn(await walk(clerk, site.routes), site.routes)) {
      if (/sign-out|sessions\/end/.test(form.action)) continue;
      const [fresh] = await freshly(clerk, from, form);
      if (fresh !== undefined) await send(clerk, fresh, { ...EXTRA, ...filledIn(fresh, 'a plain reason') }, from);
    }
    expect(await people()).toEqual(before);
    const strangers = await database.query(
      `SELECT entry FROM staff_act WHERE entry ->> 'by' = 'somebody-else'
       UNION ALL SELECT entry FROM case_event WHERE entry ->> 'actor' = 'somebody-else'`,
    );
    expect(strangers).toEqual([]);
    const approvals = await database.query(
      "SELECT id FROM approval WHERE 'somebody-else' IN (requested_by, approved_by)",
    );
    expect(approvals).toEqual([]);
  }, 120_000);
});

describe('every address', () => {
  const NASTY = [
    ...[
      '%00',
      '%E0%A4%A',
      '%',
      '..%2f..%2f..%2fetc%2fpasswd',
      '%2e%2e%2f%2e%2e',
      '..%5c..%5cboot.ini',
      '%0d%0aset-cookie:%20x=1',
    ],
    ...[
      '__proto__',
      'constructor',
      'toString',
      '0',
      '-1',
      '1e999',
      'NaN',
      '%3Cscript%3E',
      "'%20OR%201=1--",
      '%F0%9F%92%A5',
    ],
    ...['a'.repeat(4_000), '2026-Q9', '9999-Q1', '2026-q1', 'v1', 'latest', '%20', '.', '~'],
  ];

  it('bears any name in the place of any parameter', async () => {
    const found: string[] = [];
    const person = await site.againIn('every-body');
    const token = await tokenOf(person);
    for (const route of site.routes.filter(({ path }) => path.includes(':'))) {
      for (const name of NASTY) {
        const path = addressOf(route, name);
        const { status, headers } =
          route.verb === 'GET'
            ? await person.get(path)
            : await person.postBare(path, { form_token: token, reason: 'because' });
        if (status >= 500 || headers.get('set-cookie')?.startsWith('x=') === true)
          found.push(`${route.verb} ${path.slice(0, 80)}: ${status}`);
      }
    }
    expect(found).toEqual([]);
  }, 120_000);

  it('bears anything in its query', async () => {
    const person = await site.againIn('every-body');
    const visited = await walk(person, site.routes);
    const names = new Set(['next', 'done', 'page', 'q', 'before', 'after']);
    for (const { path, page } of visited) {
      for (const name of new URL(path, site.house.url).searchParams.keys()) names.add(name);
      for (const form of page?.forms ?? [])
        if (form.method === 'get') for (const { name } of form.controls) names.add(name);
    }
    const found: string[] = [];
    for (const route of site.routes.filter(
      ({ verb, path }) => verb === 'GET' && !path.includes(':') && path !== '/operations/stream',
    )) {
      for (const value of [
        'a%00b',
        '%E0%A4%A',
        '-1',
        '1e999',
        '2026-02-30',
        '%27%22%3E%3Cscript%3E',
        'x'.repeat(5_000),
        '__proto__',
        '//elsewhere.example',
      ]) {
        const query = [...names].map((name) => `${name}=${value}`).join('&');
        for (const ask of [query, query.replaceAll('=', '[]='), `${query}&${query}`]) {
          const answer = visitedAs(
            { path: route.path, from: value },
            await person.get(`${route.path}?${ask.slice(0, 12_000)}`),
          );
          if (answer.answer.status >= 500) found.push(`${route.path} ${value.slice(0, 20)}: ${answer.answer.status}`);
          found.push(...dangersOf([answer]));
          const to = answer.answer.headers.get('location');
          if (to !== null && new URL(to, site.house.url).origin !== site.house.url)
            found.push(`${route.path} leads to ${to}`);
        }
      }
    }
    expect(found).toEqual([]);
  }, 120_000);
});

async function tokenOf(person: Person): Promise<string> {
  const page: Answered = await person.get('/account');
  return /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
}

/** Requests that no browser sends, and what goes out with every answer whatever was sent. */
import { Passwords } from '../../../src/console/staff/passwords.service';
import { Person } from '../house';
import { addressOf, nameOf } from './routes';
import { Site } from './site';
import { exchange, lines, statusesOf } from './wire';

let site: Site;
let host: string;
beforeAll(async () => {
  site = await Site.open();
  host = new URL(site.house.url).host;
});
afterAll(() => site.close());

const ask = (...all: readonly string[]) => exchange(site.house.url, lines(...all));
const REST = ['user-agent: x', 'connection: close'];

describe('what goes out with every answer', () => {
  const GRADES: Readonly<Record<string, (value: string | null) => boolean>> = {
    'content-security-policy': (value) => isStrict(value ?? ''),
    'x-content-type-options': (value) => value === 'nosniff',
    'x-frame-options': (value) => value === 'DENY',
    'referrer-policy': (value) => value === 'same-origin' || value === 'no-referrer',
    'cross-origin-opener-policy': (value) => value === 'same-origin',
    'cross-origin-resource-policy': (value) => value === 'same-origin',
    'permissions-policy': (value) => value?.includes('camera=()') ?? false,
    'x-powered-by': (value) => value === null,
    server: (value) => value === null,
    'access-control-allow-origin': (value) => value === null,
  };

  function isStrict(policy: string): boolean {
    const rules = new Map(
      policy.split(';').map((rule) => {
        const [name = '', ...sources] = rule.trim().split(/\s+/);
        return [name, sources.join(' ')];
      }),
    );
    const is = (name: string, ...allowed: string[]) => allowed.includes(rules.get(name) ?? '');
    return (
      is('default-src', "'none'") &&
      // A file that is handed out may run nothing at all.
      (is('script-src', "'self'") || rules.has('sandbox')) &&
      !/unsafe|https?:|\*|data:|blob:/.test(policy) &&
      (rules.has('sandbox') ||
        (is('frame-ancestors', "'none'") && is('base-uri', "'none'") && is('form-action', "'self'")))
    );
  }

  const faultsOf = (what: string, { status, headers }: { status: number; headers: Headers }) => [
    ...Object.entries(GRADES).flatMap(([name, isGood]) =>
      isGood(headers.get(name)) ? [] : [`${what} (${status}) ${name}: ${headers.get(name)}`],
    ),
    ...(headers.get('cache-control') === 'no-store' || what.includes('/assets/')
      ? []
      : [`${what} (${status}) may be kept: ${headers.get('cache-control')}`]),
  ];

  it('is the same strict set for every route, whoever asks and whatever comes of it', async () => {
    const stranger = new Person(site.house.url, 'nobody');
    const faults: string[] = [];
    for (const route of site.routes) {
      const path = addressOf(route);
      for (const person of [site.everybody, stranger]) {
        const answer = await (route.verb === 'GET' ? person.get(path) : person.postBare(path, {}));
        faults.push(...faultsOf(nameOf(route), answer));
      }
    }
    expect(faults).toEqual([]);
  });

  it('is there too when nothing is found, understood or taken', async () => {
    const { everybody } = site;
    const big = { method: 'POST', body: new URLSearchParams({ reason: 'x'.repeat(2_000_000) }) };
    const many = { method: 'POST', body: new URLSearchParams(Array.from({ length: 1_500 }, (_, n) => [`f${n}`, ''])) };
    const typed = (type: string) => ({ method: 'POST', body: 'x', headers: { 'content-type': type } });
    const answers: [string, { status: number; headers: Headers }, number[]][] = [
      ['nothing there', await everybody.get('/nothing/here'), [404]],
      ['a broken address', await everybody.get('/people/%E0%A4%A'), [400, 404]],
      ['too much', await everybody.send('/audit/check', big), [413]],
      ['too many fields', await everybody.send('/audit/check', many), [413]],
      [
        'a broken charset',
        await everybody.send('/audit/check', typed('application/x-www-form-urlencoded; charset=x')),
        [403, 415],
      ],
      [
        'a broken encoding',
        await everybody.send('/audit/check', {
          ...typed('application/x-www-form-urlencoded'),
          headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'x' },
        }),
        [403, 415],
      ],
      [
        'half a multipart form',
        await everybody.send('/audit/check', typed('multipart/form-data; boundary=x')),
        [403, 422],
      ],
      ['a method', await everybody.send('/audit', { method: 'DELETE' }), [404, 405]],
      ['OPTIONS', await everybody.send('/audit', { method: 'OPTIONS' }), [200, 204, 404, 405]],
    ];
    const faults = answers.flatMap(([what, answer, statuses]) => [
      ...(statuses.includes(answer.status) ? [] : [`${what}: ${answer.status}`]),
      ...faultsOf(what, answer),
    ]);
    expect(faults).toEqual([]);
  });

  it('names nothing of the inside', async () => {
    for (const path of [
      '/nothing',
      '/people/%00',
      '/people/%E0%A4%A',
      '/assets/..%2f..%2fpackage.json',
      `/${'a'.repeat(5_000)}`,
    ]) {
      const { body } = await site.everybody.get(path);
      expect([
        path,
        /node_modules|at \w+ \(|\.[jt]s:\d+|SELECT|QueryFailed|TypeError|Cannot GET/.exec(body)?.[0],
      ]).toEqual([path, undefined]);
    }
  });
});

it('knows an address by the connection, whatever a request says of it', async () => {
  // What a password costs to check is measured elsewhere.
  jest.spyOn(Passwords.prototype, 'verify').mockResolvedValue(false);
  const page = await new Person(site.house.url, 'nobody').get('/sign-in');
  const token = /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const guess = async (index: number) => {
    const claimed = `192.0.2.${index}`;
    const headers = { cookie, 'x-forwarded-for': claimed, 'x-real-ip': claimed, forwarded: `for=${claimed}` };
    const fields = { form_token: token, name: `name-${index}`, password: 'guess', code: '123456' };
    return (await new Person(site.house.url, 'nobody').postBare('/sign-in', fields, headers)).status;
  };
  const statuses: number[] = [];
  for (let tries = 0; tries < 50 && statuses.at(-1) !== 429; tries += 1) statuses.push(await guess(tries));
  expect([statuses.at(0), statuses.at(-1)]).toEqual([422, 429]);
});

describe('the name by which it is asked', () => {
  it.each([
    'rebound.example',
    'rebound.example:3001',
    'localhost.rebound.example',
    'localhost@rebound.example',
    '127.0.0.1.rebound.example',
    '0.0.0.0',
    '2130706433.example',
    'a b',
    '',
  ])('is not %j', async (name) => {
    const [status] = statusesOf(await ask('GET /sign-in HTTP/1.1', `host: ${name}`, ...REST));
    expect([400, 421]).toContain(status);
  });

  it('is told once, and not by other headers', async () => {
    expect(statusesOf(await ask('GET /sign-in HTTP/1.1', ...REST))).toEqual([400]);
    const twice = await ask('GET /sign-in HTTP/1.1', `host: ${host}`, 'host: rebound.example', ...REST);
    expect([[400], [421], [200]]).toContainEqual(statusesOf(twice));
    expect(twice).not.toContain('rebound.example');
    const forwarded = [
      'x-forwarded-host: rebound.example',
      'forwarded: host=rebound.example',
      'x-forwarded-proto: https',
    ];
    const answer = await ask(
      'GET / HTTP/1.1',
      `host: ${host}`,
      ...forwarded,
      'x-original-url: /audit',
      'x-rewrite-url: /audit',
      ...REST,
    );
    expect(statusesOf(answer)).toEqual([303]);
    expect(answer).toMatch(/^location: \/sign-in\?next=%2F\r$/im);
    expect(answer).not.toContain('rebound.example');
  });

  it('may stand in the address of the request, and counts no more there', async () => {
    const answer = await ask('GET http://rebound.example/sign-in HTTP/1.1', `host: ${host}`, ...REST);
    expect(answer).not.toMatch(/action="http/);
    expect(statusesOf(answer)[0]).toBeLessThan(500);
  });
});

describe('bytes between two requests', () => {
  const form = 'form_token=x';
  const hidden = 'GET /audit HTTP/1.1\r\nhost: x\r\n\r\n';

  it.each([
    ['two lengths', ['content-length: 5', 'content-length: 6'], 'hello'],
    ['a length and chunks', ['content-length: 5', 'transfer-encoding: chunked'], `0\r\n\r\n${hidden}`],
    ['chunks that are none', ['transfer-encoding: xchunked'], hidden],
    ['chunks with a blank', ['transfer-encoding : chunked'], `0\r\n\r\n${hidden}`],
    ['a length that is no number', ['content-length: 5, 5'], 'hello'],
    ['a negative length', ['content-length: -1'], form],
    ['a folded header', ['x-a: b', ' transfer-encoding: chunked'], `0\r\n\r\n${hidden}`],
    ['a chunk of a size that is none', ['transfer-encoding: chunked'], 'zz\r\nhello\r\n0\r\n\r\n'],
  ])('are no second request: %s', async (_what, headers, body) => {
    const head = lines(
      'POST /sign-in HTTP/1.1',
      `host: ${host}`,
      'content-type: application/x-www-form-urlencoded',
      ...headers,
    );
    const statuses = statusesOf(await exchange(site.house.url, head + body));
    expect(statuses).toEqual([expect.any(Number)]);
    expect(statuses[0]).toBeGreaterThanOrEqual(400);
    expect(statuses[0]).toBeLessThan(500);
  });

  it.each([
    ['headers without end', lines('GET / HTTP/1.1', 'host: localhost', `x-a: ${'a'.repeat(70_000)}`)],
    ['an address without end', lines(`GET /${'a'.repeat(70_000)} HTTP/1.1`, 'host: localhost')],
    [
      'a thousand headers',
      lines('GET / HTTP/1.1', 'host: localhost', ...Array.from({ length: 3_000 }, (_, n) => `x-${n}: ${n}`), ...REST),
    ],
    ['no HTTP', 'hello\r\n\r\n'],
    ['a NUL in a header', lines('GET / HTTP/1.1', 'host: localhost', 'x-a: a\0b')],
    ['a bare line feed', 'GET / HTTP/1.1\nhost: localhost\n\n'],
    ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('are refused: %s', async (_what, bytes) => {
    const [status = 400] = statusesOf(await exchange(site.house.url, bytes));
    expect(status).toBeLessThan(500);
    expect(status === 200).toBe(false);
  });

  it('do not keep others waiting', async () => {
    const slow = Array.from({ length: 20 }, () =>
      exchange(site.house.url, 'POST /sign-in HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nfor'),
    );
    expect((await site.everybody.get('/account')).status).toBe(200);
    await Promise.all(slow);
  });
});

describe('an answer', () => {
  it('is not split by what stands in an address', async () => {
    for (const path of [
      '/x%0d%0aset-cookie:%20a=b',
      '/?next=%0d%0aset-cookie:%20a=b',
      '/sign-in?next=/%0d%0aset-cookie:%20a=b',
    ]) {
      const { headers } = await new Person(site.house.url, 'nobody').get(path);
      expect([path, headers.get('set-cookie')?.includes('a=b') ?? false]).toEqual([path, false]);
      expect(headers.get('location') ?? '').not.toMatch(/[\r\n]/);
    }
  });

  it('leads on only within the console, wherever it was asked to lead', async () => {
    const targets = [
      '//elsewhere.example',
      '/\\elsewhere.example',
      '/.//elsewhere.example',
      '/%2e%2e//elsewhere.example',
      'https://elsewhere.example',
      '/\t/elsewhere.example',
      'javascript:alert(1)',
      '/x/..//elsewhere.example',
      '\\/elsewhere.example',
      '/@elsewhere.example',
      '////elsewhere.example',
    ];
    const found: string[] = [];
    for (const target of targets) {
      const query = ['next', 'return', 'redirect', 'url', 'to', 'kept_form']
        .map((name) => `${name}=${encodeURIComponent(target)}`)
        .join('&');
      for (const route of site.routes.filter(({ verb }) => verb === 'GET')) {
        const { headers } = await site.everybody.get(`${addressOf(route)}?${query}`, {
          referer: `${site.house.url}${target}`,
        });
        const location = headers.get('location');
        if (location !== null && new URL(location, site.house.url).origin !== site.house.url)
          found.push(`${nameOf(route)}: ${location}`);
      }
      const stranger = new Person(site.house.url, 'nobody');
      const { headers } = await stranger.postBare('/audit/check', {}, { referer: `${site.house.url}${target}` });
      const next = new URL(headers.get('location') ?? '', site.house.url).searchParams.get('next') ?? '';
      if (new URL(next, site.house.url).origin !== site.house.url) found.push(`the page after ${target}: ${next}`);
    }
    expect(found).toEqual([]);
  });

  it('holds no file but those of the console', async () => {
    const names = [
      '..%2f..%2fpackage.json',
      '..%2fconsole.module.js',
      'keys.browser.js',
      'keys.js%00',
      '.js',
      'icon.svg%2f..',
      '%2fetc%2fpasswd',
      'constructor.js',
      '__proto__',
      'style.css',
    ];
    for (const name of names) {
      const { status } = await site.everybody.get(`/assets/${name}`);
      expect([name, status === 404 || status === 400]).toEqual([name, true]);
    }
    expect((await site.everybody.get('/assets/keys.js')).headers.get('content-type')).toBe(
      'text/javascript; charset=utf-8',
    );
  });
});

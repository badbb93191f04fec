/** Nothing that leads elsewhere is taken for a path of ours, and nothing that comes from elsewhere for ours. */
import fc from 'fast-check';
import { isFromOwnPage, isOwnHost, ownPath } from './origin';

const BASE = 'https://console.example';

it.each(['/', '/cases?q=a&b=c', '/cases/1?next=/x', '/people/ada'])('goes on to %s', (path) => {
  expect(ownPath(path)).toBe(path);
});

it.each([
  ...[
    '//elsewhere.example',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    'https://elsewhere.example',
    '\\\\elsewhere',
  ],
  ...['/.//elsewhere.example', '/..//elsewhere.example', '/%2e//elsewhere.example', '/a/..//elsewhere.example'],
  ...['javascript:alert(1)', ' /cases', '/a\r\nset-cookie: b=c', '', undefined, 7, ['/a']],
])('goes to the start instead of %j', (path) => {
  expect(ownPath(path)).toBe('/');
});

it('leads nowhere else, whatever is given', () => {
  const bits = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '%5c',
    ':',
    '@',
    '?',
    '#',
    'a',
    'elsewhere.example',
    '\t',
    '\n',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(bits, { maxLength: 8 }), (parts) => {
      const path = ownPath(`/${parts.join('')}`);
      expect(new URL(path, BASE).origin).toBe(BASE);
      expect(new URL(ownPath(path), BASE).origin).toBe(BASE);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  [undefined, true, 'localhost:3001'],
  [undefined, true, '127.0.0.1:3001'],
  [undefined, true, '[::1]:3001'],
  [undefined, false, 'rebound.example:3001'],
  [undefined, false, 'localhost@rebound.example'],
  [undefined, false, 'localhost.rebound.example'],
  [undefined, false, ''],
  [undefined, false, undefined],
  [{ url: BASE }, true, 'console.example'],
  [{ url: BASE }, true, 'CONSOLE.example'],
  [{ url: BASE }, false, 'console.example:8443'],
  [{ url: BASE }, false, 'console.example.rebound.example'],
])('of %j it is %s that %s is its host', (own, expected, host) => {
  expect(isOwnHost(own, host)).toBe(expected);
});

it.each([
  [true, {}],
  [true, { origin: BASE }],
  [true, { origin: BASE, fetchSite: 'same-origin' }],
  [true, { fetchSite: 'none' }],
  [false, { origin: 'null' }],
  [false, { origin: 'https://elsewhere.example' }],
  [false, { origin: `${BASE}.elsewhere.example` }],
  [false, { origin: 'http://console.example:8080' }],
  [false, { origin: BASE, fetchSite: 'cross-site' }],
  [false, { origin: BASE, fetchSite: 'same-site' }],
  [false, { fetchSite: 'nonsense' }],
])('is %s that a form came from one of our pages with %j', (expected, provenance) => {
  expect(isFromOwnPage({ url: BASE }, { host: 'console.example', ...provenance })).toBe(expected);
});

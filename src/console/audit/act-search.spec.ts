/** What an auditor types becomes a search, or a fault beside its field; nothing else of a query is believed. */
import { readSearch, searchPath } from './act-search';

it('takes days as days in Zurich, the last one too', () => {
  expect(readSearch({ by: ' ada ', from: '2026-03-28', to: '2026-03-29' })).toMatchObject({
    faults: {},
    search: { by: 'ada', from: '2026-03-27T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' },
  });
});

it.each([
  [{ from: '11.2.2026' }, 'from'],
  [{ to: '2026-02-30' }, 'to'],
  [{ from: '2026-02-12', to: '2026-02-11' }, 'to'],
  [{ subject: `05${'ab'.repeat(32)}` }, 'subject'],
  [{ by: 'a\0b' }, 'by'],
  [{ kind: 'x '.repeat(200) }, 'kind'],
])('says what is wrong with %j', (given, field) => {
  const { faults, search } = readSearch(given);
  expect(Object.keys(faults)).toEqual([field]);
  expect(search).toEqual({});
});

it('believes nothing of what no page sends', () => {
  const read = readSearch({ by: ['a', 'b'], kind: { $gt: '' }, before: '-1', after: 'x', __proto__: { subject: 'y' } });
  expect(read).toMatchObject({ search: {}, before: undefined, after: undefined });
});

it('has an address', () => {
  const { typed } = readSearch({ by: 'a&b', to: '2026-02-11' });
  expect(searchPath(typed, { before: '7' })).toBe('/audit?by=a%26b&to=2026-02-11&before=7');
  expect(searchPath(readSearch({}).typed)).toBe('/audit');
});

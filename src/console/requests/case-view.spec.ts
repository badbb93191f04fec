/** Views survive their address; whatever else stands in one is passed over. */
import fc from 'fast-check';
import { CASE_FLAGS, CASE_ORDERS, SECRECIES } from '../../transparency/case-query';
import { KINDS, OUTCOMES } from '../../transparency/enumerations';
import { WAITING_FOR } from '../../transparency/waiting-for';
import { isOpenSearch, readView, viewPath, viewQuery, withoutSearch } from './case-view';
import { Posted } from './posted';

const queryOf = Posted.ofQuery;
const none = () => undefined;

const someView = fc.record({
  order: fc.constantFrom(...CASE_ORDERS),
  filter: fc.record(
    {
      waitingFor: fc.constantFrom(...WAITING_FOR),
      kind: fc.constantFrom(...KINDS),
      outcome: fc.constantFrom(...OUTCOMES),
      secrecy: fc.constantFrom(...SECRECIES),
      flags: fc.subarray([...CASE_FLAGS], { minLength: 1 }),
      country: fc.constantFrom('CH', 'DE'),
      quarter: fc.constantFrom('2026-Q1', '2025-Q4'),
      loggedBy: fc.constantFrom('officer-1', 'x'),
      search: fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() === text && text !== ''),
    },
    { requiredKeys: [] },
  ),
});

it('reads every view again from its address', () => {
  fc.assert(
    fc.property(someView, (view) => {
      expect(readView(queryOf(viewQuery(view)), none)).toEqual({ ...view, before: undefined, after: undefined });
    }),
  );
});

it('keeps the place of a page, of its own order only', () => {
  const view = { filter: {}, order: 'received' } as const;
  const path = viewPath(view, { after: { value: '2026-02-11', seq: '7' } });
  expect(path).toBe('/cases?order=received&after=7~2026-02-11');
  expect(readView(queryOf(path.slice(path.indexOf('?') + 1)), none).after).toEqual({ value: '2026-02-11', seq: '7' });
  expect(readView(queryOf('order=last&after=7~2026-02-11'), none).after).toBeUndefined();
});

it.each([
  '',
  'kind=%00&order=up&flag=x&quarter=2026-Q9&country=CHE&logged_by=A%20B',
  'kind[]=other&__proto__=x&constructor=y&step=',
])('passes over what is no view: %j', (text) => {
  expect(readView(queryOf(text), none)).toEqual({ filter: {}, order: 'logged', before: undefined, after: undefined });
});

it('keeps what names somebody out of the address', () => {
  const open = (sealed: string) => (sealed === 'SEALED' ? '05ab' : undefined);
  const view = readView(queryOf('s=SEALED&kind=removal'), open);
  expect(view.filter).toEqual({ kind: 'removal', search: '05ab' });
  expect(viewQuery(view)).toBe('kind=removal&s=SEALED');
  expect(viewQuery(withoutSearch(view))).toBe('kind=removal');
  expect(readView(queryOf('s=other'), open).filter).toEqual({});
  expect(['LER-2026-0042', 'STA 5', '05ab'].map(isOpenSearch)).toEqual([true, false, false]);
});

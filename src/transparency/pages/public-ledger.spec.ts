/** The ledger behind its query string: what fits, page by page, whatever a stranger asks. */
import { ledgerPage, publicLines } from './public-ledger';
import { published, SOME_PUBLICATIONS, someHistory } from './published.fixture';

const versions = published(someHistory(230), SOME_PUBLICATIONS);
const lines = publicLines(versions.filter((one) => one.report.version === 2));

it('shows every request once over its pages', () => {
  const pages = ['1', '2', '3'].map((page) => ledgerPage(lines, { page }));
  expect(pages.map((one) => [one.lines.length, one.pages])).toEqual([
    [100, 3],
    [100, 3],
    [30, 3],
  ]);
  expect(new Set(pages.flatMap((one) => one.lines.map((line) => line.ref))).size).toBe(230);
});

it('shows what fits', () => {
  const { lines: shown, fitting, isUnknown } = ledgerPage(lines, { country: 'DE', outcome: 'pending' });
  expect(fitting).toBeGreaterThan(0);
  expect(isUnknown).toBe(false);
  expect(shown.every((line) => line.country === 'DE' && line.outcome === 'pending')).toBe(true);
});

it.each([{ country: 'XX' }, { outcome: '__proto__' }, { quarter: ['2026-Q1', '2026-Q2'] }, { kind: { $gt: '' } }])(
  'sets aside %j and says so',
  (query) => {
    expect(ledgerPage(lines, query)).toMatchObject({ fitting: 230, isUnknown: true });
  },
);

it.each(['0', '-1', '99999999', 'x', ['1']])('takes page %j for one that exists', (page) => {
  expect(ledgerPage(lines, { page }).lines.length).toBeGreaterThan(0);
});

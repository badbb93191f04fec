/** Origin over four quarters: what is added up, and when nothing can be. */
import { type Counted, originOf } from './origin';

const report = (quarter: string, countries: Record<string, number>, more: Partial<Counted> = {}): Counted => ({
  quarter,
  version: 1,
  legacy: false,
  breakdowns: [
    ...Object.entries(countries).map(
      ([code, received]) => ({ dimension: 'country', code, received, outcomes: {} }) as const,
    ),
    { dimension: 'kind', code: 'information_demand', received: 9, outcomes: {} },
  ],
  ...more,
});

const year = [
  report('2025-Q1', { US: 7 }),
  report('2025-Q2', { CH: 1, undisclosed: 2 }),
  report('2025-Q3', {}),
  report('2025-Q4', { DE: 3 }, { version: 2 }),
  report('2026-Q1', { CH: 50 }),
  report('2026-Q2', { FR: 8 }),
];

it('adds up a quarter and the three before it, and no other', () => {
  const { from, to, of, missing, countries } = originOf(report('2026-Q1', { CH: 4, DE: 1 }), year);
  expect([from, to, missing]).toEqual(['2025-Q2', '2026-Q1', []]);
  expect(of.map((one) => `${one.quarter} ${one.version}`)).toEqual([
    '2025-Q2 1',
    '2025-Q3 1',
    '2025-Q4 2',
    '2026-Q1 1',
  ]);
  expect(countries).toEqual([
    { code: 'CH', received: 5 },
    { code: 'DE', received: 4 },
    { code: 'undisclosed', received: 2 },
  ]);
});

it('says which quarters are not known, and then adds up none (R16)', () => {
  const some = [report('2025-Q2', { CH: 1 }, { legacy: true }), report('2025-Q4', { DE: 3 })];
  expect(originOf(report('2026-Q1', { CH: 4 }), some)).toMatchObject({
    missing: ['2025-Q2', '2025-Q3'],
    countries: [],
  });
});

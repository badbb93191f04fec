/** Classes of time and the percentiles read from them. */
import fc from 'fast-check';
import { type Figure, percentile, sumOf, tookKind } from './wake-up-figures';

const took = (...times: number[]): Figure[] => times.map((ms) => ({ service: 'apns', kind: tookKind(ms), value: 1 }));

it('puts a wake-up into the class that reaches as far as it took', () => {
  expect([0, 100, 101, 3_000, 3_600_000, 3_600_001].map(tookKind)).toEqual([
    ...['took_100', 'took_100', 'took_250', 'took_3000', 'took_3600000', 'took_longer'],
  ]);
});

it('knows no percentile of nothing', () => {
  expect(percentile([], 0.5)).toBeUndefined();
  expect(percentile([{ service: 'apns', kind: 'accepted', value: 7 }], 0.5)).toBeUndefined();
});

it('says that it took longer when that is all that is known', () => {
  expect(percentile(took(4e6), 0.5)).toEqual({ ms: 3_600_000, isOpen: true });
});

it('spreads a class evenly', () => {
  expect(percentile(took(2_500, 2_500), 0.5)).toEqual({ ms: 2_500, isOpen: false });
  expect(percentile(took(2_500, 2_500), 1)).toEqual({ ms: 3_000, isOpen: false });
});

it('is never off by more than the class is wide', () => {
  const times = fc.array(fc.integer({ min: 0, max: 3_600_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(times, fc.constantFrom(0.5, 0.95, 0.99), (all, share) => {
      const exact = [...all].sort((a, b) => a - b)[Math.ceil(share * all.length) - 1] as number;
      const estimate = percentile(took(...all), share);
      expect(tookKind(Math.max(estimate?.ms ?? -1, 1))).toBe(tookKind(Math.max(exact, 1)));
    }),
  );
});

it('adds up one kind of all services', () => {
  const figures: Figure[] = [
    { service: 'apns', kind: 'seen', value: 2 },
    { service: 'firebase', kind: 'seen', value: 3 },
    { service: 'firebase', kind: 'gone', value: 9 },
  ];
  expect(sumOf(figures, 'seen')).toBe(5);
});

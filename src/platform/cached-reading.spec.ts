/** Readings are shared, kept, and made less often when they cost much. */
import { CachedReading } from './cached-reading';

let now: number;
let costMs: number;
let readings: number;

beforeEach(() => {
  now = 0;
  costMs = 10;
  readings = 0;
});

const cached = (read = async () => readings) =>
  new CachedReading(
    async () => {
      readings += 1;
      now += costMs;
      return read();
    },
    { keepMs: 1_000, restFactor: 10 },
    () => now,
  );

it('is read once by all who ask at once, and kept for a while', async () => {
  const reading = cached();
  expect(await Promise.all([reading.fresh(), reading.fresh()])).toEqual([1, 1]);
  now += 999;
  expect(await reading.fresh()).toBe(1);
  now += 1;
  expect(await reading.fresh()).toBe(2);
});

it('rests the longer the more it cost', async () => {
  costMs = 500;
  const reading = cached();
  await reading.fresh();
  now += 4_999;
  expect(await reading.fresh()).toBe(1);
  now += 1;
  expect(await reading.fresh()).toBe(2);
});

it('gives the last one at once while the next is made', async () => {
  const reading = cached();
  expect(reading.latest()).toBeUndefined();
  await reading.fresh();
  now += 5_000;
  expect(reading.latest()).toBe(1);
  expect(await reading.fresh()).toBe(2);
});

it('reads anew after a failure, and keeps what it had', async () => {
  let isAway = false;
  const reading = cached(async () => {
    if (isAway) throw new Error('away');
    return readings;
  });
  await reading.fresh();
  now += 5_000;
  isAway = true;
  await expect(reading.fresh()).rejects.toThrow('away');
  expect(reading.latest()).toBe(1);
  await expect(reading.fresh()).rejects.toThrow('away');
  isAway = false;
  expect(await reading.fresh()).toBe(4);
});

it('reads anew when it is told to forget, also what is just being read', async () => {
  const reading = cached();
  const before = reading.fresh();
  reading.forget();
  const after = reading.fresh();
  expect(await Promise.all([before, after])).toEqual([1, 2]);
  expect(await reading.fresh()).toBe(2);
});

/** Pauses: free at first, then doubling up to a bound, forgotten in the end. */
import fc from 'fast-check';
import { FOR_A_NAME, FOR_AN_ADDRESS, pauseMs, type Tries, waitMs, withFailure } from './pauses';

const MINUTE = 60_000;

it('costs nothing at first, doubles, and never lasts longer than its bound', () => {
  const pauses = [1, 4, 5, 6, 7, 8, 14, 15, 1_000].map((failures) => pauseMs(failures, FOR_A_NAME));
  expect(pauses).toEqual([0, 0, 1_000, 2_000, 4_000, 8_000, 512_000, 15 * MINUTE, 15 * MINUTE]);
  expect(pauseMs(39, FOR_AN_ADDRESS)).toBe(0);
  expect(pauseMs(1_000_000, FOR_AN_ADDRESS)).toBe(5 * MINUTE);
});

it('lets nobody guess more than a few thousand times in a month, however they time it', () => {
  const guesses = (days: number) => {
    let tries: Tries | undefined;
    let count = 0;
    let now = 0;
    while (now < days * 24 * 60 * MINUTE) {
      now += waitMs(tries, FOR_A_NAME, now);
      tries = withFailure(tries, FOR_A_NAME, now);
      count += 1;
    }
    return count;
  };
  expect(guesses(30)).toBeLessThan(3_000);
});

it('is over when it says so, and forgets after a day without a failure', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (failures) => {
      const tries = { failures, lastFailedAtMs: 1_000_000 };
      const wait = waitMs(tries, FOR_A_NAME, 1_000_000);
      expect(waitMs(tries, FOR_A_NAME, 1_000_000 + wait)).toBe(0);
      expect(withFailure(tries, FOR_A_NAME, 1_000_000 + wait).failures).toBe(failures + 1);
      expect(withFailure(tries, FOR_A_NAME, 1_000_000 + 24 * 60 * MINUTE).failures).toBe(1);
    }),
  );
});

/** Growth within a minute. */
import { LastMinute } from './last-minute';

it('counts from the newest sample that is a minute old', () => {
  const minute = new LastMinute<'requests'>();
  const at = (now: number, requests: number) => minute.grown({ requests }, now).requests;
  expect([at(0, 5), at(30_000, 7), at(60_000, 10), at(90_000, 11), at(95_000, 20)]).toEqual([0, 2, 5, 4, 13]);
});

it('keeps only what a minute needs', () => {
  const minute = new LastMinute<'requests'>();
  for (let second = 0; second <= 600; second += 3) minute.grown({ requests: second }, second * 1_000);
  expect(minute.grown({ requests: 700 }, 603_000)).toEqual({ requests: 700 - 543 });
});

/** Words for numbers and times. */
import { ago, counted, inTime, vendorName, within } from './words';

it.each([
  [-5, '0.0 s'],
  [440, '0.4 s'],
  [12_000, '12 s'],
  [119_999, '119 s'],
  [120_000, '2 min'],
  [7_199_999, '119 min'],
  [7_200_000, '2 h'],
  [4 * 86_400_000, '4 days'],
])('%i ms are %s', (ms, words) => {
  expect(inTime(ms)).toBe(words);
});

it('says how long ago, to the second', () => {
  expect([0, 999, 1_500, 9_900, 61_000].map((ms) => ago(0, ms))).toEqual([
    ...['just now', 'just now', '1 s ago', '9 s ago', '61 s ago'],
  ]);
});

it('counts one and many', () => {
  expect([counted(1, 'wake-up'), counted(1_204, 'wake-up'), counted(0, 'wake-up')]).toEqual([
    ...['1 wake-up', '1,204 wake-ups', '0 wake-ups'],
  ]);
});

it('knows what it does not know', () => {
  expect(vendorName('unifiedpush')).toBe('unifiedpush');
  expect(within(undefined)).toBe('none yet');
  expect(within({ ms: 3_600_000, isOpen: true })).toBe('over 60 min');
});

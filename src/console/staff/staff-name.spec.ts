/** Names of staff: what may stand beside an act for good. */
import { whyNoName } from './staff-name';

it.each(['ada', 'staff-one', 'a1b', 'x'.repeat(32)])('takes %s', (name) => {
  expect(whyNoName(name)).toBeUndefined();
});

it.each([
  '',
  'ab',
  'x'.repeat(33),
  'Ada',
  'ada lovelace',
  '-ada',
  'ada-',
  '1ada',
  'ada_l',
  'adä',
  'ada\n',
  'operator',
  'invite',
])('refuses %p', (name) => {
  expect(whyNoName(name)).toBeDefined();
});

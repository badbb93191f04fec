/** Places in the list survive an address, and nothing else does. */
import { CASE_ORDERS, placeText, readPlace } from './case-query';

it.each([
  ['logged', { value: '17', seq: '17' }],
  ['received', { value: '2026-02-11', seq: '3' }],
  ['deadline', { value: 'infinity', seq: '3' }],
  ['last', { value: '2026-02-11T10:00:00.000001Z', seq: '9' }],
  ['secrecy', { value: '2026-02-11', seq: '9' }],
] as const)('reads a place by %s again', (order, place) => {
  expect(readPlace(placeText(place), order)).toEqual(place);
});

it.each(['', '~', '1~', 'x~1', '1~x', '1~2026-99-99', '1~2026-02-11T10:00:00Z', "1~'; DROP", '1'.repeat(30)])(
  'takes %j for no place in any order',
  (text) => {
    for (const order of CASE_ORDERS) expect(readPlace(text, order)).toBeUndefined();
  },
);

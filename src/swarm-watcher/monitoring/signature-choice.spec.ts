/** The fewest signatures that cover what wakes, and none that a node has refused. */

import { ItemRefusals } from './item-refusals';
import { chooseSignatures } from './signature-choice';

const signed = (name: string, ...namespaces: number[]) => ({
  account: Buffer.alloc(33, 5),
  namespaces,
  withData: true,
  signature: Buffer.alloc(64, name),
  signedAt: 1,
});

it.each([
  ['the newest of several that cover all', [signed('a', 0, 11), signed('b', 0, 11)], 'a'],
  ['one that covers more, rather than a newer one', [signed('a', 0), signed('b', 0, 2, 11)], 'b'],
  ['several where none covers all', [signed('a', 0), signed('b', 11), signed('c', 0)], 'ab'],
  ['nothing of what wakes nobody', [signed('a', 2, 3)], ''],
  ['nothing of nothing', [], ''],
])('takes %s', (_what, signatures, names) => {
  const chosen = chooseSignatures(signatures, [0, 11]).map(({ signature }) => signature.toString('latin1', 0, 1));
  expect(chosen.join('')).toBe(names);
});

it('shows a refused signature to others until a second member refuses it', () => {
  const refusals = new ItemRefusals(3);
  const { signature } = signed('a');
  refusals.add(1, signature, 'x');
  refusals.add(1, signature, 'x');
  expect([refusals.has(1, signature, 'x'), refusals.has(1, signature, 'y'), refusals.has(1, signature)]).toEqual([
    true,
    false,
    false,
  ]);
  refusals.add(1, signature, 'y');
  expect(refusals.has(1, signature)).toBe(true);
  expect(refusals.has(2, signature)).toBe(false);
  for (const id of [2, 3, 4]) refusals.add(id, signature, 'x');
  expect(refusals.has(1, signature)).toBe(false);
});

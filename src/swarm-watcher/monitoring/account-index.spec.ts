/** Accounts are found by their bytes and by their ids, whatever came and went; and who has ended is told of. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { AccountIndex } from './account-index';

const DAY = 86_400_000;
const bytes = () => Buffer.concat([Buffer.of(5), randomBytes(32)]);

it('finds who is there and nobody else, like a map', () => {
  const pool = Array.from({ length: 30 }, bytes);
  const change = fc.record({ id: fc.integer({ min: 1, max: 30 }), isComing: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), fc.integer(), (changes, seed) => {
      const index = new AccountIndex(seed);
      const model = new Map<number, Buffer>();
      for (const { id, isComing } of changes) {
        const account = pool[id - 1] as Buffer;
        const slot = index.findId(id);
        expect(slot !== undefined).toBe(model.has(id));
        if (isComing && slot === undefined) {
          index.add(id, account);
          model.set(id, account);
        }
        if (!isComing && slot !== undefined) {
          index.remove(slot);
          model.delete(id);
        }
      }
      expect(index.size).toBe(model.size);
      for (const [place, account] of pool.entries()) {
        const slot = index.find(account);
        expect(slot === undefined ? undefined : index.id(slot)).toBe(model.has(place + 1) ? place + 1 : undefined);
        expect(slot).toBe(index.findId(place + 1));
      }
      expect(Array.from({ length: index.end }, (_, slot) => slot).filter((slot) => index.has(slot))).toHaveLength(
        model.size,
      );
    }),
  );
});

it('finds nobody by bytes that are no account', () => {
  const index = new AccountIndex(1);
  index.add(1, bytes());
  for (const length of [0, 32, 34]) expect(index.find(Buffer.alloc(length))).toBeUndefined();
});

it('tells who has ended from that second on, again every minute, and not who was renewed or is gone', () => {
  const index = new AccountIndex(1);
  const [first, second, third, fourth] = [1, 2, 3, 4].map((id) => index.add(id, bytes())) as [
    number,
    number,
    number,
    number,
  ];
  for (const slot of [first, second, third]) index.setEnd(slot, DAY);
  index.setEnd(fourth, 2 * DAY);
  expect(index.takeEnded(DAY - 1)).toEqual([]);
  index.setEnd(second, 3 * DAY);
  index.remove(third);
  expect(index.takeEnded(DAY)).toEqual([first]);
  expect(index.takeEnded(DAY + 59_000)).toEqual([]);
  expect(index.takeEnded(DAY + 60_000)).toEqual([first]);
  index.setEnd(first, 4 * DAY);
  expect(index.takeEnded(DAY + 200_000)).toEqual([]);
  expect(index.takeEnded(2 * DAY)).toEqual([fourth]);
  // A slot that is given to another account has no end yet.
  const newcomer = index.add(5, bytes());
  expect(newcomer).toBe(third);
  expect(index.takeEnded(3 * DAY)).toEqual(expect.not.arrayContaining([newcomer]));
});

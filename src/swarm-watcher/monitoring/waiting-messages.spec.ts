/** Whatever comes at whatever rate, what waits is bounded and every device that something concerns is still woken. */
import fc from 'fast-check';
import type { SwarmMessage } from '../message-source';
import { MOST_SINGLE, WaitingMessages } from './waiting-messages';

const HOUR = 3_600_000;
let made = 0;
const newHash = () => {
  made += 1;
  return `new-${made}`;
};

function message(hash: string, changes: Partial<SwarmMessage> = {}): SwarmMessage {
  const storedAt = changes.storedAt ?? 1_000;
  return { accountId: '1', namespace: 0, hash, storedAt, expiresAt: storedAt + HOUR, ...changes };
}

it('keeps equal messages of several members as one: the one said to be youngest', () => {
  const waiting = new WaitingMessages(newHash);
  expect(waiting.add(message('a', { storedAt: 5 }), 'x', false)).toBe('waits');
  expect(waiting.add(message('a', { storedAt: 9 }), 'y', false)).toBe('repeated');
  expect(waiting.add(message('a', { storedAt: 1 }), 'z', false)).toBe('repeated');
  expect(waiting.add(message('b'), 'x', false)).toBe('waits');
  expect(waiting.take(10, 10)).toMatchObject([
    { member: 'y', message: { hash: 'a', storedAt: 9 } },
    { member: 'x', message: { hash: 'b' } },
  ]);
  expect(waiting.size).toBe(0);
});

it('lets messages of a flood wait as one, under a hash of its own, behind the others', () => {
  const waiting = new WaitingMessages(newHash);
  expect(waiting.add(message('a'), 'x', true)).toBe('waits');
  expect(waiting.add(message('a'), 'x', true)).toBe('repeated');
  for (const hash of ['b', 'c', 'd']) expect(waiting.add(message(hash), 'x', true)).toBe('collapsed');
  waiting.add(message('e', { accountId: '2' }), 'y', false);
  const [first, second] = waiting.take(10, 10);
  expect(first?.message.accountId).toBe('2');
  expect(second?.message.hash).toMatch(/^new-/);
  expect(waiting.size).toBe(0);
});

it('lets no more wait singly than it has room for, though nobody floods', () => {
  const waiting = new WaitingMessages(newHash);
  const added = { waits: 0, repeated: 0, collapsed: 0 };
  for (let told = 0; told < MOST_SINGLE + 1_000; told += 1) {
    added[waiting.add(message(`${told}`, { accountId: String(told % 2) }), 'x', false)] += 1;
  }
  // Two places, for each of which one stands for all that came too late.
  expect(added).toEqual({ waits: MOST_SINGLE + 2, repeated: 0, collapsed: 998 });
  expect(waiting.size).toBe(MOST_SINGLE + 2);
});

it('lets what stands for several be as young as the youngest of them, by the message itself and by its storing', () => {
  for (const order of [['a', 'b'] as const, ['b', 'a'] as const]) {
    const waiting = new WaitingMessages(newHash);
    const told = {
      a: message('a', { storedAt: 9, storedAfter: 10 }),
      b: message('b', { storedAt: 5, storedAfter: 20 }),
    };
    for (const hash of order) waiting.add(told[hash], 'x', true);
    expect(waiting.take(10, 10)).toMatchObject([{ message: { storedAt: 9, storedAfter: 20 } }]);
  }
});

it('takes no more than is asked for, and takes back what could not be booked', () => {
  const waiting = new WaitingMessages(newHash);
  for (const hash of ['a', 'b', 'c']) waiting.add(message(hash), 'x', false);
  const taken = waiting.take(2, 0);
  expect(taken.map((one) => one.message.hash)).toEqual(['a', 'b']);
  waiting.putBack(taken);
  expect(waiting.take(10, 10).map((one) => one.message.hash)).toEqual(['c', 'a', 'b']);
});

it('forgets no device and outgrows no bound, whatever is told, taken and put back', () => {
  const anything = fc.record({
    accountId: fc.constantFrom('1', '2', '3'),
    namespace: fc.constantFrom(0, 11),
    hash: fc.integer({ min: 0, max: 30 }).map(String),
    storedAt: fc.integer({ min: 1, max: 1_000 }),
    isFlood: fc.boolean(),
    next: fc.constantFrom('nothing', 'nothing', 'take', 'fail'),
  });
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 200 }), (told) => {
      const waiting = new WaitingMessages(newHash, 5);
      /** By account and namespace: how young a device may be that must still be woken. */
      const owed = new Map<string, number>();
      const booked = new Set<string>();
      const book = () => {
        for (const { message: one } of waiting.take(3, 3)) {
          const place = `${one.accountId}/${one.namespace}`;
          // A hash that was booked before wakes nobody.
          const isFresh = !booked.has(`${place}/${one.hash}/${one.storedAt}`);
          booked.add(`${place}/${one.hash}/${one.storedAt}`);
          if (isFresh && one.storedAt >= (owed.get(place) ?? 0)) owed.delete(place);
        }
      };
      for (const { isFlood, next, ...one } of told) {
        const place = `${one.accountId}/${one.namespace}`;
        const isKnown = booked.has(`${place}/${one.hash}/${one.storedAt}`);
        waiting.add({ ...one, expiresAt: one.storedAt + HOUR }, 'x', isFlood);
        if (!isKnown) owed.set(place, Math.max(owed.get(place) ?? 0, one.storedAt));
        expect(waiting.size).toBeLessThanOrEqual(5 + 6);
        if (next === 'take') book();
        if (next === 'fail') waiting.putBack(waiting.take(3, 3));
      }
      while (waiting.size > 0) book();
      expect([...owed.keys()]).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

/** Places for requests: never more than there are, in the order of arrival, none lost. */
import fc from 'fast-check';
import { Slots } from './slots';

describe('Slots', () => {
  it('gives each place once and every place back, whatever the order of coming and going', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat({ max: 9 })), (places, steps) => {
        const slots = new Slots(places, 5);
        const started = new Set<number>();
        const waiting: number[] = [];
        const present = new Map<number, () => void>();
        for (const step of steps) {
          const start = present.get(step);
          if (start !== undefined) {
            present.delete(step);
            if (!started.delete(step)) waiting.splice(waiting.indexOf(step), 1);
            slots.leave(start);
          } else {
            const begin = () => {
              started.add(step);
              const first = waiting.shift();
              if (first !== undefined) expect(first).toBe(step);
            };
            const isFull = started.size === places;
            if (isFull && waiting.length < 5) waiting.push(step);
            const isTaken = slots.take(begin);
            expect(isTaken).toBe(started.has(step) || waiting.includes(step));
            if (isTaken) present.set(step, begin);
          }
          expect(started.size).toBe(Math.min(places, present.size));
          expect(slots.waiting).toBe(present.size - started.size);
        }
      }),
    );
  });
});

/** Places for requests: never more than there are, in the order of arrival, none lost. */
import fc from 'fast-check';
import { Slots } from './slots';

describe('Slots', () => {
  it('gives each place once and every place back, whatever the order of coming and going', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.nat({ max: 9 })), (places, steps) => {
        const slots = new Slots({ places }, 5);
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

  it('follows a number of places that changes', () => {
    const load = { places: 3 };
    const slots = new Slots(load, 100);
    const started: (() => void)[] = [];
    const starts = Array.from({ length: 20 }, () => {
      const start = () => void started.push(start);
      slots.take(start);
      return start;
    });
    expect(started).toEqual(starts.slice(0, 3));
    load.places = 1;
    slots.leave(starts[0] as () => void);
    slots.leave(starts[1] as () => void);
    expect(started).toHaveLength(3);
    load.places = 5;
    slots.leave(starts[2] as () => void);
    expect(started).toEqual(starts.slice(0, 8));
  });
});

/** Numbers kept in order: the middle is that of a sorted copy, whatever was added and taken away before. */
import fc from 'fast-check';
import { medianOf } from './median-offset';
import { SortedNumbers } from './sorted-numbers';

/** Few values, so that many are equal; a number added, or the place of one to take away again. */
const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const changes = fc.array(fc.oneof(fc.record({ add: number }), fc.record({ takeAway: fc.nat(50) })), { maxLength: 120 });

describe('SortedNumbers', () => {
  it('has the median of what is in it', () => {
    fc.assert(
      fc.property(changes, (steps) => {
        const sorted = new SortedNumbers(120);
        const held: number[] = [];
        for (const step of steps) {
          if ('add' in step) {
            held.push(step.add);
            sorted.add(step.add);
          } else if (held.length > 0) {
            const [gone] = held.splice(step.takeAway % held.length, 1);
            sorted.remove(gone as number);
          }
          if (held.length > 0) expect(sorted.median + 0).toBe(medianOf(held) + 0);
        }
      }),
    );
  });

  it('has none while it is empty', () => {
    const sorted = new SortedNumbers(3);
    expect(sorted.median).toBeNaN();
    sorted.add(7);
    sorted.remove(7);
    expect(sorted.median).toBeNaN();
  });
});

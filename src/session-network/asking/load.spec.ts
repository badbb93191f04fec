/** The number of requests under way follows what comes back. */
import { Load } from './load';

const LIMITS = { least: 8, first: 32, most: 192 };

/** `seconds` of so many attempts each, of which a part is late. */
function run(
  load: Load,
  from: number,
  seconds: number,
  each: { ended: number; late: number; isFull: boolean },
): number {
  for (let second = 0; second < seconds; second += 1) {
    for (let index = 0; index < each.ended; index += 1) {
      load.note(index < each.late, each.isFull, from + 1_000 * second);
    }
  }
  return from + 1_000 * seconds;
}

describe('Load', () => {
  it('grows to its bound while requests wait and answers come', () => {
    const load = new Load(LIMITS);
    run(load, 0, 30, { ended: 100, late: 10, isFull: true });
    expect(load.places).toBe(192);
  });

  it('stays as it is while nobody waits', () => {
    const load = new Load(LIMITS);
    run(load, 0, 30, { ended: 100, late: 10, isFull: false });
    expect(load.places).toBe(32);
  });

  it('shrinks to its least when answers do not come in time, and recovers', () => {
    const load = new Load(LIMITS);
    const then = run(load, 0, 10, { ended: 10, late: 9, isFull: true });
    expect(load.places).toBe(8);
    run(load, then, 20, { ended: 10, late: 0, isFull: true });
    expect(load.places).toBe(192);
  });

  it('overlooks a late answer or two of a quiet time', () => {
    const load = new Load(LIMITS);
    run(load, 0, 10, { ended: 2, late: 2, isFull: false });
    expect(load.places).toBe(32);
  });
});

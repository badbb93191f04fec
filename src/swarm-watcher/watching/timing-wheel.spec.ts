/** The wheel against a plain list: same entries, same order, whatever is placed, moved and dropped. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { TimingWheel, WHEEL_HORIZON_MS } from './timing-wheel';

const SLOT = 32;

describe('timing wheel', () => {
  it('gives nothing before its time and everything after it', () => {
    const wheel = new TimingWheel(1_000);
    wheel.place(7, 1_500);
    expect(wheel.take(1_400)).toBeUndefined();
    expect(wheel.take(1_500)?.entry).toBe(7);
    expect(wheel.take(9_000)).toBeUndefined();
  });

  it('gives what is past due at once, and what lies beyond the horizon at the horizon', () => {
    const wheel = new TimingWheel(0);
    wheel.take(50_000);
    wheel.place(1, 10);
    wheel.place(2, 1e12);
    expect(wheel.take(50_000)?.entry).toBe(1);
    expect(wheel.take(50_000 + WHEEL_HORIZON_MS - SLOT)).toBeUndefined();
    expect(wheel.take(50_000 + WHEEL_HORIZON_MS + SLOT)?.entry).toBe(2);
  });

  it('holds an entry once, at its latest time', () => {
    const wheel = new TimingWheel(0);
    wheel.place(3, 100);
    wheel.place(3, 900);
    expect(wheel.dueAt(3)).toBe(896);
    expect(wheel.take(500)).toBeUndefined();
    expect(wheel.take(900)?.entry).toBe(3);
    expect(wheel.dueAt(3)).toBeUndefined();
  });

  it('keeps on when time stands still or runs backwards', () => {
    const wheel = new TimingWheel(0);
    wheel.take(10_000);
    wheel.place(1, 10_100);
    expect(wheel.take(2_000)).toBeUndefined();
    expect(wheel.take(10_100)?.entry).toBe(1);
  });

  it.each([1, 2, 3, 4, 5])('does what a plain list does (chance %i)', (seed) => {
    const chance = new Chance(seed);
    const wheel = new TimingWheel(500);
    const plain = new Map<number, number>();
    let now = 500;
    for (let step = 0; step < 4_000; step += 1) {
      const entry = chance.below(3_000);
      const what = chance.below(10);
      if (what < 6) {
        const due = now + chance.below(WHEEL_HORIZON_MS - SLOT);
        wheel.place(entry, due);
        plain.set(entry, Math.floor((due - 500) / SLOT));
      } else if (what === 6) {
        wheel.drop(entry);
        plain.delete(entry);
      } else {
        now += chance.below(4_000);
        const slot = Math.floor((now - 500) / SLOT);
        const taken: number[] = [];
        for (let due = wheel.take(now); due !== undefined; due = wheel.take(now)) taken.push(due.entry);
        const expected = [...plain].filter(([, at]) => at <= slot);
        expect(taken.map((one) => plain.get(one))).toEqual(expected.map(([, at]) => at).sort((a, b) => a - b));
        expect([...taken].sort()).toEqual(expected.map(([one]) => one).sort());
        for (const one of taken) plain.delete(one);
      }
    }
  });
});

/** Swarms spread evenly over watchers: everybody comes to the same answer, and little moves. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { Spread } from './spread';

const swarmsOf = (chance: Chance, count: number) =>
  Array.from({ length: count }, () => chance.bytes(8).toString('hex'));
const watchersOf = (chance: Chance, count: number) =>
  Array.from({ length: count }, () => chance.bytes(16).toString('hex'));

function partsOf(spread: Spread, swarms: readonly string[]): number[] {
  const parts = new Map<string, number>();
  for (const swarm of swarms) {
    const owner = spread.ownerOf(swarm) ?? '';
    parts.set(owner, (parts.get(owner) ?? 0) + 1);
  }
  return [...parts.values()];
}

function movedBetween(one: Spread, other: Spread, swarms: readonly string[]): number {
  return swarms.filter((swarm) => one.ownerOf(swarm) !== other.ownerOf(swarm)).length;
}

describe('spread', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('gives nobody more than the fair part (chance %i)', (seed) => {
    const chance = new Chance(seed);
    const watchers = watchersOf(chance, 1 + chance.below(9));
    const swarms = swarmsOf(chance, 1 + chance.below(400));
    const parts = partsOf(Spread.of(watchers, swarms), swarms);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(swarms.length);
    expect(Math.max(...parts)).toBeLessThanOrEqual(Math.ceil(swarms.length / watchers.length));
  });

  it('is the same for everybody, in whatever order the watchers are named', () => {
    const chance = new Chance(9);
    const [watchers, swarms] = [watchersOf(chance, 5), swarmsOf(chance, 200)];
    const [one, other] = [Spread.of(watchers, swarms), Spread.of([...watchers].reverse(), swarms)];
    expect(movedBetween(one, other, swarms)).toBe(0);
    expect(one.name).toBe(other.name);
    expect(Spread.of(watchers, swarms.slice(1)).name).not.toBe(one.name);
    expect(Spread.of(watchers.slice(1), swarms).name).not.toBe(one.name);
  });

  it('moves little more than it must when a watcher comes or goes, or a swarm', () => {
    const chance = new Chance(10);
    for (let round = 0; round < 20; round += 1) {
      const [watchers, swarms] = [watchersOf(chance, 2 + chance.below(8)), swarmsOf(chance, 300)];
      const all = Spread.of(watchers, swarms);
      const moved = movedBetween(all, Spread.of(watchers.slice(1), swarms), swarms);
      expect(moved).toBeLessThanOrEqual(1.5 * Math.ceil(swarms.length / watchers.length) + 10);
      expect(movedBetween(all, Spread.of(watchers, swarms.slice(1)), swarms.slice(1))).toBeLessThanOrEqual(20);
    }
  });

  it('has one owner for a swarm that it does not know, as long as there are watchers', () => {
    const [watchers, swarms] = [watchersOf(new Chance(11), 3), ['1', '2', '3']];
    expect(watchers).toContain(Spread.of(watchers, swarms).ownerOf('newcomer'));
    expect(Spread.of([], swarms).ownerOf('1')).toBeUndefined();
  });
});

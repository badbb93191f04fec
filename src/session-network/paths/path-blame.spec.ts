/** Who is blamed when a path fails, and who is not, played through in imagined networks. */
import fc from 'fast-check';
import type { ServiceNode } from '../../protocol/service-node';
import { FIRST_COOL_DOWN_MS, LONGEST_COOL_DOWN_MS } from './cool-downs';
import type { OnionPath } from './onion-path';
import { HOUR, listOf, nodeOf, Play, UNEXPLAINED } from './play.fixture';

const seeds = () => fc.integer({ min: 0, max: 2 ** 31 });

describe('PathPool: blame', () => {
  /** A settled network of many nodes, and one of the paths in use. */
  function settled(seed = 1): { play: Play; path: OnionPath; other: (path: OnionPath) => ServiceNode } {
    const play = new Play(listOf(50), seed);
    play.probe();
    const path = play.pool.pick(nodeOf(49), play.now, []) as OnionPath;
    const other = (one: OnionPath) => play.nodes.find((node) => one.fits(node, true)) as ServiceNode;
    return { play, path, other };
  }
  const isUsed = (play: Play, path: OnionPath) => {
    const used = new Set<OnionPath>();
    for (const node of play.nodes)
      for (let turn = 0; turn < 20; turn += 1) used.add(play.pool.pick(node, play.now, []) as OnionPath);
    return used.has(path);
  };

  it('leaves a guard that takes no connection alone, ever longer, and takes it up again afterwards', () => {
    const { play, path, other } = settled();
    const name = path.guard.ed25519;
    let pause = FIRST_COOL_DOWN_MS;
    for (let strike = 0; strike < 12; strike += 1) {
      // Many requests see the same fault at once.
      for (let request = 0; request < 50; request += 1)
        play.pool.failed(path, other(path), { kind: 'silent' }, play.now);
      expect(play.pool.isCooling(name, play.now + pause - 1)).toBe(true);
      expect(isUsed(play, path)).toBe(false);
      play.now += pause;
      expect(play.pool.isCooling(name, play.now)).toBe(false);
      pause = Math.min(2 * pause, LONGEST_COOL_DOWN_MS);
    }
    play.attempt(path, other(path));
    play.pool.failed(path, other(path), { kind: 'silent' }, play.now);
    expect(play.pool.isCooling(name, play.now + FIRST_COOL_DOWN_MS)).toBe(false);
  });

  it('forgives the guards that were silent while our own link was down', () => {
    const { play } = settled();
    play.fate = () => ({ kind: 'silent' });
    const down = new Set(play.ask(nodeOf(7), 12).tried.map((path) => path.guard.ed25519));
    expect(down.size).toBeGreaterThan(2);
    play.fate = () => undefined;
    expect(play.ask(nodeOf(7)).isAnswered).toBe(true);
    for (const name of down) expect(play.pool.isCooling(name, play.now)).toBe(false);
  });

  it('overlooks one connection that ended without an answer, not two', () => {
    const { play, path, other } = settled();
    play.pool.failed(path, other(path), { kind: 'broken' }, play.now);
    expect(play.pool.isCooling(path.guard.ed25519, play.now)).toBe(false);
    play.pool.failed(path, other(path), { kind: 'broken' }, play.now);
    expect(play.pool.isCooling(path.guard.ed25519, play.now)).toBe(true);
  });

  it('drops a path after two unexplained failures, but not for one dead destination', () => {
    const { play, path, other } = settled();
    for (let request = 0; request < 9; request += 1) play.pool.failed(path, other(path), UNEXPLAINED, play.now);
    expect(play.pool.nextProbe(play.now)).toMatchObject({ path });
    const second = play.nodes.filter((node) => path.fits(node, true))[1] as ServiceNode;
    play.pool.failed(path, second, UNEXPLAINED, play.now);
    expect(isUsed(play, path)).toBe(false);
  });

  it('clears a doubtful path by an answer', () => {
    const { play, path, other } = settled();
    play.pool.failed(path, other(path), UNEXPLAINED, play.now);
    play.probe();
    const second = play.nodes.filter((node) => path.fits(node, true))[1] as ServiceNode;
    play.pool.failed(path, second, UNEXPLAINED, play.now);
    expect(play.pool.nextProbe(play.now)).toMatchObject({ path });
    play.probe();
    expect(isUsed(play, path)).toBe(true);
  });

  it('keeps its paths when many of the nodes asked are dead', () => {
    fc.assert(
      fc.property(seeds(), (seed) => {
        const { play } = settled(seed);
        const before = play.pool.counts(play.now).paths;
        const all = new Set<OnionPath>();
        play.fate = (path, destination) => {
          all.add(path);
          return Number.parseInt(destination.ed25519, 16) % 2 === 1 ? UNEXPLAINED : undefined;
        };
        for (let turn = 0; turn < 300; turn += 1) {
          play.now += 500;
          play.ask(play.nodes[Math.floor(play.dice() * 50)] as ServiceNode, 3);
          play.probe(2);
        }
        expect(play.pool.counts(play.now).paths).toBeGreaterThanOrEqual(before);
        expect(all.size).toBeLessThan(60);
      }),
      { numRuns: 30 },
    );
  });

  it('soon asks nothing of a guard behind which nothing works', () => {
    fc.assert(
      fc.property(seeds(), (seed) => {
        const { play, path } = settled(seed);
        const liar = path.guard.ed25519;
        play.fate = (one) => (one.guard.ed25519 === liar ? { kind: 'named', name: one.middle.ed25519 } : undefined);
        let misled = 0;
        for (let turn = 0; turn < 500; turn += 1) {
          play.now += 1_000;
          play.probe(3);
          misled += play.ask(play.nodes[Math.floor(play.dice() * 50)] as ServiceNode).tried.length - 1;
        }
        expect(misled).toBeLessThan(5);
      }),
      { numRuns: 30 },
    );
  });

  it('is not deceived by a guard that lets tests pass and requests not', () => {
    fc.assert(
      fc.property(seeds(), (seed) => {
        const { play, path } = settled(seed);
        const rogue = path.guard.ed25519;
        play.fate = (one) => (one.guard.ed25519 === rogue && !one.probing ? UNEXPLAINED : undefined);
        let misled = 0;
        for (let turn = 0; turn < 600; turn += 1) {
          play.now += 1_000;
          play.probe(1);
          misled += play.ask(play.nodes[Math.floor(play.dice() * 50)] as ServiceNode).tried.length - 1;
        }
        expect(misled).toBeLessThan(60);
      }),
      { numRuns: 20 },
    );
  });

  it('takes a new guard for one whose every path breaks', () => {
    const { play } = settled();
    const anybody = () => play.nodes[Math.floor(play.dice() * 50)] as ServiceNode;
    const live = () => {
      play.now += 1_000;
      play.probe(1);
      return play.ask(anybody()).tried.at(-1) as OnionPath;
    };
    // By then the paths of the first moment are gone, and with them guards that were tried but not kept.
    while (play.now < HOUR) live();
    const guard = live().guard.ed25519;
    play.fate = (path) => (path.guard.ed25519 === guard ? UNEXPLAINED : undefined);
    // Paths retire and are made anew, so that one after the other breaks.
    while (play.now < 4 * HOUR && !play.pool.isCooling(guard, play.now)) live();
    expect(play.pool.isCooling(guard, play.now)).toBe(true);
  });

  it('forgets nodes that left the list, and paths over nodes that moved', () => {
    const { play, path } = settled();
    const moved = play.nodes.map((node) => (node.ed25519 === path.middle.ed25519 ? { ...node, ip: '10.9.9.9' } : node));
    play.pool.know(moved);
    expect(isUsed(play, path)).toBe(false);
    play.pool.know(play.nodes.slice(0, 2));
    expect(play.pool.pick(nodeOf(49), play.now, [])).toBeDefined();
    expect(play.pool.pick(nodeOf(0), play.now, [])).toBeUndefined();
  });
});

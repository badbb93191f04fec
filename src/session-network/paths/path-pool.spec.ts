/** The choice of paths, played through in imagined networks with imagined time. */
import fc from 'fast-check';
import type { ServiceNode } from '../../protocol/service-node';
import type { OnionPath } from './onion-path';
import { PATH_LIMITS } from './path-limits';
import { deadOnes, diceOf, HOUR, listOf, nodeOf, Play, UNEXPLAINED } from './play.fixture';
import { canSpread, subnetOf } from './subnet';

const seeds = () => fc.integer({ min: 0, max: 2 ** 31 });
/** Networks of any size and crowding. */
const networks = () =>
  fc.record({ count: fc.integer({ min: 3, max: 60 }), subnets: fc.integer({ min: 1, max: 60 }), seed: seeds() });

describe('PathPool', () => {
  it('takes three distinct nodes, in three /24 networks whenever the list has as many', () => {
    fc.assert(
      fc.property(networks(), fc.array(fc.nat(), { minLength: 1, maxLength: 60 }), ({ count, subnets, seed }, asks) => {
        const nodes = listOf(count, subnets);
        const broken = diceOf(seed + 1);
        const play = new Play(nodes, seed, () => (broken() < 0.4 ? UNEXPLAINED : undefined));
        for (const ask of asks) {
          const destination = nodes[ask % count] as ServiceNode;
          play.now += 10_000;
          play.probe(3);
          for (const path of play.ask(destination).tried) {
            const hops = [path.guard, path.middle, destination];
            expect(new Set(hops.map((hop) => hop.ed25519)).size).toBe(3);
            if (canSpread(nodes)) expect(new Set(hops.map(subnetOf)).size).toBe(3);
            expect(play.now).toBeLessThan(path.retiresAt);
            expect(path.retiresAt - play.now).toBeLessThanOrEqual(PATH_LIMITS.pathLifeMs);
          }
        }
      }),
    );
  });

  it('has a path to every node of any network of three or more, and none in a smaller one', () => {
    fc.assert(
      fc.property(networks(), ({ count, subnets, seed }) => {
        const play = new Play(listOf(count, subnets), seed);
        for (const node of play.nodes) expect(play.ask(node).isAnswered).toBe(true);
      }),
    );
    for (const count of [0, 1, 2]) {
      expect(new Play(listOf(count), 1).pool.pick(nodeOf(0), 0, [])).toBeUndefined();
    }
  });

  it('never takes the same two nodes twice for one request', () => {
    fc.assert(
      fc.property(networks(), ({ count, subnets, seed }) => {
        const play = new Play(listOf(count, subnets), seed, () => UNEXPLAINED);
        const { tried } = play.ask(nodeOf(0, 0), 40);
        expect(new Set(tried.map((path) => `${path.guard.ed25519} ${path.middle.ed25519}`)).size).toBe(tried.length);
      }),
    );
  });

  it('goes over another guard after a failure, if there is one', () => {
    fc.assert(
      fc.property(seeds(), (seed) => {
        const play = new Play(listOf(20), seed);
        play.probe();
        play.fate = () => UNEXPLAINED;
        const [first, second] = play.ask(nodeOf(3)).tried as [OnionPath, OnionPath];
        expect(second.guard.ed25519).not.toBe(first.guard.ed25519);
      }),
    );
  });

  it('keeps its few guards for hours and its paths for minutes', () => {
    fc.assert(
      fc.property(seeds(), (seed) => {
        const play = new Play(listOf(200), seed);
        const guards = new Set<string>();
        const middles = new Set<string>();
        for (; play.now < 4 * HOUR - 60_000; play.now += 30_000) {
          play.probe();
          const path = play.ask(nodeOf(Math.floor(play.dice() * 200))).tried.at(-1) as OnionPath;
          guards.add(path.guard.ed25519);
          middles.add(path.middle.ed25519);
        }
        // One more may be needed for a destination that is a guard itself.
        expect(guards.size).toBeLessThanOrEqual(2 * PATH_LIMITS.guards + 1);
        expect(middles.size).toBeGreaterThan(50);
        play.now = 24 * HOUR;
        play.probe();
        const later = Array.from({ length: 50 }, () => play.ask(nodeOf(0)).tried.at(-1)?.guard.ed25519);
        expect(later.every((name) => guards.has(name as string))).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  it('finds several paths in few rounds though more than half of the nodes are dead', () => {
    const rounds: number[] = [];
    for (let seed = 0; seed < 300; seed += 1) {
      const play = new Play(
        listOf(13, 1),
        seed,
        deadOnes((node) => Number.parseInt(node.ed25519, 16) >= 5),
      );
      const round = () => play.probe(1);
      let count = 0;
      while (play.pool.counts(play.now).paths === 0 && count < 100) {
        round();
        count += 1;
      }
      rounds.push(count);
      for (; play.now < 60_000; play.now += 1_000) play.probe(1);
      expect(play.pool.counts(play.now).paths).toBeGreaterThanOrEqual(3);
      for (const destination of play.nodes.slice(0, 5)) {
        // A node that stands in every path needs another one, which the next tests bring.
        if (!play.ask(destination).isAnswered) play.probe(10);
        expect(play.ask(destination).isAnswered).toBe(true);
      }
    }
    expect(Math.max(...rounds)).toBeLessThanOrEqual(4);
  });

  it('lets no single liar bring an honest node into discredit', () => {
    const lies = fc.array(fc.constantFrom('middle', 'destination', 'guard', 'anybody', 'silence', 'truth'), {
      minLength: 20,
      maxLength: 200,
    });
    fc.assert(
      fc.property(networks(), lies, ({ count, subnets, seed }, lies) => {
        const nodes = listOf(Math.max(count, 8), subnets);
        const liar = nodes[0]?.ed25519 as string;
        let turn = 0;
        const play = new Play(nodes, seed, (path, destination) => {
          if (![path.guard, path.middle, destination].some((hop) => hop.ed25519 === liar)) return undefined;
          const lie = lies[turn++ % lies.length];
          if (lie === 'truth') return undefined;
          if (lie === 'silence') return UNEXPLAINED;
          const anybody = nodes[Math.floor(play.dice() * nodes.length)] as ServiceNode;
          return {
            kind: 'named',
            name: { ...{ middle: path.middle, destination, guard: path.guard }, anybody }[lie as 'middle'].ed25519,
          };
        });
        for (let step = 0; step < 100; step += 1) {
          play.now += 2_000;
          play.probe(5);
          play.ask(nodes[Math.floor(play.dice() * nodes.length)] as ServiceNode);
          for (const node of nodes.slice(1)) expect(play.pool.isCooling(node.ed25519, play.now)).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });
});

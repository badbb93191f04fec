/** The choice of paths and the blame for failures, played through in imagined networks with imagined time. */
import fc from 'fast-check';
import type { ServiceNode } from '../../protocol/service-node';
import { FIRST_COOL_DOWN_MS, LONGEST_COOL_DOWN_MS } from './cool-downs';
import type { Fault } from './fault';
import type { OnionPath } from './onion-path';
import { PATH_LIMITS } from './path-limits';
import { PathPool } from './path-pool';
import { canSpread, subnetOf } from './subnet';

const HOUR = 3_600_000;
const UNEXPLAINED: Fault = { kind: 'unexplained' };

/** The n-th of all imaginable nodes, in the /24 number `subnet`. */
function nodeOf(index: number, subnet = index): ServiceNode {
  const name = index.toString(16).padStart(64, '0');
  const ip = `10.${subnet >> 8}.${subnet & 255}.${1 + (index % 250)}`;
  return { ed25519: name, x25519: name, ip, port: 22_021, omqPort: 22_020, swarm: '0' };
}

const listOf = (count: number, subnets = count) => Array.from({ length: count }, (_, n) => nodeOf(n, n % subnets));

/** Chance that a seed makes the same every time. */
function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How one attempt ends: undefined is an answer. */
type Fate = (path: OnionPath, destination: ServiceNode) => Fault | undefined;

/** Nodes that are dead fail as in the world: a dead guard at once, whatever is behind it by silence. */
const deadOnes =
  (isDead: (node: ServiceNode) => boolean): Fate =>
  (path, destination) => {
    if (isDead(path.guard)) return { kind: 'silent' };
    return isDead(path.middle) || isDead(destination) ? UNEXPLAINED : undefined;
  };

class Play {
  now = 0;
  readonly dice: () => number;
  readonly pool: PathPool;

  constructor(
    readonly nodes: readonly ServiceNode[],
    seed: number,
    public fate: Fate = () => undefined,
  ) {
    this.dice = diceOf(seed);
    this.pool = new PathPool(this.dice);
    this.pool.know(nodes);
  }

  attempt(path: OnionPath, destination: ServiceNode): boolean {
    const fault = this.fate(path, destination);
    if (fault?.kind !== 'silent') this.pool.reached(path, this.now);
    if (fault === undefined) this.pool.succeeded(path, destination, this.now);
    else this.pool.failed(path, destination, fault, this.now);
    return fault === undefined;
  }

  /** One request; gives the paths it took, the last of which brought the answer, or none. */
  ask(destination: ServiceNode, attempts = 5): { tried: OnionPath[]; isAnswered: boolean } {
    const tried: OnionPath[] = [];
    while (tried.length < attempts) {
      const path = this.pool.pick(destination, this.now, tried);
      if (path === undefined) break;
      tried.push(path);
      if (this.attempt(path, destination)) return { tried, isAnswered: true };
    }
    return { tried, isAnswered: false };
  }

  /** Tests paths side by side as the client does, until nothing is worth testing; gives how many rounds that took. */
  probe(maxRounds = 1_000): number {
    for (let round = 0; round < maxRounds; round += 1) {
      const probes = [];
      for (let probe = this.pool.nextProbe(this.now); probe; probe = this.pool.nextProbe(this.now)) {
        probe.path.probing = true;
        probes.push(probe);
      }
      if (probes.length === 0) return round;
      for (const { path, destination } of probes) {
        this.attempt(path, destination);
        path.probing = false;
      }
      this.now += 1_000;
    }
    return maxRounds;
  }
}

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
          if (!path.holds(liar) && destination.ed25519 !== liar) return undefined;
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

  describe('blame', () => {
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
      const moved = play.nodes.map((node) =>
        node.ed25519 === path.middle.ed25519 ? { ...node, ip: '10.9.9.9' } : node,
      );
      play.pool.know(moved);
      expect(isUsed(play, path)).toBe(false);
      play.pool.know(play.nodes.slice(0, 2));
      expect(play.pool.pick(nodeOf(49), play.now, [])).toBeDefined();
      expect(play.pool.pick(nodeOf(0), play.now, [])).toBeUndefined();
    });
  });
});

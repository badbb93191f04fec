/** A network that moves thousands of times: after each change everybody is asked for where he belongs, and nowhere else. */
import { Chance } from '../../../test/swarm-watcher/chance';
import { accountId, keyFor, nodeIn, orderFor } from '../../../test/swarm-watcher/makers';
import { MovingNetwork } from '../../../test/swarm-watcher/moving-network';
import { empty, takeAll, WALL } from '../../../test/swarm-watcher/table';
import type { ServiceNode } from '../../protocol/service-node';
import { SwarmMap } from '../../protocol/swarm-map';
import { WatcherStats } from '../watcher-stats';
import { type Moment, momentOf } from './moment';
import { LONGEST_INTERVAL_MS } from './poll-schedule';
import { Poller } from './poller';
import type { WatchOrder } from './watch-order';

const STEP_MS = 2_000;
/** The longest interval with its jitter, and the steps that the test takes. */
const INTERVAL_MS = 1.1 * LONGEST_INTERVAL_MS + 2 * STEP_MS;
const ACCOUNTS = 12;
const CHANGES = 500;

/** A poller over a network that moves; whoever is asked answers that there is nothing new. */
class Watch {
  readonly poller: Poller;
  readonly orders: readonly WatchOrder[];
  readonly network: MovingNetwork;
  /** Who was ours and not asked for in the longest interval there is, whatever happened meanwhile. */
  readonly unwatched: string[] = [];
  /** When each was asked for last, or was not ours. */
  private readonly lastAt = new Map<string, number>();
  private map = SwarmMap.of([]);
  private time = 0;
  private owns: (swarm: string) => boolean = () => true;

  constructor(private readonly chance: Chance) {
    const accounts = Array.from({ length: ACCOUNTS }, () => accountId());
    this.orders = accounts.map((account) => orderFor(account));
    this.network = new MovingNetwork(chance, accounts);
    this.poller = new Poller({
      floorMs: 3_000,
      perMember: 8,
      dice: chance.dice,
      keyFor,
      stats: new WatcherStats(),
      startMs: 0,
    });
    this.poller.share({ owns: (swarm) => this.owns(swarm) }, this.now);
    for (const order of this.orders) this.poller.arrivals.watch(order, { isFresh: false, sweep: 0 }, this.now);
  }

  get now(): Moment {
    return momentOf(this.time, WALL + this.time, 0);
  }

  /** The list of nodes comes, however much has changed since the last. */
  hear(): void {
    this.map = SwarmMap.of(this.network.nodes);
    this.poller.know(this.map, this.now);
  }

  /** Another watcher comes or goes. */
  reshare(): void {
    const parity = this.chance.below(3);
    this.owns = (swarm) => parity === 2 || Number(BigInt(`0x${swarm}`) % 2n) === parity;
    this.poller.share({ owns: this.owns }, this.now);
  }

  /** One poll interval: everybody of ours is asked for, at the right members, and nobody else. */
  pass(durationMs: number): { missed: WatchOrder[]; astray: string[] } {
    const asked = new Set<string>();
    const astray: string[] = [];
    for (const end = this.time + durationMs; this.time < end; this.time += STEP_MS) {
      for (const batch of takeAll(this.poller, this.now, 100, this.orders)) {
        for (const { account } of batch.asks) {
          asked.add(account.accountId);
          this.lastAt.set(account.accountId, this.time);
          const swarm = this.swarmOf(account.accountId);
          const isRight = swarm !== undefined && this.owns(swarm.id) && swarm.members.includes(batch.member);
          if (!isRight) astray.push(account.accountId);
        }
        this.poller.answered(batch, { results: batch.asks.map(() => empty) }, this.now);
      }
      for (const { accountId: id } of this.orders) {
        if (!this.isOurs(id)) this.lastAt.set(id, this.time);
        if (this.time - (this.lastAt.get(id) ?? 0) > INTERVAL_MS) this.unwatched.push(`${id} at ${this.time}`);
      }
    }
    const ours = this.orders.filter((order) => this.isOurs(order.accountId));
    return { missed: ours.filter((order) => !asked.has(order.accountId)), astray };
  }

  private isOurs(id: string): boolean {
    return this.owns(this.swarmOf(id)?.id ?? '0');
  }

  private swarmOf(id: string) {
    const order = this.orders.find((one) => one.accountId === id);
    return order && this.map.swarmOf(order.account);
  }
}

describe('a poller in a network that moves', () => {
  it.each([1, 2, 3, 4])('asks for everybody within an interval, where he belongs (chance %i)', (seed) => {
    const chance = new Chance(seed * 104_729);
    const watch = new Watch(chance);
    for (let change = 0; change < CHANGES; change += 1) {
      watch.network.change();
      // For an hour nobody tells us; then we hear of everything at once.
      if (chance.happens(0.02)) {
        for (let count = 0; count < 50; count += 1) watch.network.change();
        watch.pass(INTERVAL_MS);
      }
      watch.hear();
      if (chance.happens(0.1)) watch.reshare();
      // Changes come faster than polls, too, and for longer than an interval.
      for (let count = chance.happens(0.04) ? 60 : 0; count > 0; count -= 1) {
        watch.network.change();
        watch.hear();
        expect(watch.pass(STEP_MS).astray).toEqual([]);
      }
      if (chance.happens(0.5)) expect(watch.pass(STEP_MS * chance.below(4)).astray).toEqual([]);
      else expect(watch.pass(INTERVAL_MS)).toEqual({ missed: [], astray: [] });
    }
    expect(watch.unwatched).toEqual([]);
    for (const order of watch.orders) watch.poller.forget(order.accountId);
    expect(takeAll(watch.poller, watch.now)).toEqual([]);
    expect(watch.poller.size).toBe(0);
  });

  it('looks at the accounts of the swarms that a change concerns, and at no others', () => {
    const poller = new Poller({
      floorMs: 3_000,
      perMember: 8,
      dice: new Chance(1).dice,
      keyFor,
      stats: new WatcherStats(),
      startMs: 0,
    });
    const now = momentOf(0, WALL, 0);
    const swarms = ['1', '4', '7', 'a', 'd'].map((digit) => `${digit}fffffffffffffff`);
    const nodes = swarms.flatMap((swarm) => Array.from({ length: 6 }, () => nodeIn(swarm)));
    poller.share({ owns: () => true }, now);
    poller.know(SwarmMap.of(nodes), now);
    for (let count = 0; count < 2_000; count += 1) poller.arrivals.watch(orderFor(), { isFresh: false, sweep: 0 }, now);

    const [first] = nodes as [ServiceNode];
    expect(poller.know(SwarmMap.of([...nodes, nodeIn(first.swarm)]), now)).toEqual({ looked: 0, moved: 0 });
    expect(poller.know(SwarmMap.of([{ ...first, ip: '10.9.9.9' }, ...nodes.slice(1)]), now).looked).toBe(0);
    const { looked, moved } = poller.know(SwarmMap.of([...nodes, nodeIn('5800000000000000')]), now);
    // A tenth of them in the mean.
    expect(moved).toBeGreaterThan(100);
    // The two neighbours, which had two fifths of the accounts.
    expect(looked).toBeGreaterThanOrEqual(moved);
    expect(looked).toBeLessThan(1_000);
  });
});
